import type { TraceFact, TraceSink } from '#engine/mls-tls/trace.ts';
import { ConnectionTrace } from './connection-trace.ts';
import { type StoreError, storeErrorFrom } from './store-error.ts';
import { type EpochTrace, type FactRow, type Range, TraceDatabase, type TraceRow } from './trace-database.ts';

export type { EpochTrace, FactRow, Range, TraceRow } from './trace-database.ts';
export type { RecordEvent } from './trace-segment.ts';

/** Time and timers of the recording. */
export interface TraceClock {
  /** Wall clock, milliseconds. */
  wall(): number;
  /** Calls once after `delay` milliseconds. Returns the function that cancels it. */
  later(delay: number, call: () => void): () => void;
}

export interface TraceStoreOptions {
  /** Of trace.db. */
  readonly path: string;
  readonly clock: TraceClock;
  /** Told once when recording stops because the disk refuses; connections go on without it. */
  readonly onFailure: (error: StoreError) => void;
  /** Per connection. Default 256 MiB. */
  readonly maximumBytes?: number;
  /** Milliseconds. Default 30 days. */
  readonly maximumAge?: number;
}

/** New rows of a connection, newest last. `dropped`: older ones of the same moment that are in the store only. */
export interface TraceBatch {
  readonly connectionId: string;
  readonly rows: readonly TraceRow[];
  readonly dropped: number;
}

/** Where one attempt of a connection records. Never throws. */
export interface Recorder extends TraceSink {
  /** @returns the seq of its row; 0 when it was not recorded */
  record(...record: Parameters<TraceSink['record']>): number;
  /** Writes what is in memory. Records after it are still taken. */
  flush(): void;
}

/** Milliseconds between a row and its write, and between a row and its batch. */
const flushDelay = 1000;
const batchDelay = 50;

/** Rows in one batch at most. */
const batchLimit = 500;

/** Age is checked this often, milliseconds. */
const pruneInterval = 3_600_000;

/** Retention is checked after this many bytes of segments and facts per connection. */
const retentionStep = 4 * 1024 * 1024;

interface Recorded {
  readonly id: string;
  readonly number: number;
  readonly trace: ConnectionTrace;
  bytesSinceCheck: number;
  published: number;
  removed: boolean;
}

/**
 * Recordings of all connections: facts as rows, records in packed segments, one order per connection. Writing is
 * deferred by at most a second; queries see everything at once. Holds no payload and no secret.
 */
export class TraceStore {
  readonly #database: TraceDatabase;
  readonly #options: TraceStoreOptions;
  readonly #recorded = new Map<string, Recorded>();
  readonly #listeners = new Set<(batch: TraceBatch) => void>();
  #cancelFlush: (() => void) | null = null;
  #cancelBatch: (() => void) | null = null;
  #failed = false;
  #prunedAt = 0;

  /** @throws {StoreError} */
  constructor(options: TraceStoreOptions) {
    this.#options = options;
    this.#database = new TraceDatabase(options.path);
    this.#prune();
  }

  /** Wall clock, milliseconds. */
  readonly now = (): number => this.#options.clock.wall();

