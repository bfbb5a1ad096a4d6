import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { Bytes } from '#engine/bytes.ts';
import { StoreError } from './store-error.ts';

/** The file calls of the key-slot file, apart so that a test can fail or cut off any one of them. */
export interface FileOperations {
  /** Opens for reading and writing; creates with mode 0600 when asked to. */
  open(path: string, create: boolean): number;
  size(file: number): number;
  /** @returns bytes read */
  read(file: number, into: Bytes, position: number): number;
  /** @returns bytes written */
  write(file: number, bytes: Bytes, position: number): number;
  /** Contents are on the disk when it returns. */
  syncData(file: number): void;
  /** Contents and length are. */
  sync(file: number): void;
  close(file: number): void;
}

export const nodeFileOperations: FileOperations = {
  open: (path, create) => openSync(path, create ? 'wx+' : 'r+', 0o600),
  size: (file) => fstatSync(file).size,
  read: (file, into, position) => readSync(file, into, 0, into.length, position),
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  syncData: fdatasyncSync,
  sync: fsyncSync,
  close: closeSync,
};

/** Writes `bytes` at `position`, in as many calls as it takes. @throws {StoreError} `STORE_FAILED` when nothing more is taken */
export function writeAll(files: FileOperations, file: number, bytes: Bytes, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const written = files.write(file, bytes.subarray(done), position + done);
    if (written <= 0) throw new StoreError('STORE_FAILED', 'key file: nothing was written');
    done += written;
  }
}
