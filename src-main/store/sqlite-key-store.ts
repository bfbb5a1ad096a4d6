import type { KeyObject } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ascii } from '#engine/bytes.ts';
import type { Erase } from '#engine/secret.ts';
import type { DataKeySource } from './data-key.ts';
import { openDatabase } from './database.ts';
import { type StoreDatabase } from './store-database.ts';
import { type FileOperations, nodeFileOperations } from './file-operations.ts';
import { KeySlots } from './key-slots.ts';
import { keysMigrations } from './migrations/index.ts';
import { deriveKey, seal, unseal } from './sealing.ts';
import { SqliteAudit } from './sqlite/audit.ts';
import { SqliteBackups } from './sqlite/backups.ts';
import { SqliteConnections } from './sqlite/connections.ts';
import { SqliteAuthorities, SqliteChains } from './sqlite/credentials.ts';
import { SqliteIdentities } from './sqlite/identities.ts';
import { SqliteKeyPackages } from './sqlite/key-packages.ts';
import { SqliteKnocking } from './sqlite/knocking.ts';
import { SqliteListeners } from './sqlite/listeners.ts';
import { SqlitePins } from './sqlite/pins.ts';
import { moveIntoSlots } from './sqlite/private-key-upgrade.ts';
import { PrivateKeys } from './sqlite/private-keys.ts';
import { SqliteSessions } from './sqlite/sessions.ts';
import { SqliteSettings } from './sqlite/settings.ts';
import { SlotPool } from './sqlite/slot-pool.ts';
import { sqliteTrustTables } from './sqlite/trust-policies.ts';
import type { KeyStore, SessionCodec } from './store.ts';
import { StoreError } from './store-error.ts';
import { syncFolder } from './whole-file.ts';

export interface KeyStoreOptions {
  /** The profile directory; locked by the caller. */
  readonly directory: string;
  readonly dataKey: DataKeySource;
  readonly codec: SessionCodec;
  readonly erase: Erase;
  /** Wall clock, milliseconds; recorded when the profile is created. */
  readonly now: number;
  /** Wall clock, milliseconds, for entries of the audit log. */
  readonly wall?: () => number;
  readonly files?: FileOperations;
  /** Makes a new database beside key slots that are there, for a backup to be restored into. */
  readonly rebuild?: boolean;
}

/** keys.db. `EPSK`. */
export const keysDatabase = { name: 'keys.db', applicationId: 0x4550_534b, kind: 'durable', migrations: keysMigrations } as const;

const checkValue = ascii('epochscope data key');

/**
 * Opens keys.db and its key slots, or creates both for a new profile. Files of a profile that lost one of them are
 * never replaced by empty ones.
 *
 * @throws {StoreError} any code of opening a database, `DATA_KEY_MISSING`, `DATA_KEY_WRONG`, `STORE_DAMAGED`
 */
export function openKeyStore(options: KeyStoreOptions): KeyStore {
  const databasePath = join(options.directory, 'keys.db');
  const slotPath = join(options.directory, 'key-slots.bin');
  const holdsData = existsSync(databasePath) && statSync(databasePath).size > 0;
  if (!holdsData && existsSync(slotPath) && options.rebuild !== true) {
    throw new StoreError('STORE_DAMAGED', ['database-missing']);
  }
  const dataKey = holdsData || options.dataKey.exists() ? options.dataKey.load() : options.dataKey.create();
  const database = openDatabase({ ...keysDatabase, path: databasePath });
  try {
    const slots = openSlots(database, slotPath, dataKey, options);
    try {
      database.watchFiles([databasePath, slotPath]);
      return assembleKeyStore(database, slots, dataKey, options);
    } catch (error) {
      slots.close();
      throw error;
    }
  } catch (error) {
    database.close();
    throw error;
  }
}

interface ProfileRecord {
  readonly slot_file: Buffer;
  readonly key_check: Buffer;
}

/** Whether the data key belongs to a profile with this check value. */
export function opensWith(dataKey: KeyObject, keyCheck: Uint8Array): boolean {
  return unseal(deriveKey(dataKey, 'key check'), 'profile', keyCheck) !== null;
}

