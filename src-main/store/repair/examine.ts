import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Erase } from '#engine/secret.ts';
import { applyPragmas, migrate } from '../database.ts';
import { StoreDatabase } from '../store-database.ts';
import { KeySlots, slotFileHeader } from '../key-slots.ts';
import { memoryFile } from '../memory-file.ts';
import { deriveKey } from '../sealing.ts';
import { auditSlotOwner } from '../sqlite/audit.ts';
import { assembleKeyStore, insertProfile, keysDatabase, opensWith } from '../sqlite-key-store.ts';
import type { KeyStore, SessionCodec } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { type FoundPages, readPages } from './read-pages.ts';
import { salvage, type TableSalvage } from './salvage.ts';
import type { Said } from '#shared/words/said.ts';

export interface ExamineOptions {
  /** The profile directory; locked by the caller. */
  readonly directory: string;
  readonly dataKey: KeyObject;
  readonly codec: SessionCodec;
  readonly erase: Erase;
  /** Wall clock, milliseconds. */
  readonly now: number;
}

/** What is left of a profile. */
export interface Damage {
  /** What was found wrong when it was opened. */
  readonly reason: string;
  readonly reasonSaid: readonly Said[];
  readonly identities: number;
  readonly sessions: number;
  /** Pages of keys.db that the disk does not give. */
  readonly unreadablePages: number;
  /** What SQLite finds wrong, so many at least. */
  readonly faults: number;
  readonly tables: readonly TableSalvage[];
  /** Private keys of identities whose seal does not open: identity and scheme. */
  readonly lostKeys: readonly (readonly [identityId: string, scheme: string])[];
  /** Laboratory authorities whose private key does not open. */
  readonly lostAuthorities: readonly string[];
  /** KeyPackages on offer whose private parts do not open: nobody can use them with us. */
  readonly lostKeyPackages: readonly string[];
  /** Sessions without a state that opens: only a fresh handshake can replace them. */
  readonly lostSessions: readonly string[];
  /** What is wrong with the key slots. `header damaged`: nothing that they hold is. */
  readonly slots: 'header damaged' | 'missing' | 'damaged' | 'of another profile' | null;
  /** The row that ties the database to its key slots could not be read. */
  readonly lostProfile: boolean;
}

/** A damaged profile, open for reading: all that could be read, in memory. */
export interface Examined {
  readonly store: KeyStore;
  readonly damage: Damage;
}

const faultLimit = 100;

/**
 * Reads what can be read of a profile and touches nothing on the disk. Whatever writes to the store hears `refusal`.
 *
 * @throws {StoreError} `DATA_KEY_WRONG`, `STORE_NEWER_SCHEMA`
 */
export function examineProfile(options: ExamineOptions, refusal: StoreError): Examined {
  const sqlite = new Sqlite(':memory:');
  try {
    const { tables, pages, faults } = rebuild(options.directory, sqlite);
    const database = new StoreDatabase(sqlite, keysDatabase.name);
    const { slots, trouble, known } = openSlots(options, database);
    const offered = offeredIn(database);
    const store = assembleKeyStore(database, slots, options.dataKey, options);
    const damage = {
      reason: refusal.message,
      reasonSaid: refusal.said,
      identities: store.identities.list().length,
      sessions: store.sessions.count(),
      unreadablePages: pages?.unreadable ?? 0,
      faults,
      tables,
      lostKeys: lostKeysOf(store, options.erase),
      lostAuthorities: lostAuthoritiesOf(store, options.erase),
      lostKeyPackages: lostKeyPackagesOf(store, offered, options.erase),
      lostSessions: lostSessionsOf(store),
      slots: trouble,
      lostProfile: !known,
    };
    database.freeze(refusal);
    return { store, damage };
  } catch (cause) {
    sqlite.close();
    throw cause;
  }
}

/** Fills an empty database with what can be read of keys.db, in the present schema. @throws {StoreError} `STORE_NEWER_SCHEMA` */
export function rebuild(
  directory: string,
  target: Sqlite.Database,
): { readonly tables: readonly TableSalvage[]; readonly pages: FoundPages | null; readonly faults: number } {
  const pages = readPages(join(directory, keysDatabase.name));
  const source = new Sqlite(pages?.bytes ?? Buffer.of());
  try {
    const version = versionOf(source);
    migrate(target, { ...keysDatabase, migrations: keysDatabase.migrations.slice(0, version) });
    const tables = salvage(source, target);
    migrate(target, keysDatabase);
    nameOrphans(target);
    for (const [table, key, index] of termTables) indexTerms(target, table, key, index);
    return { tables, pages, faults: pages === null ? 1 : faultsOf(source) };
  } finally {
    source.close();
  }
}

/** A schema this program has written. */
function versionOf(source: Sqlite.Database): number {
  const latest = keysDatabase.migrations.length;
  const version = Number(attempt(() => source.pragma('user_version', { simple: true })) ?? 0);
  if (version > latest) throw new StoreError('STORE_NEWER_SCHEMA', `keys.db was written by a newer version of the program (schema ${version})`);
  return version < 1 ? latest : version;
}

function faultsOf(source: Sqlite.Database): number {
  const found = attempt(() => source.pragma(`integrity_check(${faultLimit})`));
  if (!Array.isArray(found)) return 1;
  const [only] = found.map((row) => String(row?.integrity_check));
  return found.length === 1 && only === 'ok' ? 0 : found.length;
}

