import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { FileOperations } from '#main/store/file-operations.ts';
import type { KeyStore } from '#main/store/store.ts';
import { openOnDisk, temporaryParent } from './profiles-on-disk.ts';

export { sampleCodec } from './profiles-on-disk.ts';

const directories: string[] = [];
const stores: KeyStore[] = [];

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A new folder that is removed after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(temporaryParent, 'epochscope-store-'));
  directories.push(directory);
  return directory;
}

/** The store of a folder, closed after the test. */
export function openProfile(directory: string, files?: FileOperations, wall?: () => number): KeyStore {
  const store = openOnDisk(directory, files, wall);
  stores.push(store);
  return store;
}

/** The store of a folder whose database is lost and whose key slots are there, closed after the test. */
export function rebuildProfile(directory: string): KeyStore {
  const store = openOnDisk(directory, undefined, undefined, true);
  stores.push(store);
  return store;
}

/** Closes before the end of the test, as a process that ends does. */
export function closeProfile(store: KeyStore): void {
  stores.splice(stores.indexOf(store), 1);
  store.close();
}
