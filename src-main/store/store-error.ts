import { type Detail, explained, type SystemRefusal } from '#shared/words/details.ts';
import type { Said } from '#shared/words/said.ts';

/** Why the store refused. Codes are stable: the error catalogue and the command line's exit codes know them. */
export type StoreErrorCode =
  /** Another process uses this profile directory. */
  | 'STORE_LOCKED'
  /** Written by a newer version of the program. */
  | 'STORE_NEWER_SCHEMA'
  /** A file is not what it should be. It is left as it is. */
  | 'STORE_DAMAGED'
  /** The disk, a quota or a limit is full; the old state stands. */
  | 'STORE_FULL'
  /** Files or folder cannot be written. */
  | 'STORE_READ_ONLY'
  /** Input or output failed; the store stays closed until it is opened again. */
  | 'STORE_FAILED'
  /** Files can be read by other users and cannot be made private. */
  | 'STORE_NOT_PRIVATE'
  /** This JavaScript runtime cannot load the database. */
  | 'RUNTIME_TOO_OLD'
  /** Sealed data is there, its key is not. */
  | 'DATA_KEY_MISSING'
  /** The key does not open this profile. */
  | 'DATA_KEY_WRONG'
  /** The profile is locked: its key is protected, and nothing opened it yet. */
  | 'LOCKED'
  /** The passphrase, kit or keychain does not open the key. */
  | 'UNLOCK_FAILED'
  /** The keychain that sealed the key is not the one of today. */
  | 'KEYRING_CHANGED'
  /** The system has no keychain that protects anything. */
  | 'KEYRING_UNAVAILABLE'
  /** The last way to the key cannot be taken away. */
  | 'LAST_PROTECTION'
  /** A stored session is older than its key slots: using it could repeat a key. */
  | 'ROLLBACK_DETECTED'
  /** A session that came back from a backup without its keys. */
  | 'SESSION_RESTORED'
  /** The session is not the direct successor of the stored one: another writer was there. */
  | 'GENERATION_CONFLICT'
  /** The session was forgotten, or never stored. */
  | 'NOT_FOUND'
  /** A KeyPackage was accepted before (R-KP). */
  | 'KEY_PACKAGE_REPLAYED'
  /** A name, address or key that must be unique is taken. */
  | 'ALREADY_EXISTS'
  /** So many are kept already. */
  | 'TOO_MANY'
  /** The file is no backup of this product. */
  | 'BACKUP_NOT_OURS'
  /** A backup in a form that this version does not read any more. */
  | 'BACKUP_OLDER'
  /** A backup of a later version. */
  | 'BACKUP_NEWER'
  /** The passphrase does not open the backup, or its beginning is damaged: nobody can tell which. */
  | 'BACKUP_PASSPHRASE'
  /** The end of the backup is missing. */
  | 'BACKUP_CUT'
  /** The backup was changed since it was made. */
  | 'BACKUP_DAMAGED'
  /** The backup is larger than can be read. */
  | 'BACKUP_TOO_BIG';

/** The only error class that leaves the store. Messages are for people and never hold secrets. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;
  /** The message by code, where it has one. */
  readonly said: readonly Said[];

  constructor(code: StoreErrorCode, why: Detail, cause?: unknown) {
    const { text, said } = explained(why);
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.said = said;
  }
}

/** Whether nothing more may be done with an open database after this error: its state on disk is unknown. */
export function endsTheStore(error: StoreError): boolean {
  return error.code === 'STORE_FAILED' || error.code === 'STORE_DAMAGED';
}

/** Turns what SQLite or the file system threw into a {@link StoreError}. */
export function storeErrorFrom(cause: unknown, what: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = codeOf(cause);
  const [ours, reason] = meaning(code);
  return new StoreError(ours, ['system', what, reason, code], cause);
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return '';
}

function meaning(code: string): readonly [StoreErrorCode, SystemRefusal] {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return ['STORE_LOCKED', 'in use'];
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return ['STORE_DAMAGED', 'damaged'];
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return ['STORE_FULL', 'full'];
  if (code === 'SQLITE_READONLY_DBMOVED') return ['STORE_FAILED', 'replaced'];
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return ['STORE_READ_ONLY', 'read only'];
  if (code.startsWith('SQLITE_CONSTRAINT')) return ['ALREADY_EXISTS', 'conflict'];
  return ['STORE_FAILED', 'failed'];
}