/** A key whose identity is lost is worth a name. */
function nameOrphans(target: Sqlite.Database): void {
  target.exec(`INSERT INTO identities (id, name, created_at)
    SELECT DISTINCT identity_id, 'Recovered identity', 0 FROM identity_keys WHERE identity_id NOT IN (SELECT id FROM identities)`);
}

/** What a search finds rows by: made from the rows again. */
const termTables = [
  ['sessions', 'slot', 'session_terms'],
  ['pins', 'number', 'pin_terms'],
] as const;

function indexTerms(target: Sqlite.Database, table: string, key: string, index: string): void {
  const add = target.prepare<[string, number]>(`INSERT OR IGNORE INTO ${index} (term, ${key}) VALUES (?, ?)`);
  const rows = target.prepare<[], { readonly row: number; readonly terms: string }>(`SELECT ${key} AS row, terms FROM ${table}`).all();
  target.transaction(() => {
    target.exec(`DELETE FROM ${index}`);
    for (const { row, terms } of rows) for (const term of terms.split(' ')) if (term !== '') add.run(term, row);
  })();
}

interface FoundSlots {
  readonly slots: KeySlots;
  readonly trouble: Damage['slots'];
  /** Whether the database says which slots are its own. */
  readonly known: boolean;
}

/** The slots as they are in the file, in memory: looking must not change them. */
function openSlots({ directory, dataKey, now }: ExamineOptions, database: StoreDatabase): FoundSlots {
  const wrappingKey = deriveKey(dataKey, 'key slots');
  const profile = database.prepare<[], { readonly slot_file: Buffer; readonly key_check: Buffer }>('SELECT slot_file, key_check FROM profile').get();
  if (profile !== undefined && !opensWith(dataKey, profile.key_check)) {
    throw new StoreError('DATA_KEY_WRONG', ['data-key-foreign']);
  }
  const pages = readPages(join(directory, 'key-slots.bin'));
  const found = pages === null ? null : attempt(() => KeySlots.open('', wrappingKey, memoryFile(pages.bytes)));
  const sound = found !== null && (profile === undefined || profile.slot_file.equals(found.fileId));
  const mended = sound || pages === null || profile === undefined ? null : withHeader(pages.bytes, profile.slot_file, wrappingKey, database);
  const trouble = sound ? null : mended !== null ? 'header damaged' : pages === null ? 'missing' : found === null ? 'damaged' : 'of another profile';
  const slots = (sound ? found : mended) ?? KeySlots.create('', wrappingKey, memoryFile(new Uint8Array(0)));
  if (profile === undefined) insertProfile(database, slots, dataKey, now);
  return { slots, trouble, known: profile !== undefined };
}

/** The slots under the header they should have, if a key opens that must be there: no other profile's does. */
function withHeader(bytes: Buffer, fileId: Buffer, wrappingKey: KeyObject, database: StoreDatabase): KeySlots | null {
  const mended = Buffer.from(bytes);
  mended.set(slotFileHeader(fileId).subarray(0, mended.length));
  const slots = attempt(() => KeySlots.open('', wrappingKey, memoryFile(mended)));
  const log = database.prepare<[], { readonly log: string; readonly slot: number }>('SELECT log, slot FROM audit_log').get();
  if (slots === null || log === undefined) return null;
  const counters = slots.counters(log.slot);
  const opens = ([0, 1] as const).some((side) => {
    const counter = counters[side];
    return counter !== null && slots.read({ slot: log.slot, owner: auditSlotOwner(log.log) }, side, counter) !== null;
  });
  return opens ? slots : null;
}

function lostKeysOf({ identities }: KeyStore, erase: Erase): Damage['lostKeys'] {
  return identities.list().flatMap(({ id, keys }) =>
    keys.flatMap(({ scheme }) => {
      const signer = attempt(() => identities.signer(id, scheme));
      if (signer === null) return [[id, scheme] as const];
      erase(signer.privateKey);
      return [];
    }),
  );
}

function lostAuthoritiesOf({ authorities }: KeyStore, erase: Erase): readonly string[] {
  return authorities.list().flatMap(({ id }) => {
    const key = attempt(() => authorities.privateKey(id));
    if (key !== null) erase(key);
    return key === null ? [id] : [];
  });
}

/** Asked before the tables are put together: then those whose slots are gone are no longer on offer. */
function offeredIn(database: StoreDatabase): readonly string[] {
  const rows = database.prepare<[], { readonly id: string }>("SELECT id FROM key_packages WHERE state = 'offered'").all();
  return rows.map(({ id }) => id);
}

function lostKeyPackagesOf({ keyPackages }: KeyStore, offered: readonly string[], erase: Erase): readonly string[] {
  return offered.filter((id) => {
    const secret = attempt(() => keyPackages.secret(id));
    if (secret !== null) erase(secret);
    return secret === null;
  });
}

function lostSessionsOf({ sessions }: KeyStore): readonly string[] {
  return sessions.list().flatMap(({ id, standing }) => (standing !== 'suspect' && attempt(() => sessions.look(id, () => true)) === null ? [id] : []));
}

/** @returns `null` where damage shows as an exception, whatever kind */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** A new file to rebuild into, with the settings of the one it replaces. */
export function createTarget(path: string): Sqlite.Database {
  const target = new Sqlite(path);
  applyPragmas(target, keysDatabase);
  return target;
}
