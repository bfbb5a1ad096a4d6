import { createContext } from 'svelte';
import type { FieldView, FoundRows } from '#shared/contract/inspection.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { matches } from '#shared/filter/match.ts';
import { type Filter, parseFilter } from '#shared/filter/parse.ts';
import { FilterError } from '#shared/filter/tokens.ts';
import type { ErrorView, TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import type { TimeMode } from '../format/row-time.ts';
import type { Phase } from './listing.svelte.ts';

export type Lane = TranscriptRow['lane'];
export const lanes: readonly Lane[] = ['handshake', 'record', 'alert', 'local', 'machine'];

/** What the ladder lists: rows, and a heading before the first row of each attempt. */
export type LadderItem =
  | { readonly kind: 'attempt'; readonly key: string; readonly attempt: number; readonly at: number }
  | { readonly kind: 'row'; readonly key: string; readonly row: TranscriptRow /** Time of the row above. */; readonly above: number | null };

/** Rows asked for at once, and the most that are held; older ones are asked for again when someone scrolls there. */
const page = 1000;
const none: ReadonlySet<Lane> = new Set();
const mostHeld = 20_000;
/** Rows that fill any window. */
const viewful = 100;

/** The transcript of one connection: a contiguous window that ends at the newest row, its filter and its selection. */
export class TranscriptState {
  rows = $state.raw<readonly TranscriptRow[]>([]);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  /** No older rows exist than those held. */
  complete = $state(false);
  /** Lanes switched off; the steps of the state machine are many and of interest to few. Failures show whatever is off. */
  hidden = $state.raw<ReadonlySet<Lane>>(new Set(['machine']));
  /** Change it through `follow`. */
  following = $state(true);
  /** Rows of the shown lanes that came since the newest are not followed. */
  unseen = $state(0);
  /** The row that times are counted from; the opening of the connection when `null`. */
  zero = $state.raw<TranscriptRow | null>(null);
  selectedSeq = $state<number | null>(null);
  detail = $state.raw<TranscriptDetail | null>(null);
  /** The selected row's bytes as fields. */
  fields = $state.raw<FieldView | null>(null);
  readonly counts = $derived(countLanes(this.rows));
  /** The filter in force, as it was written; empty for none. Lanes do not hide what passes a filter. */
  filterText = $state('');
  /** Why the last filter that was asked for is not in force, and where it cannot be read. */
  filterError = $state.raw<FilterError | null>(null);
  /** How far back a search for rows that pass has come, as a row number; `null` when none is under way. */
  searchedBackTo = $state<number | null>(null);
  readonly items = $derived(withAttempts(this.rows, this.filterText === '' ? this.hidden : none));
  readonly selected = $derived(this.rows.find((row) => row.seq === this.selectedSeq) ?? null);
  readonly stop: () => void;
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #loading = false;
  /** Rows were left out while someone read older ones. */
  #behind = false;
  #loadingOlder = false;
  #filter: Filter = { kind: 'all' };
  /** Counts the filters: an answer to an earlier one is dropped. */
  #search = 0;
  #continueBefore: number | null = null;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.stop = bridge.subscribe('transcriptAppended', (batches) => {
      for (const batch of batches) {
        if (batch.connectionId !== connectionId) continue;
        if (batch.dropped > 0) void this.load();
        else this.#append(batch.rows);
      }
    });
  }

  /** Starts over from the newest rows: at first, after a flood, with another filter and when the core came back. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const search = this.#search;
    const reply = await this.#older(null);
    this.#loading = false;
    if (search !== this.#search) return this.load();
    this.#behind = false;
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (!reply.ok) return;
    this.#reached(reply.value);
    const newest = reply.value.rows.at(-1)?.seq ?? -1;
    this.rows = [...reply.value.rows, ...this.rows.filter((row) => row.seq > newest)];
    await this.#searchOn();
  }

  async loadOlder(): Promise<void> {
    const before = this.#continueBefore;
    if (this.complete || this.#loadingOlder || before === null) return;
    this.#loadingOlder = true;
    const search = this.#search;
    const reply = await this.#older(before);
    this.#loadingOlder = false;
    if (!reply.ok || search !== this.#search) return;
    this.#reached(reply.value);
    this.rows = [...reply.value.rows.filter((row) => row.seq < before), ...this.rows];
  }

  /** Puts a filter in force; one that cannot be read changes nothing but {@link filterError}. */
  async setFilter(text: string): Promise<void> {
    const wanted = text.trim();
    try {
      this.#filter = parseFilter(wanted);
      this.filterError = null;
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      this.filterError = error;
      return;
    }
    if (wanted === this.filterText) return;
    this.filterText = wanted;
    this.#search += 1;
    this.rows = [];
    this.phase = 'loading';
    await this.load();
  }

  async #older(before: number | null): Promise<Reply<FoundRows>> {
    const place = { connectionId: this.#connectionId, before, limit: page };
    if (this.filterText !== '') return this.#bridge.request('searchTranscript', { ...place, filter: this.filterText });
    const reply = await this.#bridge.request('transcript', place);
    if (!reply.ok) return reply;
    const rows = reply.value;
    return { ok: true, value: { rows, continueBefore: rows.length < page ? null : (rows[0]?.seq ?? null) } };
  }

  #reached({ continueBefore }: FoundRows): void {
    this.#continueBefore = continueBefore;
    this.complete = continueBefore === null;
  }

  /** A search that found little looks further back by itself, until the view is full, nothing is left or the filter changes. */
  async #searchOn(): Promise<void> {
    const search = this.#search;
    while (this.filterText !== '' && !this.complete && this.rows.length < viewful && search === this.#search) {
      this.searchedBackTo = this.#continueBefore;
      await this.loadOlder();
    }
    if (search === this.#search) this.searchedBackTo = null;
  }

  /** Follows the newest row, or holds still for reading. */
  follow(on: boolean): void {
    this.following = on;
    this.unseen = 0;
    if (on && this.#behind) void this.load();
  }

  /** Counts times from the selected row, or no longer from it. */
  toggleZero(preferences: { readonly times: TimeMode; setTimes(mode: TimeMode): void }): void {
    if (this.selected === null) return;
    this.zero = this.zero?.seq === this.selected.seq ? null : this.selected;
    if (this.zero !== null && preferences.times === 'clock') preferences.setTimes('since');
  }

  /** Whether the ladder shows this row: the filter says so or, without one, the lanes. */
  readonly shows = (row: TranscriptRow): boolean => (this.filterText === '' ? row.bad || !this.hidden.has(row.lane) : matches(this.#filter, row));

  toggleLane(lane: Lane): void {
    const next = new Set(this.hidden);
    if (!next.delete(lane)) next.add(lane);
    this.hidden = next;
  }

  /** Selects a row and asks for its bytes and rules. The answer is dropped when the selection has moved on. */
  async select(seq: number | null): Promise<void> {
    this.selectedSeq = seq;
    this.detail = null;
    this.fields = null;
    if (seq === null) return;
    const place = { connectionId: this.#connectionId, seq };
    const [detail, fields] = await Promise.all([this.#bridge.request('transcriptDetail', place), this.#bridge.request('rowFields', place)]);
    if (this.selectedSeq !== seq) return;
    if (detail.ok) this.detail = detail.value;
    if (fields.ok) this.fields = fields.value;
  }

  #append(appended: readonly TranscriptRow[]): void {
    const newest = this.rows.at(-1)?.seq ?? -1;
    const fresh = appended.filter((row) => row.seq > newest && matches(this.#filter, row));
    if (fresh.length === 0) return;
    if (!this.following) this.unseen += fresh.filter((row) => this.filterText !== '' || row.bad || !this.hidden.has(row.lane)).length;
    const all = [...this.rows, ...fresh];
    if (!this.following && all.length > 5 * mostHeld) {
      this.#behind = true;
      return;
    }
    // While someone reads older rows they must not vanish under the eyes: trim only when the newest are followed.
    const trimmed = this.following && all.length > mostHeld;
    this.rows = trimmed ? all.slice(-page) : all;
    if (trimmed) this.#reached({ rows: [], continueBefore: this.rows[0]?.seq ?? null });
  }
}

export const [getTranscript, setTranscript] = createContext<TranscriptState>();

function countLanes(rows: readonly TranscriptRow[]): { readonly [L in Lane]: number } {
  const counts = { handshake: 0, record: 0, alert: 0, local: 0, machine: 0 };
  for (const row of rows) counts[row.lane] += 1;
  return counts;
}

function withAttempts(rows: readonly TranscriptRow[], hidden: ReadonlySet<Lane>): readonly LadderItem[] {
  const items: LadderItem[] = [];
  let attempt = -1;
  let above: number | null = null;
  for (const row of rows) {
    if (row.attempt !== attempt) {
      attempt = row.attempt;
      items.push({ kind: 'attempt', key: `a${attempt}-${row.seq}`, attempt, at: row.at });
    }
    if (!row.bad && hidden.has(row.lane)) continue;
    items.push({ kind: 'row', key: `r${row.seq}`, row, above });
    above = row.at;
  }
  return items;
}
