import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { StoreError, storeErrorFrom } from './store-error.ts';

/**
 * Creates the folder when it is missing and makes it private to its user (mode 0700; Windows inherits the profile's rights).
 *
 * @throws {StoreError} `STORE_NOT_PRIVATE` when it belongs to somebody else, `STORE_READ_ONLY`, `STORE_FAILED`
 */
export function ensureProfileDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(path);
    if (process.platform === 'win32') return;
    if (uid !== process.getuid?.()) throw new StoreError('STORE_NOT_PRIVATE', ['profile-of-others']);
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (cause) {
    throw storeErrorFrom(cause, 'profile directory');
  }
}