/** The row that names a profile's slot file and knows its data key. */
export function insertProfile(database: StoreDatabase, slots: KeySlots, dataKey: KeyObject, now: number): void {
  database
    .prepare('INSERT INTO profile (id, created_at, slot_file, key_check) VALUES (1, ?, ?, ?)')
    .run(now, slots.fileId, seal(deriveKey(dataKey, 'key check'), 'profile', checkValue));
}

/** Checks the data key, and that the slot file is the one this database was created with. */
function openSlots(
  database: StoreDatabase,
  path: string,
  dataKey: KeyObject,
  { files = nodeFileOperations, now, rebuild }: KeyStoreOptions,
): KeySlots {
  const wrappingKey = deriveKey(dataKey, 'key slots');
  const profile = database.prepare<[], ProfileRecord>('SELECT slot_file, key_check FROM profile').get();
  if (profile !== undefined && !opensWith(dataKey, profile.key_check)) {
    throw new StoreError('DATA_KEY_WRONG', ['data-key-foreign']);
  }
  if (profile === undefined) {
    const { used } = database
      .prepare<[], { readonly used: number }>('SELECT (SELECT count(*) FROM identities) + (SELECT count(*) FROM sessions) AS used')
      .get() ?? { used: 0 };
    if (used > 0) throw new StoreError('STORE_DAMAGED', ['slots-unknown']);
    // a crash while the profile was created: nothing is sealed under these slots
    if (rebuild !== true) rmSync(path, { force: true });
  }
  const found = existsSync(path);
  if (!found && profile !== undefined) refuseToLosePrivateKeys(database);
  const slots = found ? KeySlots.open(path, wrappingKey, files) : KeySlots.create(path, wrappingKey, files);
  syncFolder(dirname(path));
  if (profile === undefined) {
    database.transaction(() => insertProfile(database, slots, dataKey, now));
  } else if (!found) {
    // every session is in quarantine from here on: the keys they were sealed with are gone
    database.transaction(() => database.prepare('UPDATE profile SET slot_file = ?').run(slots.fileId));
  } else if (!profile.slot_file.equals(slots.fileId)) {
    slots.close();
    throw new StoreError('STORE_DAMAGED', ['files-of-two-profiles']);
  }
  return slots;
}

/** Opening goes on without slots only where nothing but sessions was in them; here there is a way back: a backup, or the file itself. */
function refuseToLosePrivateKeys(database: StoreDatabase): void {
  const sql = `SELECT (SELECT count(*) FROM identity_keys WHERE slot IS NOT NULL) + (SELECT count(*) FROM authorities WHERE slot IS NOT NULL) AS kept`;
  if ((database.prepare<[], { readonly kept: number }>(sql).get()?.kept ?? 0) === 0) return;
  throw new StoreError('STORE_DAMAGED', ['slots-missing']);
}

/** The tables over a database and key slots that belong together. What a crash left is settled. */
export function assembleKeyStore(
  database: StoreDatabase,
  slots: KeySlots,
  dataKey: KeyObject,
  { codec, erase, wall = Date.now }: Pick<KeyStoreOptions, 'codec' | 'erase' | 'wall'>,
): KeyStore {
  const audit = new SqliteAudit({ database, slots, wall });
  const chains = new SqliteChains(database, audit);
  const pool = new SlotPool();
  pool.take(audit.slot);
  const privateKeys = new PrivateKeys({ database, slots, pool, erase, former: deriveKey(dataKey, 'identities') });
  const keyPackages = new SqliteKeyPackages({ database, slots, pool, audit, erase });
  const sessions = new SqliteSessions({ database, slots, pool, audit, keyPackages, codec, erase });
  moveIntoSlots(database, privateKeys, erase);
  const pins = new SqlitePins(database, audit);
  return {
    audit,
    backups: new SqliteBackups({ database, slots, audit, sessions, pins, privateKeys }),
    identities: new SqliteIdentities(database, audit, privateKeys, chains),
    chains,
    authorities: new SqliteAuthorities(database, audit, privateKeys),
    pins,
    sessions,
    keyPackages,
    knocking: new SqliteKnocking(database),
    connections: new SqliteConnections(database),
    listeners: new SqliteListeners(database),
    settings: new SqliteSettings(database),
    trust: sqliteTrustTables(database),
    close: () => {
      // a restore that takes turns gives back its slots first
      database.close();
      slots.close();
    },
  };
}
