import type { Bytes } from '#engine/bytes.ts';

/** Numbers in bytes of either order. Reading beyond the end gives 0: whoever reads has looked at the length before. */
export class ByteCursor {
  readonly bytes: Bytes;
  readonly #view: DataView;
  littleEndian: boolean;

  constructor(bytes: Bytes, littleEndian = false) {
    this.bytes = bytes;
    this.littleEndian = littleEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get length(): number {
    return this.bytes.length;
  }

  uint8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  uint16(at: number): number {
    return at + 2 > this.length ? 0 : this.#view.getUint16(at, this.littleEndian);
  }

  uint32(at: number): number {
    return at + 4 > this.length ? 0 : this.#view.getUint32(at, this.littleEndian);
  }
}
