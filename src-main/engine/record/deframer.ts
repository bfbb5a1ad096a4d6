import { type Bytes, empty } from '../bytes.ts';
import { type HeaderCheck, headerLength, type RawRecord } from './records.ts';

/**
 * Cuts a byte stream into records, one at a time, because the rule for the next header can change with every record.
 * Any split of the stream gives the same records. RFC 8446 §5.1.
 *
 * A record that lies wholly in one chunk is a view of that chunk; only a split record is copied, into a buffer of its
 * exact size, which is not allocated before its header was accepted. So an idle connection holds no buffer.
 */
export class Deframer {
  #chunk: Bytes = empty;
  #at = 0;
  /** Chunks behind `#chunk`, when several were pushed before the records were taken. */
  #waiting: Bytes[] = [];
  #waitingLength = 0;
  /** The start of a split record: header bytes, then, once it is known how long, the whole. */
  #partial: Bytes = empty;
  #filled = 0;

  /** Bytes pushed and not yet given out as records. */
  get buffered(): number {
    return this.#filled + this.#chunk.length - this.#at + this.#waitingLength;
  }

  /** Whether the stream ends between two records as far as it was read. R-CLOSE. */
  get aligned(): boolean {
    return this.buffered === 0;
  }

  /** More of the stream. The bytes are borrowed until `next()` returned `null` or `retain()` was called. */
  push(chunk: Bytes): void {
    if (chunk.length === 0) return;
    if (this.#at < this.#chunk.length) {
      this.#waiting.push(plain(chunk));
      this.#waitingLength += chunk.length;
      return;
    }
    this.#chunk = plain(chunk);
    this.#at = 0;
  }

  /** Copies what is borrowed, for a caller that stops taking records before `next()` returned `null`. */
  retain(): void {
    this.#chunk = this.#chunk.slice(this.#at);
    this.#at = 0;
    this.#waiting = this.#waiting.map((chunk) => chunk.slice());
  }

  /**
   * The next whole record, or `null` until more arrives. Its views hold as long as the chunk they came from,
   * and at least until the next call.
   *
   * @param check asked with the 5 header bytes alone, before the body is buffered, and again when a split record is whole
   * @throws what `check` throws; the deframer is then of no further use
   */
  next(check: HeaderCheck): RawRecord | null {
    for (;;) {
      const record = this.#filled > 0 ? this.#completePartial(check) : this.#fromChunk(check);
      if (record !== null) return record;
      const following = this.#waiting.shift();
      if (following === undefined) {
        this.#chunk = empty;
        this.#at = 0;
        return null;
      }
      this.#waitingLength -= following.length;
      this.#chunk = following;
      this.#at = 0;
    }
  }

  #fromChunk(check: HeaderCheck): RawRecord | null {
    const start = this.#at;
    const available = this.#chunk.length - start;
    if (available >= headerLength) {
      const length = bodyLength(this.#chunk, start);
      check(this.#chunk[start] ?? 0, length);
      if (available >= headerLength + length) {
        this.#at = start + headerLength + length;
        return view(this.#chunk, start, length);
      }
      this.#partial = new Uint8Array(headerLength + length);
    } else if (available > 0) {
      this.#partial = new Uint8Array(headerLength);
    }
    this.#fill(available);
    return null;
  }

  #completePartial(check: HeaderCheck): RawRecord | null {
    if (this.#filled < headerLength) {
      this.#fill(headerLength - this.#filled);
      if (this.#filled < headerLength) return null;
      const length = bodyLength(this.#partial, 0);
      check(this.#partial[0] ?? 0, length);
      const whole = new Uint8Array(headerLength + length);
      whole.set(this.#partial);
      this.#partial = whole;
    }
    this.#fill(this.#partial.length - this.#filled);
    if (this.#filled < this.#partial.length) return null;
    const whole = this.#partial;
    check(whole[0] ?? 0, whole.length - headerLength);
    this.#partial = empty;
    this.#filled = 0;
    return view(whole, 0, whole.length - headerLength);
  }

  /** Moves up to `wanted` bytes from the chunk to the partial record. */
  #fill(wanted: number): void {
    const taken = Math.min(wanted, this.#chunk.length - this.#at);
    if (taken === 0) return;
    this.#partial.set(this.#chunk.subarray(this.#at, this.#at + taken), this.#filled);
    this.#filled += taken;
    this.#at += taken;
  }
}

function bodyLength(bytes: Bytes, start: number): number {
  return ((bytes[start + 3] ?? 0) << 8) | (bytes[start + 4] ?? 0);
}

function view(bytes: Bytes, start: number, length: number): RawRecord {
  const body = start + headerLength;
  return { type: bytes[start] ?? 0, header: bytes.subarray(start, body), body: bytes.subarray(body, body + length) };
}

/** The same memory as a Uint8Array: the `slice` of a Buffer is a view, and the engine's callers expect a copy. */
function plain(bytes: Bytes): Bytes {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
