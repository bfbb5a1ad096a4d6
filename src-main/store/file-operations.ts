import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { Bytes } from '#engine/bytes.ts';

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
