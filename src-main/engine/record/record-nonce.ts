import { type Bytes, copyOf } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import type { Erase } from '../secret.ts';

const wordSize = 2 ** 32;

/**
 * Per-record nonces of one key: write_iv XOR the 64-bit sequence number. RFC 8446 §5.3.
 * The number is kept in two 32-bit halves, because a double is exact only up to 2^53 and a bigint per record is slow.
 */
export class RecordNonce {
  readonly #iv: Bytes;
  readonly #nonce: Bytes;
  #high: number;
  #low: number;
  /** Why there is no further nonce. */
  #unusable: string | null = null;

  /**
   * @param iv 12 bytes; taken over and erased with this object
   * @param first the number of the first record: 0 for every key that is installed (R-KEY)
   */
  constructor(iv: Bytes, first = 0n) {
    if (iv.length !== 12) throw new EngineError({ kind: 'internal', where: 'record iv of another length' });
    this.#iv = iv;
    this.#nonce = copyOf(iv);
    this.#high = Number(first >> 32n);
    this.#low = Number(first & 0xffff_ffffn);
  }

  /** The number of the next record. */
  get sequence(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  /** The same as a double: exact below 2^53. */
  get sequenceNumber(): number {
    return this.#high * wordSize + this.#low;
  }

  /**
   * The nonce of the next record, in a buffer that the next call overwrites.
   *
   * @throws {EngineError} `internal` once erased, and after number 2^64 - 1: "Sequence numbers MUST NOT wrap" RFC 8446 §5.3
   */
  current(): Bytes {
    if (this.#unusable !== null) throw new EngineError({ kind: 'internal', where: this.#unusable });
    this.#mix(4, this.#high);
    this.#mix(8, this.#low);
    return this.#nonce;
  }

  /** Counts one record. The buffer of `current()` stays as it is. */
  advance(): void {
    this.#low++;
    if (this.#low < wordSize) return;
    this.#low = 0;
    this.#high++;
    if (this.#high === wordSize) this.#unusable = 'record sequence number would wrap';
  }

  erase(erase: Erase): void {
    erase(this.#iv);
    erase(this.#nonce);
    this.#unusable = 'record key was erased';
  }

  #mix(at: number, word: number): void {
    const iv = this.#iv;
    const nonce = this.#nonce;
    nonce[at] = (iv[at] ?? 0) ^ (word >>> 24);
    nonce[at + 1] = (iv[at + 1] ?? 0) ^ (word >>> 16);
    nonce[at + 2] = (iv[at + 2] ?? 0) ^ (word >>> 8);
    nonce[at + 3] = (iv[at + 3] ?? 0) ^ word;
  }
}
