import { createContext } from 'svelte';
import type { FieldView, FoundRows } from '#shared/contract/inspection.ts';
import type { Bridge, Reply } from '#shared/contract.ts';
import { verdict } from '#shared/filter/match.ts';
import { type Filter, parseFilter } from '#shared/filter/parse.ts';
import { soughtInFields } from '#shared/filter/sought.ts';
import { FilterError } from '#shared/filter/tokens.ts';
import type { ErrorView, TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import type { TimeMode } from '../format/row-time.ts';
import { countLanes, type Lane, withAttempts } from './ladder-items.ts';
import type { Phase } from './listing.svelte.ts';

/** Rows asked for at once, and the most that are held; older ones are asked for again when someone scrolls there. */
const usualPage = 1000;
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
  /** Why one of these could not be read; {@link select} tries again. */
  detailError = $state.raw<ErrorView | null>(null);
  readonly counts = $derived(countLanes(this.rows));
  /** The filter in force, as it was written; empty for none. Lanes do not hide what passes a filter. */
  filterText = $state('');
  /** Why the last filter that was asked for is not in force, and where it cannot be read. */
  filterError = $state.raw<FilterError | null>(null);
  /** What the filter looks for in the fields of bytes. */
  readonly sought = $derived(soughtInFields(parseFilter(this.filterText)));
  /** A search for rows that pass is under way. */
  searching = $state(false);
  /** The search was stopped before it filled the view; {@link lookFurther} goes on. */
  stopped = $state(false);
  /** Why the last part of the search could not be read. */
  searchError = $state.raw<ErrorView | null>(null);
  /** Rows from this one on were looked at; `null` when all were. */
  lookedBackTo = $state<number | null>(null);
  /** The newest row there is, whether it passes or not. */
  newest = $state(0);
  /** Before anything was read or told of there is nothing to count, to look for, to choose from or to follow. */
  readonly known = $derived(this.phase === 'ready' || this.newest > 0);
  readonly items = $derived(withAttempts(this.rows, this.filterText === '' ? this.hidden : none));
  readonly selected = $derived(this.rows.find((row) => row.seq === this.selectedSeq) ?? null);
  readonly stop: () => void;
  readonly #page: number;
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #loading = false;
  /** Something asked to start over while that was under way. */
  #loadAgain = false;
  /** Rows were left out while someone read older ones. */
  #behind = false;
  #filter: Filter = { kind: 'all' };
  /** Counts the filters: an answer to an earlier one is dropped. */
  #search = 0;
  /** The search that a part of the recording is being read for. */
  #partFor: number | null = null;
  /** Up to where new rows were looked at, and whether some are being decoded for it. */
  #lookedUpTo = 0;
  #lookingAtNew = false;

  /** @param page rows asked for at once */
  constructor(bridge: Bridge, connectionId: string, page = usualPage) {
    this.#page = page;
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.stop = bridge.subscribe('transcriptAppended', (batches) => {
      for (const batch of batches) {
        if (batch.connectionId !== connectionId) continue;
        this.newest = Math.max(this.newest, batch.rows.at(-1)?.seq ?? 0);
        if (batch.dropped > 0) void this.load();
        else this.#append(batch.rows);
      }
    });
  }

  /** Starts over from the newest rows: at first, after a flood, with another filter and when the core came back. */
  async load(): Promise<void> {
    this.#loadAgain = this.#loading;
    if (this.#loading) return;
    this.#loading = true;
    const search = this.#search;
    const known = this.newest;
    const reply = await this.#older(null);
    this.#loading = false;
    if (search !== this.#search) return this.load();
    this.#behind = false;
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (!reply.ok) return;
    this.#reached(reply.value);
    const newest = reply.value.rows.at(-1)?.seq ?? -1;
    this.newest = Math.max(this.newest, newest);
    this.#lookedUpTo = Math.max(this.#lookedUpTo, newest, known);
    // Of the rows held those stay that came while this was read; what lies before the part it looked at is looked for again.
    const upTo = Math.max(newest, (reply.value.continueBefore ?? 0) - 1);
    this.rows = [...reply.value.rows, ...this.rows.filter((row) => row.seq > upTo)];
    if (this.#loadAgain) return this.load();
    await this.#searchOn(viewful);
  }

  async loadOlder(): Promise<void> {
    if (this.filterText === '') await this.#loadPart();
    else if (!this.stopped) await this.#searchOn(this.rows.length + viewful);
  }

  stopSearch(): void {
    this.stopped = this.searching;
  }

  async lookFurther(): Promise<void> {
    this.stopped = false;
    this.searchError = null;
    await this.#searchOn(this.rows.length + viewful);
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
    this.stopped = false;
    this.searching = false;
    this.searchError = null;
    this.rows = [];
    this.phase = 'loading';
    await this.load();
  }

  async #older(before: number | null): Promise<Reply<FoundRows>> {
    const place = { connectionId: this.#connectionId, before, limit: this.#page };
    if (this.filterText !== '') return this.#bridge.request('searchTranscript', { ...place, filter: this.filterText });
    const reply = await this.#bridge.request('transcript', place);
    if (!reply.ok) return reply;
    const rows = reply.value;
    return { ok: true, value: { rows, continueBefore: rows.length < this.#page ? null : (rows[0]?.seq ?? null) } };
  }

  #reached({ continueBefore }: FoundRows): void {
    this.lookedBackTo = continueBefore;
    this.complete = continueBefore === null;
  }

  /** Puts older rows in front. @returns whether it came any further */
  async #loadPart(): Promise<boolean> {
    const before = this.lookedBackTo;
    const search = this.#search;
    if (before === null || this.#partFor === search) return false;
    this.#partFor = search;
    const reply = await this.#older(before);
    if (search !== this.#search) return false;
    this.#partFor = null;
    // What started over meanwhile begins at another place.
    if (this.lookedBackTo !== before) return true;
    this.searchError = reply.ok ? null : reply.error;
    if (!reply.ok) return false;
    this.#reached(reply.value);
    this.rows = [...reply.value.rows.filter((row) => row.seq < before), ...this.rows];
    return true;
  }

  /** A search that found little looks further back by itself, until `enough` rows are there, nothing is left or someone stops it. */
  async #searchOn(enough: number): Promise<void> {
    if (this.filterText === '' || this.searching) return;
    const search = this.#search;
    this.searching = true;
    while (!this.complete && !this.stopped && this.rows.length < enough && (await this.#loadPart()));
    if (search !== this.#search) return;
    this.searching = false;
    this.stopped = !this.complete && this.rows.length < enough;
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
  readonly shows = (row: TranscriptRow): boolean => {
    if (this.filterText === '') return row.bad || !this.hidden.has(row.lane);
    return verdict(this.#filter, row) ?? this.rows.some(({ seq }) => seq === row.seq);
  };

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
    this.detailError = null;
    if (seq === null) return;
    const place = { connectionId: this.#connectionId, seq };
    const [detail, fields] = await Promise.all([this.#bridge.request('transcriptDetail', place), this.#bridge.request('rowFields', place)]);
    if (this.selectedSeq !== seq) return;
    if (detail.ok) this.detail = detail.value;
    if (fields.ok) this.fields = fields.value;
    const failed = [detail, fields].find(({ ok }) => !ok);
    this.detailError = failed === undefined || failed.ok ? null : failed.error;
  }

  #append(appended: readonly TranscriptRow[]): void {
    const verdicts = appended.map((row) => ({ row, passes: verdict(this.#filter, row) }));
    // Behind rows that are being decoded others wait: the order is that of the recording.
    // So do those behind others that could not be looked at.
    const gap = this.filterText !== '' && (appended[0]?.seq ?? 0) > this.#lookedUpTo + 1;
    if (this.#lookingAtNew || gap || verdicts.some(({ passes }) => passes === null)) return void this.#lookAtNew();
    this.#lookedUpTo = this.newest;
    this.#show(verdicts.flatMap(({ row, passes }) => (passes ? [row] : [])));
  }

  /** Has new rows decoded and shows those that pass. */
  async #lookAtNew(): Promise<void> {
    if (this.#lookingAtNew) return;
    this.#lookingAtNew = true;
    for (let failed = false; !failed && this.#lookedUpTo < this.newest; ) {
      const search = this.#search;
      const upTo = this.newest;
      const place = { connectionId: this.#connectionId, after: this.#lookedUpTo, before: upTo + 1, limit: this.#page };
      const reply = await this.#bridge.request('searchTranscript', { ...place, filter: this.filterText });
      failed = !reply.ok;
      if (!reply.ok || search !== this.#search) continue;
      this.#lookedUpTo = upTo;
      // A flood: what the part did not reach is looked at from its end on, once nobody reads older rows.
      if (reply.value.continueBefore === null) this.#show(reply.value.rows);
      else if (this.following) void this.load();
      else {
        this.#behind = true;
        this.unseen += reply.value.rows.length;
      }
    }
    this.#lookingAtNew = false;
  }

  #show(passing: readonly TranscriptRow[]): void {
    const held = this.rows.at(-1)?.seq ?? -1;
    const fresh = passing.filter((row) => row.seq > held);
    if (fresh.length === 0) return;
    if (!this.following) this.unseen += fresh.filter((row) => this.filterText !== '' || row.bad || !this.hidden.has(row.lane)).length;
    const all = [...this.rows, ...fresh];
    if (!this.following && all.length > 5 * mostHeld) {
      this.#behind = true;
      return;
    }
    // While someone reads older rows they must not vanish under the eyes: trim only when the newest are followed.
    const trimmed = this.following && all.length > mostHeld;
    this.rows = trimmed ? all.slice(-this.#page) : all;
    if (trimmed) this.#reached({ rows: [], continueBefore: this.rows[0]?.seq ?? null });
  }
}

export const [getTranscript, setTranscript] = createContext<TranscriptState>();
