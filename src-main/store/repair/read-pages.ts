import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const pageSize = 4096;

export interface FoundPages {
  readonly bytes: Buffer;
  /** Pages that the disk does not give; zeros stand for them. */
  readonly unreadable: number;
}

/** Reads a file of a database page by page, so that one bad sector costs one page. @returns `null` when there is no such file, or nothing in it */
export function readPages(path: string): FoundPages | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(fstatSync(file).size);
    let unreadable = 0;
    for (let at = 0; at < bytes.length; at += pageSize) if (!readPage(file, bytes, at)) unreadable += 1;
    return bytes.length === 0 ? null : { bytes, unreadable };
  } finally {
    closeSync(file);
  }
}

function readPage(file: number, bytes: Buffer, at: number): boolean {
  try {
    readSync(file, bytes, at, Math.min(pageSize, bytes.length - at), at);
    return true;
  } catch {
    return false;
  }
}
