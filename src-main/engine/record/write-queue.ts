import type { Bytes } from '../bytes.ts';

/**
 * Application bytes waiting to be sealed. Small writes are gathered, so that they leave together in full records.
 * Nothing is copied before it is read: the caller of `push` keeps its bytes unchanged until they are.
 */
export class WriteQueue {
  #chunks: Bytes[] = [];
  /** Index of the first chunk that is not used up, and how much of that one is. */
  #head = 0;
  #offset = 0;
  #length = 0;

  /** Bytes waiting. */
  get length(): number {
    return this.#length;
  }

  push(data: Bytes): void {
    if (data.length === 0) return;
    this.#chunks.push(data);
    this.#length += data.length;
  }

  /** Moves up to `max` bytes to the start of `target`. @returns how many */
  readInto(target: Bytes, max: number): number {
    let done = 0;
    while (done < max) {
      const chunk = this.#chunks[this.#head];
      if (chunk === undefined) break;
      const end = Math.min(chunk.length, this.#offset + max - done);
      const whole = this.#offset === 0 && end === chunk.length;
      target.set(whole ? chunk : chunk.subarray(this.#offset, end), done);
      done += end - this.#offset;
      this.#offset = end;
      if (end === chunk.length) this.#dropHead();
    }
    this.#length -= done;
    return done;
  }

  clear(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#offset = 0;
    this.#length = 0;
  }

  #dropHead(): void {
    this.#head++;
    this.#offset = 0;
    if (2 * this.#head < this.#chunks.length) return; // one move per chunk on average
    this.#chunks = this.#chunks.slice(this.#head);
    this.#head = 0;
  }
}
