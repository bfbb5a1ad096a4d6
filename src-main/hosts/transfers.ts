import { closeSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from './host-error.ts';
import { freshId } from './randomness.ts';

/** Transfers at once. Our own limit. */
const transferCount = 4;

/** Names of files that wait for or come from a face; also of those being written. */
const ownName = /^transfer-[0-9a-f-]+\.backup(?:\.new)?$/;

interface Transfer {
  readonly path: string;
  /** Bytes it is to have. */
  readonly size: number;
  /** Bytes it has. */
  done: number;
  /** People chose it: it stays. */
  readonly chosen?: true;
}

/**
 * Encrypted bundles on their way between a face and the core, as files of the profile directory. They are gone when the face ends them,
 * when the program ends, and at the latest when it starts again.
 */
export class Transfers {
  readonly #directory: string;
  readonly #limit: number;
  readonly #open = new Map<string, Transfer>();

  /** @param limit bytes of one transfer */
  constructor(directory: string, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
    for (const name of readdirSync(directory)) if (ownName.test(name)) rmSync(join(directory, name), { force: true });
  }

  /** A path for a file that `make` writes whole. @throws {HostError} `TOO_MANY_JOBS` */
  async outgoing<T>(make: (path: string) => Promise<T>): Promise<{ readonly id: string; readonly made: T }> {
    const { id, path } = this.#place();
    this.#open.set(id, { path, size: 0, done: 0 });
    try {
      const made = await make(path);
      const { size } = statSync(path);
      this.#open.set(id, { path, size, done: size });
      return { id, made };
    } catch (error) {
      this.end(id);
      throw error;
    }
  }

  /** @throws {HostError} `TOO_MANY_JOBS`, `BACKUP_TOO_BIG` */
  incoming(size: number): string {
    if (size > this.#limit) throw new HostError('BACKUP_TOO_BIG');
    const { id, path } = this.#place();
    closeSync(openSync(path, 'wx', 0o600));
    this.#open.set(id, { path, size, done: 0 });
    return id;
  }

  /** A whole file that is there already, and stays. @throws {HostError} `TOO_MANY_JOBS`, `BACKUP_TOO_BIG`, `BACKUP_NOT_OURS` */
  chosen(path: string): string {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) throw new HostError('BACKUP_NOT_OURS');
    if (found.size > this.#limit) throw new HostError('BACKUP_TOO_BIG');
    const { id } = this.#place();
    this.#open.set(id, { path, size: found.size, done: found.size, chosen: true });
    return id;
  }

  /** @throws {HostError} `UNKNOWN_TRANSFER`, `TRANSFER_OUT_OF_ORDER` */
  write(id: string, offset: number, bytes: Uint8Array): void {
    const transfer = this.#require(id);
    if (offset !== transfer.done || offset + bytes.length > transfer.size) throw new HostError('TRANSFER_OUT_OF_ORDER');
    const file = openSync(transfer.path, 'r+');
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
    } finally {
      closeSync(file);
    }
    transfer.done += bytes.length;
  }

  /** @throws {HostError} `UNKNOWN_TRANSFER`, `TRANSFER_OUT_OF_ORDER` */
  read(id: string, offset: number, length: number): { readonly bytes: Uint8Array; readonly next: number | null } {
    const { path, size } = this.#complete(id);
    if (offset > size) throw new HostError('TRANSFER_OUT_OF_ORDER');
    const bytes = new Uint8Array(Math.min(length, size - offset));
    const file = openSync(path, 'r');
    try {
      for (let done = 0; done < bytes.length; ) {
        const read = readSync(file, bytes, done, bytes.length - done, offset + done);
        if (read === 0) throw new HostError('UNKNOWN_TRANSFER');
        done += read;
      }
    } finally {
      closeSync(file);
    }
    const end = offset + bytes.length;
    return { bytes, next: end < size ? end : null };
  }

  /** Where a whole transfer lies. @throws {HostError} `UNKNOWN_TRANSFER`, `TRANSFER_OUT_OF_ORDER` */
  path(id: string): string {
    return this.#complete(id).path;
  }

  end(id: string): void {
    const transfer = this.#open.get(id);
    this.#open.delete(id);
    if (transfer !== undefined && transfer.chosen === undefined) rmSync(transfer.path, { force: true });
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.end(id);
  }

  #place(): { readonly id: string; readonly path: string } {
    if (this.#open.size >= transferCount) throw new HostError('TOO_MANY_JOBS');
    const id = freshId();
    return { id, path: join(this.#directory, `transfer-${id}.backup`) };
  }

  #require(id: string): Transfer {
    const transfer = this.#open.get(id);
    if (transfer === undefined) throw new HostError('UNKNOWN_TRANSFER');
    return transfer;
  }

  #complete(id: string): Transfer {
    const transfer = this.#require(id);
    if (transfer.done < transfer.size) throw new HostError('TRANSFER_OUT_OF_ORDER');
    return transfer;
  }
}
