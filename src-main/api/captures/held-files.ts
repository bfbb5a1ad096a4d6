import { HostError } from '#main/hosts/host-error.ts';
import { freshId } from '#main/hosts/randomness.ts';

/** Our limits: files at once, and bytes of all. */
const fileLimit = 8;
const byteLimit = 256 * 1024 * 1024;

/** Files between the core and a face, in memory: some hold what must not lie on a disk. What waits longest goes first. */
export class HeldFiles {
  readonly #files = new Map<string, Uint8Array>();
  /** Bytes that have come, of those that come in pieces. */
  readonly #filled = new Map<string, number>();

  hold(bytes: Uint8Array): string {
    const id = freshId();
    this.#files.set(id, bytes);
    for (const [oldest] of this.#files) {
      if (this.#files.size <= fileLimit && this.#size <= byteLimit) break;
      this.drop(oldest);
    }
    return id;
  }

  /** Room for a file that comes in pieces. */
  expect(size: number): string {
    const id = this.hold(new Uint8Array(size));
    this.#filled.set(id, 0);
    return id;
  }

  /** @throws {HostError} `UNKNOWN_HELD_FILE`, `TRANSFER_OUT_OF_ORDER` */
  write(id: string, offset: number, bytes: Uint8Array): void {
    const file = this.#require(id);
    const filled = this.#filled.get(id);
    if (filled !== offset || offset + bytes.length > file.length) throw new HostError('TRANSFER_OUT_OF_ORDER');
    file.set(bytes, offset);
    this.#filled.set(id, offset + bytes.length);
  }

  /** A file that came whole; it is not held any more. @throws {HostError} `UNKNOWN_HELD_FILE`, `TRANSFER_OUT_OF_ORDER` */
  take(id: string): Uint8Array {
    const file = this.#require(id);
    if ((this.#filled.get(id) ?? file.length) < file.length) throw new HostError('TRANSFER_OUT_OF_ORDER');
    this.#files.delete(id);
    this.#filled.delete(id);
    return file;
  }

  /** @throws {HostError} `UNKNOWN_HELD_FILE` */
  read(id: string, offset: number, length: number): { readonly bytes: Uint8Array; readonly next: number | null } {
    const file = this.#require(id);
    const bytes = file.slice(offset, offset + length);
    const end = offset + bytes.length;
    if (end < file.length && bytes.length > 0) return { bytes, next: end };
    this.drop(id);
    return { bytes, next: null };
  }

  drop(id: string): void {
    this.#files.get(id)?.fill(0);
    this.#files.delete(id);
    this.#filled.delete(id);
  }

  close(): void {
    for (const id of [...this.#files.keys()]) this.drop(id);
  }

  get #size(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  #require(id: string): Uint8Array {
    const file = this.#files.get(id);
    if (file === undefined) throw new HostError('UNKNOWN_HELD_FILE');
    return file;
  }
}
