import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { StoreError, storeErrorFrom } from './store-error.ts';

/**
 * Where a profile lives unless the user says otherwise: `$XDG_DATA_HOME/epochscope`, `~/Library/Application Support/Epochscope`
 * or `%APPDATA%\Epochscope`.
 */
export function defaultProfileDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Epochscope');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Epochscope');
  // "All paths set in these environment variables must be absolute." XDG Base Directory Specification
  const data = environment['XDG_DATA_HOME'];
  return join(data !== undefined && isAbsolute(data) ? data : join(home, '.local', 'share'), 'epochscope');
}

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
    if (uid !== process.getuid?.()) throw new StoreError('STORE_NOT_PRIVATE', 'the profile directory belongs to another user');
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (cause) {
    throw storeErrorFrom(cause, 'profile directory');
  }
}
