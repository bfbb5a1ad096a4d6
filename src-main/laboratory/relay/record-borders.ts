import type { Bytes } from '#engine/bytes.ts';
import { frameLength, headerLength } from '../record-frames.ts';

/** Knows where records end in a stream that nobody takes apart. */
export class RecordBorders {
  /** Of a record whose length is not known yet. */
  #header: readonly number[] = [];
  /** What is missing of a record whose length is known. */
  #left = 0;

  /** Whether no record is under way. A stream that is no MLS-TLS has borders everywhere. */
  get between(): boolean {
    return this.#left === 0 && this.#header.length === 0;
  }

  /** Follows bytes that pass. @returns how many records ended in them */
  follow(bytes: Bytes): number {
    let ended = 0;
    for (let at = 0; at < bytes.length; ) {
      at += this.take(bytes.subarray(at));
      if (this.between) ended++;
    }
    return ended;
  }

  /** Follows bytes as far as the next border. @returns how many that are, at least one unless there are none */
  take(bytes: Bytes): number {
    if (this.#left > 0) return this.#take(bytes.length);
    const missing = bytes.subarray(0, headerLength - this.#header.length);
    this.#header = [...this.#header, ...missing];
    const length = frameLength(Uint8Array.from(this.#header));
    if (length === null) return missing.length;
    const seen = this.#header.length;
    this.#header = [];
    if (length === 'unknown') return bytes.length;
    this.#left = length - seen;
    return missing.length + this.#take(bytes.length - missing.length);
  }

  #take(available: number): number {
    const taken = Math.min(this.#left, available);
    this.#left -= taken;
    return taken;
  }
}
