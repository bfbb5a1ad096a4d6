import type { Bytes } from '#engine/bytes.ts';
import type { Direction, KeyUse } from '#engine/mls-tls/trace.ts';
import type { SecretWitness, WitnessedKey } from './secret-witness.ts';
import type { End } from './tcp-packets.ts';
import { bodyLength, headerLength } from './record-headers.ts';
import { WireStore } from './wire-store.ts';
import type { BlockGroup, WireMemory } from './wire-memory.ts';

/** Where a record of the trace lies in its direction's stream. */
export interface WireRecord {
  readonly direction: Direction;
  /** Of its header's first byte. */
  readonly offset: number;
  /** Header included. */
  readonly length: number;
  readonly outerType: number;
  /** 0 when plaintext or not known. */
  readonly innerType: number;
  readonly contentLength: number;
  readonly key: KeyUse;
  readonly epoch: bigint | null;
  readonly sequence: bigint | null;
  /** Its row in the transcript; `null` until there is one, and when there is none. */
  readonly seq: number | null;
  /** What protects it; on laboratory connections only. */
  readonly secret: WitnessedKey | null;
}

/** Both ends of a transport, and who opened it. */
export interface TransportEnds {
  readonly local: End;
  readonly remote: End;
  readonly outbound: boolean;
}

/** How a transport ended. `cut`: at once, in either direction. */
export interface WireEnd {
  readonly at: number;
  readonly how: 'ended' | 'cut';
}

type Noted = { -readonly [K in keyof WireRecord]: WireRecord[K] };
type Both<T> = { readonly [D in Direction]: T };

/**
 * The newest bytes of one transport as they were on the wire, and which of them are which record of the trace. In memory only; nothing
 * in here waits or throws.
 */
export class AttemptWire {
  readonly ends: TransportEnds;
  readonly openedAt: number;
  readonly #store: WireStore;
  readonly #witness: SecretWitness | null;
  #records: Noted[] = [];
  readonly #secrets = new Set<WitnessedKey>();
  readonly #recorded: { [D in Direction]: number } = { sent: 0, received: 0 };
  readonly #lastAt: { [D in Direction]: number };
  #droppedRecords = 0;
  #end: WireEnd | null = null;
  #id: Bytes | null = null;

  /** @param witness of a laboratory; `null` for every other connection, whose keys nobody keeps */
  constructor(memory: WireMemory, ends: TransportEnds, openedAt: number, witness: SecretWitness | null) {
    this.#store = new WireStore(memory, (first) => this.#lose(first));
    this.ends = ends;
    this.openedAt = openedAt;
    this.#witness = witness;
    this.#lastAt = { sent: openedAt, received: openedAt };
  }

  get end(): WireEnd | null {
    return this.#end;
  }

  /** SHA-256 of the first record of whoever opened the transport: names it in key logs. In laboratories only. */
  get id(): Bytes | null {
    return this.#id;
  }

  /** Records that are there whole, in order of the trace. */
  get records(): readonly WireRecord[] {
    return this.#records.filter(({ direction, offset, length }) => this.#store.holds(direction, offset, length));
  }

  /** What memory had no room for any more. */
  get dropped(): { readonly records: number; readonly bytes: number } {
    const { first } = this.#store;
    return { records: this.#droppedRecords, bytes: first.sent + first.received };
  }

  get heldBytes(): number {
    const { first, length } = this.#store;
    return length.sent + length.received - first.sent - first.received;
  }

  /** When the newest bytes of a direction passed. */
  get lastAt(): Both<number> {
    return this.#lastAt;
  }

  /** Bytes behind the last record: one that did not come whole, or could not be opened. */
  get unread(): Both<{ readonly offset: number; readonly length: number }> {
    const { first, length } = this.#store;
    const rest = (direction: Direction) => {
      const offset = Math.max(this.#recorded[direction], first[direction]);
      return { offset, length: Math.max(0, length[direction] - offset) };
    };
    return { sent: rest('sent'), received: rest('received') };
  }

  /** Bytes that pass now. They are copied. */
  pass(direction: Direction, bytes: Bytes, at: number): void {
    this.#lastAt[direction] = at;
    this.#store.add(direction, bytes);
    if (this.#witness !== null && this.#id === null) this.#id = this.#nameOf(this.#witness);
  }

  /**
   * The next record of a direction, as the trace is told of it.
   *
   * @param epoch -1: none @param sequence -1: none
   * @returns notes which row of the transcript it became; 0: none
   */
  note(
    direction: Direction,
    outerType: number,
    innerType: number,
    length: number,
    contentLength: number,
    key: KeyUse,
    epoch: number,
    sequence: number,
  ): (seq: number) => void {
    const record: Noted = {
      direction,
      offset: this.#recorded[direction],
      length,
      outerType,
      innerType,
      contentLength,
      key,
      epoch: epoch < 0 ? null : BigInt(epoch),
      sequence: sequence < 0 ? null : BigInt(sequence),
      seq: null,
      secret: sequence < 0 || this.#witness === null ? null : this.#witness.used(sequence),
    };
    if (record.secret !== null) this.#secrets.add(record.secret);
    this.#recorded[direction] += length;
    this.#records.push(record);
    this.#store.countRecord();
    return (seq) => {
      record.seq = seq === 0 ? null : seq;
    };
  }

  /** The record of a row, if it is there whole. */
  find(seq: number): WireRecord | null {
    const record = this.#records[place(this.#records, seq)];
    return record?.seq === seq && this.#store.holds(record.direction, record.offset, record.length) ? record : null;
  }

  /** @returns `null` when not all of it is there */
  read(direction: Direction, offset: number, length: number): Bytes | null {
    return this.#store.read(direction, offset, length);
  }

  finish(end: WireEnd): void {
    this.#end ??= end;
  }

  /** It belongs to a connection: what all attempts of that connection keep is limited together. */
  join(group: BlockGroup): void {
    this.#store.join(group);
  }

  /** Forgets all bytes, and overwrites keys. */
  discard(): void {
    this.#store.discard();
    for (const secret of this.#secrets) this.#witness?.forget(secret);
    this.#secrets.clear();
    this.#records = [];
  }

  #nameOf({ crypto }: SecretWitness): Bytes | null {
    const opener = this.ends.outbound ? 'sent' : 'received';
    const header = this.#store.read(opener, 0, headerLength);
    const record = header && this.#store.read(opener, 0, headerLength + bodyLength(header));
    return record && crypto.hash('SHA-256', record);
  }

  #lose(first: Both<number>): void {
    const kept = this.#records.filter(({ direction, offset }) => offset >= first[direction]);
    this.#droppedRecords += this.#records.length - kept.length;
    this.#records = kept;
  }
}

/** Index of the first record with this row or a later one; records without a row stand between others. */
function place(records: readonly WireRecord[], seq: number): number {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    let known = middle;
    while (known < high && records[known]?.seq === null) known += 1;
    const found = known === high ? null : (records[known]?.seq ?? null);
    if (found === null || found >= seq) high = middle;
    else low = known + 1;
  }
  while (low < records.length && records[low]?.seq === null) low += 1;
  return low;
}
