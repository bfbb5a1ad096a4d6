import type { Bytes } from '#engine/bytes.ts';
import { type FileOperations, nodeFileOperations } from '#main/store/file-operations.ts';

/** Length of a cell of the key-slot file, bytes. */
const cell = 128;

/** Real files that remember every cell that was ever written, by place. */
export class WatchedSlots {
  readonly #cells = new Map<number, Buffer[]>();
  readonly files: FileOperations = {
    ...nodeFileOperations,
    write: (file, bytes, position) => {
      if (bytes.length === cell) this.#note(position, bytes);
      return nodeFileOperations.write(file, bytes, position);
    },
  };

  /** Cells that were overwritten: counter, sealed key, and what fills them up. */
  get dead(): readonly Buffer[] {
    return [...this.#cells.values()].flatMap((contents) => contents.slice(0, -1));
  }

  /** What lies in each place now. */
  get living(): readonly Buffer[] {
    return [...this.#cells.values()].flatMap((contents) => contents.slice(-1));
  }

  #note(position: number, bytes: Bytes): void {
    const contents = this.#cells.get(position) ?? [];
    contents.push(Buffer.from(bytes));
    this.#cells.set(position, contents);
  }
}