  /**
   * @param attempt which transport of the logical connection, counted from 1
   * @param at when what is recorded happened
   */
  createRecorder(connectionId: string, attempt: number, at: () => number = this.now): Recorder {
    const recorded = this.#entry(connectionId);
    return {
      record: (direction, outerType, innerType, length, contentLength, key, epoch, sequence) => {
        if (this.#failed || recorded.removed) return 0;
        const seq = recorded.trace.addRecord(at(), attempt, direction, outerType, innerType, length, contentLength, key, epoch, sequence);
        this.#schedule();
        return seq;
      },
      fact: (fact) => {
        if (this.#failed || recorded.removed) return;
        recorded.trace.addFact(at(), attempt, fact);
        this.#schedule();
      },
      flush: () => this.#write(recorded),
    };
  }

  /** The newest rows, in order. */
  tail(connectionId: string, limit: number): readonly TraceRow[] {
    return this.#rows(connectionId, { before: Number.MAX_SAFE_INTEGER }, limit);
  }

  /** Rows next to a place, in order of seq: the page before or after a row. */
  page(connectionId: string, range: Range, limit: number): readonly TraceRow[] {
    return this.#rows(connectionId, range, limit);
  }

  find(connectionId: string, seq: number): TraceRow | null {
    const [row] = this.#rows(connectionId, { after: seq - 1 }, 1);
    return row?.seq === seq ? row : null;
  }

  /** How many rows there are, and the bytes they take in the database. */
  size(connectionId: string): { readonly rows: number; readonly bytes: number } {
    this.flush();
    const number = this.#database.find(connectionId);
    return number === null ? { rows: 0, bytes: 0 } : this.#database.size(number);
  }

  /** Epochs of the connection over all its attempts, oldest first. */
  epochs(connectionId: string): readonly EpochTrace[] {
    const recorded = this.#recorded.get(connectionId);
    if (recorded) this.#write(recorded);
    const number = recorded?.number ?? this.#database.find(connectionId);
    return number === null ? [] : this.#database.epochs(number);
  }

  /** The newest facts of these kinds over all attempts, in order of seq. */
  factsOf(connectionId: string, kinds: readonly TraceFact['kind'][], limit: number): readonly FactRow[] {
    const recorded = this.#recorded.get(connectionId);
    if (recorded) this.#write(recorded);
    const number = recorded?.number ?? this.#database.find(connectionId);
    return number === null ? [] : this.#database.factsOf(number, kinds, limit);
  }

  /** Batches of new rows, at most one per connection every 50 ms. Returns the function that ends it. */
  subscribe(listener: (batch: TraceBatch) => void): () => void {
    if (this.#listeners.size === 0) for (const recorded of this.#recorded.values()) recorded.published = recorded.trace.lastSeq;
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets everything about a connection. What its recorders are still told is dropped. */
  remove(connectionId: string): void {
    const number = this.#database.find(connectionId);
    const recorded = this.#recorded.get(connectionId);
    if (recorded) recorded.removed = true;
    this.#recorded.delete(connectionId);
    if (number !== null) this.#database.deleteConnection(number);
  }

  flush(): void {
    for (const recorded of this.#recorded.values()) this.#write(recorded);
  }

  close(): void {
    this.#cancelFlush?.();
    this.#cancelBatch?.();
    this.flush();
    this.#database.close();
    this.#failed = true;
  }

  #entry(id: string): Recorded {
    const existing = this.#recorded.get(id);
    if (existing) return existing;
    const number = this.#database.enter(id);
    const lastSeq = this.#database.lastSeq(number);
    const recorded: Recorded = {
      id,
      number,
      bytesSinceCheck: retentionStep,
      published: lastSeq,
      removed: false,
      trace: new ConnectionTrace(lastSeq, () => this.#write(recorded)),
    };
    this.#recorded.set(id, recorded);
    return recorded;
  }

  #rows(connectionId: string, range: Range, limit: number): readonly TraceRow[] {
    const recorded = this.#recorded.get(connectionId);
    const number = recorded?.number ?? this.#database.find(connectionId);
    if (number === null || limit <= 0) return [];
    const rows = new Map(this.#database.rows(number, range, limit).map((row) => [row.seq, row]));
    for (const row of recorded?.trace.rows() ?? []) {
      if ('before' in range ? row.seq < range.before : row.seq > range.after) rows.set(row.seq, row);
    }
    const sorted = [...rows.values()].sort((a, b) => a.seq - b.seq);
    return 'before' in range ? sorted.slice(-limit) : sorted.slice(0, limit);
  }

  #schedule(): void {
    const { clock } = this.#options;
    this.#cancelFlush ??= clock.later(flushDelay, () => {
      this.#cancelFlush = null;
      this.flush();
    });
    if (this.#listeners.size === 0) return;
    this.#cancelBatch ??= clock.later(batchDelay, () => {
      this.#cancelBatch = null;
      for (const recorded of this.#recorded.values()) this.#publish(recorded);
    });
  }

  #publish(recorded: Recorded): void {
    const { lastSeq } = recorded.trace;
    if (lastSeq === recorded.published) return;
    const rows = this.#rows(recorded.id, { before: lastSeq + 1 }, batchLimit).filter((row) => row.seq > recorded.published);
    const dropped = lastSeq - recorded.published - rows.length;
    recorded.published = lastSeq;
    for (const listener of this.#listeners) listener({ connectionId: recorded.id, rows, dropped });
  }

  /** A recording that fails must not end the connection it records. */
  #write(recorded: Recorded): void {
    if (this.#failed || recorded.removed || !recorded.trace.pending) return;
    try {
      const { facts, segment, counts } = recorded.trace.unwritten();
      this.#database.append(recorded.number, facts, segment, counts);
      recorded.bytesSinceCheck += (segment?.events.length ?? 0) + facts.length * 200;
      recorded.trace.written();
      this.#prune();
      if (recorded.bytesSinceCheck >= retentionStep) this.#retain(recorded);
    } catch (cause) {
      this.#failed = true;
      this.#options.onFailure(storeErrorFrom(cause, 'trace.db'));
    }
  }

  /** Deletes the oldest tenth, then ever more, until the connection is within its limit. */
  #retain(recorded: Recorded): void {
    recorded.bytesSinceCheck = 0;
    const limit = this.#options.maximumBytes ?? 256 * 1024 * 1024;
    const first = this.#database.firstSeq(recorded.number);
    const last = this.#database.lastSeq(recorded.number);
    for (
      let share = Math.ceil((last - first) / 10), cut = first + share;
      cut < last && this.#database.size(recorded.number).bytes > limit;
      cut += share
    ) {
      this.#database.deleteUpTo(recorded.number, cut);
    }
  }

  #prune(): void {
    const now = this.#options.clock.wall();
    // a clock that was set back must not stop the pruning
    if (Math.abs(now - this.#prunedAt) < pruneInterval) return;
    this.#prunedAt = now;
    this.#database.deleteOlderThan(now - (this.#options.maximumAge ?? 30 * 86_400_000));
  }
}
