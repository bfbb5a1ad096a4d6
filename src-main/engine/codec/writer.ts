import { blank, type Bytes, copyOf } from '../bytes.ts';
import { EngineError } from '../errors.ts';

const firstCapacity = 64; // bytes

/** Growing buffer for one encoded value. */
export class Writer {
  #buffer = blank(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  put(bytes: Bytes): void {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Big-endian unsigned integer of `size` bytes. @throws {EngineError} `internal` when it does not fit */
  uint(value: number, size: 1 | 2 | 3 | 4): void {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** size)
      throw new EngineError({ kind: 'internal', where: `uint${8 * size} out of range` });
    const at = this.#reserve(size);
    for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) this.#buffer[at + i] = rest % 256;
  }

  /** Big-endian uint64. @throws {EngineError} `internal` when it does not fit */
  uint64(value: bigint): void {
    if (value < 0n || value >= 1n << 64n) throw new EngineError({ kind: 'internal', where: 'uint64 out of range' });
    this.uint(Number(value >> 32n), 4);
    this.uint(Number(value & 0xffff_ffffn), 4);
  }

  /** A copy of everything written; the writer's own buffer is overwritten, because it may have held a secret. */
  finish(): Bytes {
    const out = copyOf(this.#buffer.subarray(0, this.#length));
    this.#buffer.fill(0);
    this.#length = 0;
    return out;
  }

  #reserve(length: number): number {
    const at = this.#length;
    const needed = at + length;
    if (needed > this.#buffer.length) {
      const grown = blank(Math.max(needed, 2 * this.#buffer.length));
      grown.set(this.#buffer);
      this.#buffer.fill(0);
      this.#buffer = grown;
    }
    this.#length = needed;
    return at;
  }
}
