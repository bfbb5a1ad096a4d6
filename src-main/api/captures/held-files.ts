import { HostError } from '#main/hosts/host-error.ts';
import { freshId } from '#main/hosts/randomness.ts';

/** Our limits: files at once, and bytes of all. */
const fileLimit = 8;
const byteLimit = 256 * 1024 * 1024;

/** Files between the core and a face, in memory: some hold what must not lie on a disk. What waits longest goes first. */
export class HeldFiles {
  readonly #files = new Map<string, Uint8Array>();

  hold(bytes: Uint8Array): string {
    const id = freshId();
    this.#files.set(id, bytes);
    for (const [oldest] of this.#files) {
      if (this.#files.size <= fileLimit && this.#size <= byteLimit) break;
      this.drop(oldest);
    }
    return id;
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
