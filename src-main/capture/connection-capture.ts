import type { Bytes } from '#engine/bytes.ts';
import type { AttemptWire } from './attempt-wire.ts';
import { BlockGroup } from './wire-memory.ts';

/** Attempts remembered per connection; what is known of older ones is counted only. */
const attemptLimit = 200;

/** Where a row stands in a recording. */
export interface RowPlace {
  readonly attempt: number;
  readonly seq: number;
}

/** What was captured of one logical connection. */
export interface CaptureCount {
  readonly records: number;
  readonly bytes: number;
  /** Older ones that memory had no room for. */
  readonly droppedRecords: number;
  readonly droppedBytes: number;
}

/** Captured transports of one logical connection, in order. */
export class ConnectionCapture {
  readonly #group = new BlockGroup();
  #attempts = new Map<number, AttemptWire>();
  #gone = { records: 0, bytes: 0 };

  add(number: number, wire: AttemptWire): void {
    wire.join(this.#group);
    this.#attempts.set(number, wire);
    const [oldest] = this.#attempts;
    if (this.#attempts.size <= attemptLimit || oldest === undefined) return;
    const { records, dropped, heldBytes } = oldest[1];
    this.#gone = { records: this.#gone.records + records.length + dropped.records, bytes: this.#gone.bytes + heldBytes + dropped.bytes };
    oldest[1].discard();
    this.#attempts.delete(oldest[0]);
  }

  get attempts(): readonly (readonly [number: number, wire: AttemptWire])[] {
    return [...this.#attempts];
  }

  get count(): CaptureCount {
    const wires = [...this.#attempts.values()];
    const sum = (of: (wire: AttemptWire) => number) => wires.reduce((total, wire) => total + of(wire), 0);
    return {
      records: sum(({ records }) => records.length),
      bytes: sum(({ heldBytes }) => heldBytes),
      droppedRecords: this.#gone.records + sum(({ dropped }) => dropped.records),
      droppedBytes: this.#gone.bytes + sum(({ dropped }) => dropped.bytes),
    };
  }

  /** Whether the bytes of a row's record are there. */
  has({ attempt, seq }: RowPlace): boolean {
    return this.#attempts.get(attempt)?.find(seq) != null;
  }

  /** The record of a row as it was on the wire; `null` when it is not there. */
  bytesOf({ attempt, seq }: RowPlace): Bytes | null {
    const wire = this.#attempts.get(attempt);
    const record = wire?.find(seq) ?? null;
    return wire === undefined || record === null ? null : wire.read(record.direction, record.offset, record.length);
  }

  discard(): void {
    for (const wire of this.#attempts.values()) wire.discard();
    this.#attempts.clear();
  }
}
