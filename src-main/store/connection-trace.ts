import type { Direction, KeyUse, TraceFact } from '#engine/mls-tls/trace.ts';
import type { EpochCount, FactRow, SegmentRow, TraceRow } from './trace-database.ts';
import { SegmentRing, unpackSegment } from './trace-segment.ts';

/** Facts kept in memory at most before they are written. */
const factCapacity = 256;

const applicationData = 23;

/** What is due to be written. `segment` may be written again later, longer. */
export interface Unwritten {
  readonly facts: readonly FactRow[];
  readonly segment: SegmentRow | null;
  readonly counts: readonly EpochCount[];
}

interface Counter {
  readonly epoch: number;
  readonly attempt: number;
  readonly at: number;
  bytesSent: number;
  bytesReceived: number;
  recordsSent: number;
  recordsReceived: number;
}

/**
 * The newest rows of one connection, in memory: gives every row its seq and holds it until it is written. All attempts
 * of a connection share one.
 */
export class ConnectionTrace {
  #nextSeq: number;
  readonly #ring = new SegmentRing();
  #ringAttempt = 0;
  #ringDirty = false;
  readonly #facts: FactRow[] = [];
  readonly #counters = new Map<number, Counter>();
  readonly #write: () => void;

  /**
   * @param lastSeq the highest seq used so far
   * @param write called when memory is full: takes {@link unwritten} and then calls {@link written}
   */
  constructor(lastSeq: number, write: () => void) {
    this.#nextSeq = lastSeq + 1;
    this.#write = write;
  }

  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** Rows that are not in the database in this form. */
  get pending(): boolean {
    return this.#ringDirty || this.#facts.length > 0;
  }

  /** @returns its seq */
  addRecord(
    at: number,
    attempt: number,
    direction: Direction,
    outerType: number,
    innerType: number,
    length: number,
    contentLength: number,
    key: KeyUse,
    epoch: number,
    sequence: number,
  ): number {
    if (this.#ring.full || (attempt !== this.#ringAttempt && this.#ring.count > 0)) this.#finishSegment();
    this.#ringAttempt = attempt;
    const seq = this.#nextSeq++;
    this.#ring.push(seq, at, direction, outerType, innerType, length, contentLength, key, epoch, sequence);
    this.#ringDirty = true;
    if (epoch >= 0 && key === 'epoch') this.#count(epoch, attempt, at, direction, innerType === applicationData ? contentLength : 0);
    return seq;
  }

  addFact(at: number, attempt: number, fact: TraceFact): void {
    this.#facts.push({ kind: 'fact', seq: this.#nextSeq++, attempt, at, fact: detached(fact) });
    if (this.#facts.length >= factCapacity) this.#write();
  }

  unwritten(): Unwritten {
    const counts = [...this.#counters.values()].map((counter) => ({ ...counter, epoch: String(BigInt(counter.epoch)) }));
    return { facts: this.#facts, segment: this.#ringDirty ? this.#segment() : null, counts };
  }

  /** What {@link unwritten} gave is in the database now. */
  written(): void {
    this.#facts.length = 0;
    this.#counters.clear();
    this.#ringDirty = false;
  }

  /** Rows in memory, in order of seq. Some of the records may be in the database as well. */
  rows(): readonly TraceRow[] {
    const { firstSeq, firstAt } = this.#ring.range;
    const records = unpackSegment(this.#ring.bytes, firstSeq, firstAt);
    const rows: TraceRow[] = [...this.#facts, ...records.map((event) => ({ kind: 'record' as const, attempt: this.#ringAttempt, ...event }))];
    return rows.sort((a, b) => a.seq - b.seq);
  }

  #finishSegment(): void {
    if (this.#ringDirty) this.#write();
    this.#ring.clear();
    this.#ringDirty = false;
  }

  #segment(): SegmentRow {
    return { ...this.#ring.range, attempt: this.#ringAttempt, count: this.#ring.count, events: this.#ring.bytes };
  }

  #count(epoch: number, attempt: number, at: number, direction: Direction, bytes: number): void {
    let counter = this.#counters.get(epoch);
    if (counter === undefined) {
      counter = { epoch, attempt, at, bytesSent: 0, bytesReceived: 0, recordsSent: 0, recordsReceived: 0 };
      this.#counters.set(epoch, counter);
    }
    if (direction === 'sent') {
      counter.bytesSent += bytes;
      counter.recordsSent++;
    } else {
      counter.bytesReceived += bytes;
      counter.recordsReceived++;
    }
  }
}

/** Facts wait here while the engine goes on: their bytes may be views of a buffer that is used again, and Buffer.slice shares. */
function detached(fact: TraceFact): TraceFact {
  if (fact.kind === 'handshake-message') return { ...fact, message: new Uint8Array(fact.message) };
  if (fact.kind === 'epoch') return { ...fact, authenticator: new Uint8Array(fact.authenticator) };
  return fact;
}
