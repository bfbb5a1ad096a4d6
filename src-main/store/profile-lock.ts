import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { requireSupportedRuntime } from './database.ts';
import { StoreError, storeErrorFrom } from './store-error.ts';

/** Held while a process uses a profile directory. */
export interface ProfileLock {
  release(): void;
}

/** Who holds a profile: for the message, never for a decision. */
export interface ProfileOwner {
  readonly pid: number;
  /** `desktop`, `daemon` or a command. */
  readonly program: string;
  /** Wall clock, milliseconds. */
  readonly since: number;
}

/**
 * Claims a profile directory for this process. The claim is an operating system lock on `profile.lock`, taken by SQLite
 * because that works the same everywhere; it ends with the process, however that ends.
 *
 * @throws {StoreError} `STORE_LOCKED` while another process holds it
 */
export function lockProfile(directory: string, owner: ProfileOwner): ProfileLock {
  requireSupportedRuntime(process.versions.napi);
  const ownerPath = join(directory, 'profile.owner');
  const lock = claim(join(directory, 'profile.lock'), () => lockedBy(readOwner(ownerPath)));
  try {
    writeFileSync(ownerPath, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  } catch (cause) {
    lock.close();
    throw storeErrorFrom(cause, 'profile lock');
  }
  return {
    release: () => {
      rmSync(ownerPath, { force: true });
      lock.close();
    },
  };
}

function claim(path: string, busy: () => StoreError): Sqlite.Database {
  let lock: Sqlite.Database | null = null;
  try {
    // A process that closes any descriptor of a file loses its locks on it (POSIX): never touch one that this process may hold.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    lock = new Sqlite(path, { timeout: 0 });
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const error = storeErrorFrom(cause, 'profile lock');
    throw error.code === 'STORE_LOCKED' ? busy() : error;
  }
}

function lockedBy(owner: ProfileOwner | null): StoreError {
  return new StoreError('STORE_LOCKED', ['profile-in-use', owner === null ? null : String(owner.pid), owner?.program ?? null]);
}

function readOwner(path: string): ProfileOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('program' in value) || !('since' in value)) return null;
    const { pid, program, since } = value;
    if (typeof pid !== 'number' || typeof program !== 'string' || typeof since !== 'number') return null;
    return { pid, program: program.replace(/[^\w -]/g, '').slice(0, 40), since };
  } catch {
    return null; // not there yet, or being written: the lock itself already decided
  }
}
