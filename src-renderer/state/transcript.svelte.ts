import { createContext } from 'svelte';
import type { FieldView } from '#shared/contract/inspection.ts';
import type { Bridge } from '#shared/contract.ts';
import type { ErrorView, TranscriptDetail, TranscriptRow } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

export type Lane = TranscriptRow['lane'];
export const lanes: readonly Lane[] = ['handshake', 'record', 'alert', 'local', 'machine'];

/** What the ladder lists: rows, and a heading before the first row of each attempt. */
export type LadderItem =
  | { readonly kind: 'attempt'; readonly key: string; readonly attempt: number; readonly at: number }
  | { readonly kind: 'row'; readonly key: string; readonly row: TranscriptRow };

/** Rows asked for at once, and the most that are held; older ones are asked for again when someone scrolls there. */
const page = 1000;
const mostHeld = 20_000;

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
  selectedSeq = $state<number | null>(null);
  detail = $state.raw<TranscriptDetail | null>(null);
  /** The selected row's bytes as fields. */
  fields = $state.raw<FieldView | null>(null);
  readonly counts = $derived(countLanes(this.rows));
  readonly items = $derived(withAttempts(this.rows, this.hidden));
  readonly selected = $derived(this.rows.find((row) => row.seq === this.selectedSeq) ?? null);
  readonly stop: () => void;
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #loading = false;
  /** Rows were left out while someone read older ones. */
  #behind = false;
  #loadingOlder = false;

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

  /** Starts over from the newest rows: at first, after a flood and when the core came back. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const reply = await this.#bridge.request('transcript', { connectionId: this.#connectionId, before: null, limit: page });
    this.#loading = false;
    this.#behind = false;
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (!reply.ok) return;
    this.complete = reply.value.length < page;
    const newest = reply.value.at(-1)?.seq ?? -1;
    this.rows = [...reply.value, ...this.rows.filter((row) => row.seq > newest)];
  }

  async loadOlder(): Promise<void> {
    const oldest = this.rows[0];
    if (this.complete || this.#loadingOlder || !oldest) return;
    this.#loadingOlder = true;
    const reply = await this.#bridge.request('transcript', { connectionId: this.#connectionId, before: oldest.seq, limit: page });
    this.#loadingOlder = false;
    if (!reply.ok) return;
    this.complete = reply.value.length < page;
    this.rows = [...reply.value.filter((row) => row.seq < oldest.seq), ...this.rows];
  }

  /** Follows the newest row, or holds still for reading. */
  follow(on: boolean): void {
    this.following = on;
    this.unseen = 0;
    if (on && this.#behind) void this.load();
  }

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
    const fresh = appended.filter((row) => row.seq > newest);
    if (fresh.length === 0) return;
    if (!this.following) this.unseen += fresh.filter((row) => row.bad || !this.hidden.has(row.lane)).length;
    const all = [...this.rows, ...fresh];
    if (!this.following && all.length > 5 * mostHeld) {
      this.#behind = true;
      return;
    }
    // While someone reads older rows they must not vanish under the eyes: trim only when the newest are followed.
    if (this.following && all.length > mostHeld) this.complete = false;
    this.rows = this.following && all.length > mostHeld ? all.slice(-page) : all;
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
  for (const row of rows) {
    if (row.attempt !== attempt) {
      attempt = row.attempt;
      items.push({ kind: 'attempt', key: `a${attempt}-${row.seq}`, attempt, at: row.at });
    }
    if (row.bad || !hidden.has(row.lane)) items.push({ kind: 'row', key: `r${row.seq}`, row });
  }
  return items;
}
