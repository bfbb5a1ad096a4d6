import type { Bytes } from '#engine/bytes.ts';
import type { Direction, KeyUse } from '#engine/mls-tls/trace.ts';

/** Records per segment, and bytes per record. */
export const segmentCapacity = 1024;
const eventSize = 32;

/*
 * One event, little-endian as every platform we run on:
 *   uint32 seq - first seq · uint32 milliseconds - first · float64 epoch · float64 sequence · uint16 length
 *   uint16 content length · uint8 direction · uint8 key · uint8 outer type · uint8 inner type
 * epoch and sequence are -1 for "none" and exact below 2^53.
 */
const wordsPerEvent = eventSize / 4;
const doublesPerEvent = eventSize / 8;
const keyUses: readonly KeyUse[] = ['plaintext', 'early', 'epoch'];

/** What the trace keeps of one record. */
export interface RecordEvent {
  readonly direction: Direction;
  readonly outerType: number;
  /** 0 when plaintext or not known. */
  readonly innerType: number;
  /** Bytes on the wire, header included. */
  readonly length: number;
  /** Bytes of content after unpadding. */
  readonly contentLength: number;
  readonly key: KeyUse;
  readonly epoch: bigint | null;
  readonly sequence: bigint | null;
}

/** An event with its place. */
export interface PlacedEvent {
  readonly seq: number;
  readonly at: number;
  readonly record: RecordEvent;
}

/** Records of one attempt while they are collected. Writing one allocates nothing. */
export class SegmentRing {
  readonly #bytes = new Uint8Array(segmentCapacity * eventSize);
  readonly #words = new Uint32Array(this.#bytes.buffer);
  readonly #doubles = new Float64Array(this.#bytes.buffer);
  #count = 0;
  #firstSeq = 0;
  #lastSeq = 0;
  #firstAt = 0;
  #lastAt = 0;

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === segmentCapacity;
  }

  get range(): { readonly firstSeq: number; readonly lastSeq: number; readonly firstAt: number; readonly lastAt: number } {
    return { firstSeq: this.#firstSeq, lastSeq: this.#lastSeq, firstAt: this.#firstAt, lastAt: this.#lastAt };
  }

  /** Valid until the next {@link push} or {@link clear}. */
  get bytes(): Bytes {
    return this.#bytes.subarray(0, this.#count * eventSize);
  }

  push(
    seq: number,
    at: number,
    direction: Direction,
    outerType: number,
    innerType: number,
    length: number,
    contentLength: number,
    key: KeyUse,
    epoch: number,
    sequence: number,
  ): void {
    if (this.#count === 0) {
      this.#firstSeq = seq;
      this.#firstAt = at;
    }
    const word = this.#count * wordsPerEvent;
    const double = this.#count * doublesPerEvent;
    this.#words[word] = seq - this.#firstSeq;
    // a wall clock that is set back must not wrap around
    this.#words[word + 1] = Math.max(0, at - this.#firstAt);
    this.#doubles[double + 1] = epoch;
    this.#doubles[double + 2] = sequence;
    this.#words[word + 6] = Math.min(length, 0xffff) | (Math.min(contentLength, 0xffff) << 16);
    this.#words[word + 7] = (direction === 'sent' ? 0 : 1) | (keyUses.indexOf(key) << 8) | (outerType << 16) | (innerType << 24);
    this.#lastSeq = seq;
    this.#lastAt = at;
    this.#count++;
  }

  clear(): void {
    this.#count = 0;
  }
}

/** Reads packed events back, oldest first; bytes that are not whole events are left out. */
export function unpackSegment(bytes: Bytes, firstSeq: number, firstAt: number): readonly PlacedEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / eventSize) }, (_, index) => {
    const at = index * eventSize;
    return {
      seq: firstSeq + view.getUint32(at, true),
      at: firstAt + view.getUint32(at + 4, true),
      record: {
        direction: view.getUint8(at + 28) === 0 ? 'sent' : 'received',
        key: keyUses[view.getUint8(at + 29)] ?? 'plaintext',
        outerType: view.getUint8(at + 30),
        innerType: view.getUint8(at + 31),
        epoch: numberOrNull(view.getFloat64(at + 8, true)),
        sequence: numberOrNull(view.getFloat64(at + 16, true)),
        length: view.getUint16(at + 24, true),
        contentLength: view.getUint16(at + 26, true),
      },
    };
  });
}

/** Damaged doubles may be no integers at all; recordings carry no checksum. */
function numberOrNull(value: number): bigint | null {
  return Number.isInteger(value) && value >= 0 ? BigInt(value) : null;
}
