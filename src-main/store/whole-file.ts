import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { copyFile, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bytes } from '#engine/bytes.ts';
import { nodeFileOperations, writeAll } from './file-operations.ts';

/** What a file is called while it is being written; one that a crash left behind is replaced by the next. */
export const unfinished = (path: string): string => `${path}.new`;

/**
 * Writes a small file so that after any crash it is there whole, or as it was before. Mode 0600, durable when it returns.
 * The caller erases `content`.
 *
 * @throws what the file system throws; the unfinished file is gone then, unless that failed too
 */
export function writeWholeFile(path: string, content: Bytes): void {
  const draft = unfinished(path);
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx+', 0o600);
  try {
    writeAll(nodeFileOperations, file, content, 0);
    fsyncSync(file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Copies a file of any size so, with its mode. What goes wrong leaves no unfinished file behind. */
export async function copyWholeFile(from: string, to: string): Promise<void> {
  const draft = unfinished(to);
  try {
    await copyFile(from, draft);
    const file = await open(draft, 'r+');
    await file.sync().finally(() => file.close());
    await rename(draft, to);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
  syncFolder(dirname(to));
}

/** A new file's name is durable only when its folder is. Windows has no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
