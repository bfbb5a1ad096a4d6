import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FileOperations, nodeFileOperations, writeAll } from './file-operations.ts';
import { lockProfile } from './profile-lock.ts';
import { storeErrorFrom } from './store-error.ts';
import { syncFolder, unfinished } from './whole-file.ts';

/** Everything else is sealed under these: once they are gone, what a disk keeps of the rest says nothing. */
const keyFiles = ['key-slots.bin', 'data.key', unfinished('data.key')];
/** What a profile consists of; databases may leave journals beside them. */
const ownNames = String.raw`keys\.db|trace\.db|key-slots\.bin|data\.key(?:\.new)?|profile\.lock|profile\.owner|transfer-[0-9a-f-]+\.backup(?:\.new)?`;
const ownFiles = new RegExp(String.raw`^(?:${ownNames})(?:\.repaired|\.suspect)?(?:-journal|-wal|-shm)?(?:\.damaged-[0-9T-]+)?$`);

/**
 * Destroys a profile for ever: overwrites its key files in place, durably, and only then removes its files. A crash in between
 * leaves a profile that nobody can open, and wiping it again finishes the work. Files of others stay, and so does the folder then.
 *
 * @returns names of the files that were removed
 * @throws {StoreError} `STORE_LOCKED` while a program uses it; `STORE_FAILED`, `STORE_READ_ONLY`
 */
export function wipeProfile(directory: string, now: number, files: FileOperations = nodeFileOperations): readonly string[] {
  const lock = lockProfile(directory, { pid: process.pid, program: 'wipe', since: now });
  try {
    for (const name of keyFiles) overwrite(join(directory, name), files);
  } catch (cause) {
    lock.release();
    throw storeErrorFrom(cause, 'wiping the keys');
  }
  lock.release();
  try {
    const names = readdirSync(directory).filter((name) => ownFiles.test(name));
    for (const name of names) rmSync(join(directory, name));
    syncFolder(directory);
    if (readdirSync(directory).length === 0) rmdirSync(directory);
    return names;
  } catch (cause) {
    throw storeErrorFrom(cause, 'removing the profile');
  }
}

function overwrite(path: string, files: FileOperations): void {
  if (!existsSync(path)) return;
  const file = files.open(path, false);
  try {
    writeAll(files, file, randomBytes(files.size(file)), 0);
    files.sync(file);
  } finally {
    files.close(file);
  }
}
