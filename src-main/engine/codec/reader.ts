import { type Bytes, copyOf } from '../bytes.ts';
import { DecodeError, type DecodeReason } from '../errors.ts';

/**
 * Hears where each part of a value lies while it is read. Offsets are absolute; parts nest; an error leaves the open ones
 * open. Every byte is consumed once, in order.
 */
export interface Tracer {
  /** A named part begins. `type` is its type in the specification. */
  enter(name: string, type: string, at: number): void;
  /** The innermost open part is complete; `value` is what the codec made of it. */
  leave(value: unknown, at: number): void;
  consumed(start: number, end: number): void;
}

/** Bounded cursor over received bytes. Every overrun is a {@link DecodeError}; nothing is allocated beyond what is left. */
export class Reader {
  readonly #bytes: Bytes;
  readonly #end: number;
  readonly #structure: string;
  readonly #tracer: Tracer | null;
  #at: number;

  /**
   * @param structure the specification's name of what is read; it goes into errors
   * @param tracer is told what is read where; its `enter` and `leave` come from {@link enter} and {@link leave}
   */
  constructor(bytes: Bytes, structure = '', start = 0, end = bytes.length, tracer: Tracer | null = null) {
    this.#bytes = bytes;
    this.#structure = structure;
    this.#tracer = tracer;
    this.#at = start;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Bytes from the start of the outermost value. */
  get offset(): number {
    return this.#at;
  }

  /** A copy of the next `length` bytes. */
  take(length: number): Bytes {
    const start = this.#advance(length);
    return copyOf(this.#bytes.subarray(start, this.#at));
  }

  /** A reader over the next `length` bytes, which this one skips. Offsets in its errors stay absolute. */
  nested(length: number): Reader {
    const start = this.#skip(length);
    return new Reader(this.#bytes, this.#structure, start, this.#at, this.#tracer);
  }

  /** What is read until {@link leave} is one part, for a tracer. */
  enter(name: string, type: string): void {
    this.#tracer?.enter(name, type, this.#at);
  }

  leave(value: unknown): void {
    this.#tracer?.leave(value, this.#at);
  }

  /** Big-endian unsigned integer of `size` bytes. */
  uint(size: 1 | 2 | 3 | 4): number {
    const start = this.#advance(size);
    let value = 0;
    for (let i = start; i < this.#at; i++) value = value * 256 + (this.#bytes[i] ?? 0);
    return value;
  }

  /** Big-endian uint64. */
  uint64(): bigint {
    const high = this.uint(4);
    return (BigInt(high) << 32n) | BigInt(this.uint(4));
  }

  /** @throws {DecodeError} `trailing-bytes` unless everything was read */
  finish(): void {
    if (this.remaining > 0) throw this.fail('trailing-bytes');
  }

  /** The error for something wrong at the current place; the caller throws it. */
  fail(reason: DecodeReason): DecodeError {
    return new DecodeError(reason, this.#at, this.#structure);
  }

  #advance(length: number): number {
    const start = this.#skip(length);
    this.#tracer?.consumed(start, this.#at);
    return start;
  }

  #skip(length: number): number {
    if (length > this.remaining) throw this.fail('truncated');
    const start = this.#at;
    this.#at += length;
    return start;
  }
}
