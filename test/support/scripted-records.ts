import { type Bytes, concat } from '#engine/bytes.ts';
import type { TrafficKeys } from '#engine/crypto/aead.ts';

/** What a liar may choose about one protected record. Everything left out is as an honest peer would have it. */
export interface Lie {
  /** Inner content type; 23 by default. */
  readonly type?: number;
  readonly body?: Bytes;
  /** Zeros behind the type. */
  readonly pad?: number;
  /** The whole inner plaintext instead of body, type and zeros. */
  readonly rawInner?: Bytes;
  readonly outer?: number;
  readonly version?: number;
  /** Sequence number relative to the next one; with it the record is not counted. */
  readonly ahead?: number;
}

export interface WireRecord {
  readonly type: number;
  readonly header: Bytes;
  readonly body: Bytes;
}

/** One record in clear, of any type, version and announced length. */
export function clearRecord(type: number, body: Bytes, version = 0x0303, length = body.length): Bytes {
  return concat(Uint8Array.of(type, version >> 8, version & 255, length >> 8, length & 255), body);
}

/** Whole records of a stream; an unfinished one is left out. Written apart from the engine's own reader. */
export function readRecords(stream: Bytes): readonly WireRecord[] {
  const records: WireRecord[] = [];
  for (let at = 0; at + 5 <= stream.length; ) {
    const end = at + 5 + (stream[at + 3] ?? 0) * 256 + (stream[at + 4] ?? 0);
    if (end > stream.length) break;
    records.push({ type: stream[at] ?? 0, header: stream.slice(at, at + 5), body: stream.slice(at + 5, end) });
    at = end;
  }
  return records;
}

/** iv XOR sequence number, over bigint. RFC 8446 §5.3. */
export function nonceOf(iv: Bytes, sequence: bigint): Bytes {
  return iv.map((byte, i) => byte ^ Number((sequence >> BigInt(8 * (11 - i))) & 255n));
}

/** Seals whatever it is told under a real key. */
export class Sealer {
  readonly #keys: TrafficKeys;
  sequence = 0n;

  constructor(keys: TrafficKeys) {
    this.#keys = keys;
  }

  seal({ type = 23, body = new Uint8Array(0), pad = 0, rawInner, outer = 23, version = 0x0303, ahead }: Lie): Bytes {
    const inner = rawInner ?? concat(body, Uint8Array.of(type), new Uint8Array(pad));
    const out = clearRecord(outer, new Uint8Array(inner.length + 16), version);
    this.#keys.key.seal(nonceOf(this.#keys.iv, this.sequence + BigInt(ahead ?? 0)), out.slice(0, 5), inner, out, 5);
    if (ahead === undefined) this.sequence += 1n;
    return out;
  }
}

/** Opens records under a real key. */
export class Opener {
  readonly #keys: TrafficKeys;
  sequence = 0n;

  constructor(keys: TrafficKeys) {
    this.#keys = keys;
  }

  /** @returns inner type and content, or `null` when the record is not under this key and number */
  open({ header, body }: WireRecord): { readonly type: number; readonly content: Bytes } | null {
    const inner = this.#keys.key.open(nonceOf(this.#keys.iv, this.sequence), header, body)?.slice();
    if (inner === undefined) return null;
    this.sequence += 1n;
    const end = inner.findLastIndex((byte) => byte !== 0);
    return { type: inner[end] ?? 0, content: inner.slice(0, Math.max(end, 0)) };
  }
}
