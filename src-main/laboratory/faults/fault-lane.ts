import type { Bytes } from '#engine/bytes.ts';
import type { Clock } from '#main/hosts/clock.ts';
import { type FaultAction, flipped, type Kept, passed } from './plan.ts';

/** What may wait behind a delayed record before its sender has to wait, bytes. */
const roomForDelayed = 1024 * 1024;
/** Records that are held back or come again at most, and their bytes; beyond that the oldest leaves early. */
const mostKept = 256;
const roomForKept = 1024 * 1024;

export interface FaultLaneOptions {
  readonly clock: Clock;
  /** What the plan says of the record with this number, from 1. */
  readonly decide: (record: number) => FaultAction | null;
  /** A record, or what stands in its place, leaves now. The bytes are the taker's. */
  readonly emit: (bytes: Bytes) => void;
  /** Everything before it has left: the direction ends in order. */
  readonly end: () => void;
  readonly cut: () => void;
  /** What was delayed has left: there is room again. */
  readonly released?: () => void;
}

type Queued = { readonly kind: 'record'; readonly bytes: Bytes } | { readonly kind: 'end' };

/** One direction of a connection, whose records meet a fault plan in their order. */
export class FaultLane {
  readonly #options: FaultLaneOptions;
  /** What waits behind a delayed record. */
  #queue: Queued[] = [];
  #queued = 0;
  #cancel: (() => void) | null = null;
  #kept: readonly Kept<Bytes>[] = [];
  #records = 0;
  #stopped = false;

  constructor(options: FaultLaneOptions) {
    this.#options = options;
  }

  /** Whether nothing is held back, so that what comes next needs no copy. */
  get clear(): boolean {
    return this.#queue.length === 0 && this.#kept.length === 0;
  }

  /** Whether so much is delayed that its sender should wait. */
  get full(): boolean {
    return this.#queued > roomForDelayed;
  }

  /** What becomes of the next records. Each is asked about once, in its order. */
  decide(count: number): readonly (FaultAction | null)[] {
    return Array.from({ length: count }, () => this.#options.decide(++this.#records));
  }

  /** So many records left as they are: they count all the same. */
  skip(count: number): void {
    this.#records += count;
  }

  /** The next record, judged as it comes. */
  take(bytes: Bytes): void {
    this.pass(bytes, this.decide(1)[0] ?? null);
  }

  /** A record, and what was decided about it. */
  pass(bytes: Bytes, action: FaultAction | null): void {
    if (this.#stopped) return;
    const { kept, due } = passed(this.#kept);
    this.#kept = kept;
    if (action?.kind === 'cut') return this.#options.cut();
    this.#act(bytes, action);
    for (const late of due) this.#send(late);
    while (this.#kept.length > mostKept || bytesOf(this.#kept) > roomForKept) this.#early();
  }

  end(): void {
    if (this.#stopped) return;
    if (this.#queue.length === 0) this.#options.end();
    else this.#queue.push({ kind: 'end' });
  }

  /** Nothing leaves any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#queue = [];
    this.#queued = 0;
    this.#kept = [];
  }

  #act(bytes: Bytes, action: FaultAction | null): void {
    switch (action?.kind) {
      case 'drop':
        return;
      case 'flip':
        return this.#send(flipped(bytes, action.at, action.bit));
      case 'hold':
        this.#kept = [...this.#kept, { item: bytes, after: action.after }];
        return;
      case 'replay':
        this.#send(bytes);
        this.#kept = [...this.#kept, { item: bytes.slice(), after: action.after }];
        return;
      case 'delay':
        return this.#delay(bytes, action.milliseconds);
      default:
        return this.#send(bytes);
    }
  }

  #early(): void {
    const [oldest, ...others] = this.#kept;
    this.#kept = others;
    if (oldest !== undefined) this.#send(oldest.item);
  }

  /** What comes after a delayed record waits behind it, as on a slow line. */
  #send(bytes: Bytes): void {
    if (this.#queue.length > 0) this.#wait(bytes);
    else this.#options.emit(bytes);
  }

  #delay(bytes: Bytes, milliseconds: number): void {
    const { clock } = this.#options;
    const first = this.#queue.length === 0;
    this.#wait(bytes);
    if (first) this.#cancel = clock.at(clock.now().monotonic + milliseconds, () => this.#release());
  }

  #wait(bytes: Bytes): void {
    this.#queue.push({ kind: 'record', bytes });
    this.#queued += bytes.length;
  }

  #release(): void {
    const queue = this.#queue;
    this.#queue = [];
    this.#queued = 0;
    for (const item of queue) {
      // What arrives may make its taker end it all.
      if (this.#stopped) return;
      if (item.kind === 'record') this.#options.emit(item.bytes);
      else this.#options.end();
    }
    if (!this.#stopped) this.#options.released?.();
  }
}

const bytesOf = (kept: readonly Kept<Bytes>[]): number => kept.reduce((sum, { item }) => sum + item.length, 0);
