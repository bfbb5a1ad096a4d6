import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type Bytes, concat, equal, uint64 } from '#engine/bytes.ts';
import { type FileOperations, nodeFileOperations, writeAll } from './file-operations.ts';
import { seal, sealOverhead, unseal } from './sealing.ts';
import { StoreError, storeErrorFrom } from './store-error.ts';

/*
 * File: one page of header (magic, version, file id), then groups of two pages. A group serves 32 slots; its first page
 * holds their A cells, its second their B cells, so that no torn page write can touch both cells of a slot.
 */
const pageSize = 4096;
const cellSize = 128;
const cellsPerPage = pageSize / cellSize;
const magic = Buffer.from('EPSSLOT\x01', 'latin1');
const fileIdLength = 16;
const sealedKeyLength = 32 + sealOverhead;

export type Side = 0 | 1;

/** Whose key a slot holds: bound into the seal, so that slots cannot be exchanged. */
export interface SlotOwner {
  readonly slot: number;
  /** For example `sessions|<id>`. */
  readonly owner: string;
}

/**
 * Keys in a file that is overwritten in place, so that a destroyed key is gone from the disk while old ciphertexts may
 * linger in the file system. Each slot has two cells, A and B; a cell holds a counter in clear and a 32-byte key sealed
 * under the profile's data key. Cells that hold no key hold random bytes. SECURITY.md, "Erasure".
 */
export class KeySlots {
  readonly fileId: Bytes;
  readonly #file: number;
  readonly #files: FileOperations;
  readonly #wrappingKey: KeyObject;

  private constructor(file: number, files: FileOperations, wrappingKey: KeyObject, fileId: Bytes) {
    this.#file = file;
    this.#files = files;
    this.#wrappingKey = wrappingKey;
    this.fileId = fileId;
  }

  /** @throws {StoreError} */
  static create(path: string, wrappingKey: KeyObject, files: FileOperations = nodeFileOperations): KeySlots {
    return guarded(() => {
      const fileId = new Uint8Array(randomBytes(fileIdLength));
      const file = files.open(path, true);
      writeAll(files, file, concat(slotFileHeader(fileId), new Uint8Array(pageSize - magic.length - fileIdLength)), 0);
      files.sync(file);
      return new KeySlots(file, files, wrappingKey, fileId);
    });
  }

  /** @throws {StoreError} `STORE_DAMAGED` when the file is not a key-slot file */
  static open(path: string, wrappingKey: KeyObject, files: FileOperations = nodeFileOperations): KeySlots {
    return guarded(() => {
      const file = files.open(path, false);
      const head = new Uint8Array(magic.length + fileIdLength);
      const read = files.read(file, head, 0);
      if (read !== head.length || !equal(head.subarray(0, magic.length), magic)) {
        files.close(file);
        throw new StoreError('STORE_DAMAGED', ['slots-damaged']);
      }
      return new KeySlots(file, files, wrappingKey, head.slice(magic.length));
    });
  }

  /** Writes a damaged header again, in place: what the file holds is neither read nor copied. @throws {StoreError} */
  static mendHeader(path: string, fileId: Bytes, files: FileOperations = nodeFileOperations): void {
    guarded(() => {
      const file = files.open(path, false);
      try {
        writeAll(files, file, slotFileHeader(fileId), 0);
        files.sync(file);
      } finally {
        files.close(file);
      }
    });
  }

  /** Slots the file has room for. */
  get room(): number {
    const size = guarded(() => this.#files.size(this.#file));
    return Math.max(0, Math.floor((size / pageSize - 1) / 2)) * cellsPerPage;
  }

  /** The cell whose clear counter is `counter`, or `null`. */
  sideHolding(slot: number, counter: bigint): Side | null {
    const [a, b] = this.counters(slot);
    if (a === counter) return 0;
    return b === counter ? 1 : null;
  }

  /** Both clear counters; those of cells without a key are random. */
  counters(slot: number): readonly [bigint | null, bigint | null] {
    return [this.#counter(slot, 0), this.#counter(slot, 1)];
  }

  /** Reads counters of one slot after the other; of slots in rising order every page is read once. */
  scan(): (slot: number) => readonly [bigint | null, bigint | null] {
    const pages = new Uint8Array(2 * pageSize);
    const view = new DataView(pages.buffer);
    let group = -1;
    let length = 0;
    return (slot) => {
      const wanted = Math.floor(slot / cellsPerPage);
      if (wanted !== group) {
        group = wanted;
        length = guarded(() => this.#files.read(this.#file, pages, pageSize * (1 + 2 * group)));
      }
      const at = cellSize * (slot % cellsPerPage);
      const counter = (offset: number) => (offset + cellSize <= length ? view.getBigUint64(offset) : null);
      return [counter(at), counter(pageSize + at)];
    };
  }

  /** Writes a key, durable when it returns. The caller erases `key`. @throws {StoreError} */
  write(at: SlotOwner, side: Side, counter: bigint, key: Bytes): void {
    guarded(() => {
      this.#growTo(at.slot);
      const sealed = seal(this.#wrappingKey, this.#place(at, side, counter), key);
      const padding = randomBytes(cellSize - 8 - sealed.length);
      writeAll(this.#files, this.#file, concat(uint64(counter), sealed, padding), cellOffset(at.slot, side));
      this.#files.syncData(this.#file);
    });
  }

  /** @returns the key of the cell, or `null` when it holds none for this owner and counter */
  read(at: SlotOwner, side: Side, counter: bigint): KeyObject | null {
    const cell = this.#cell(at.slot, side);
    if (cell === null) return null;
    const bytes = unseal(this.#wrappingKey, this.#place(at, side, counter), cell.subarray(8, 8 + sealedKeyLength));
    if (bytes === null) return null;
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return key;
  }

  /** Overwrites a cell with random bytes, durable when it returns. @throws {StoreError} */
  destroy(slot: number, side: Side): void {
    guarded(() => {
      if (cellOffset(slot, side) + cellSize > this.#files.size(this.#file)) return;
      writeAll(this.#files, this.#file, randomBytes(cellSize), cellOffset(slot, side));
      this.#files.syncData(this.#file);
    });
  }

  close(): void {
    this.#files.close(this.#file);
  }

  #counter(slot: number, side: Side): bigint | null {
    const cell = this.#cell(slot, side);
    return cell === null ? null : new DataView(cell.buffer).getBigUint64(0);
  }

  #cell(slot: number, side: Side): Bytes | null {
    const cell = new Uint8Array(cellSize);
    const read = guarded(() => this.#files.read(this.#file, cell, cellOffset(slot, side)));
    return read === cellSize ? cell : null;
  }

  /** New pages are random: an unused cell looks like a destroyed one. */
  #growTo(slot: number): void {
    const groupEnd = cellOffset(slot, 1) - (cellOffset(slot, 1) % pageSize) + pageSize;
    const size = this.#files.size(this.#file);
    if (size >= groupEnd) return;
    writeAll(this.#files, this.#file, randomBytes(groupEnd - size), size);
    this.#files.sync(this.#file);
  }

  #place({ slot, owner }: SlotOwner, side: Side, counter: bigint): string {
    return `key slot|${Buffer.from(this.fileId).toString('hex')}|${slot}|${side}|${owner}|${counter}`;
  }
}

/** How a key-slot file begins. */
export function slotFileHeader(fileId: Bytes): Bytes {
  return concat(magic, fileId);
}

function cellOffset(slot: number, side: Side): number {
  const group = Math.floor(slot / cellsPerPage);
  return pageSize * (1 + 2 * group + side) + cellSize * (slot % cellsPerPage);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw storeErrorFrom(cause, 'key slots');
  }
}
