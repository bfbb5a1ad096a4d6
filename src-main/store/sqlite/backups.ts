import { equal, toHex } from '#engine/bytes.ts';
import type { Backups, RestoreReport } from '../backup/backup.ts';
import type { BundleRecord, Value } from '../backup/bundle-records.ts';
import type { Row, Scratch } from '../backup/scratch.ts';
import { type KeptTable, keptTables, sessionTable } from '../backup/tables.ts';
import type { StoreDatabase } from '../database.ts';
import type { KeySlots } from '../key-slots.ts';
import { keysMigrations } from '../migrations/index.ts';
import type { PrivateKeyPlace } from '../private-key-place.ts';
import { StoreError } from '../store-error.ts';
import type { SqliteAudit } from './audit.ts';
import type { PrivateKeys } from './private-keys.ts';
import type { SqliteSessions } from './sessions.ts';
import { TermIndex } from './term-index.ts';

/** Rows of a long table read at once. */
const pageSize = 200;
/** Conflicts told by name. */
const conflictLimit = 100;

export interface BackupsOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  readonly audit: SqliteAudit;
  readonly sessions: SqliteSessions;
  readonly privateKeys: PrivateKeys;
}

type Outcome = 'added' | 'same' | 'kept';

/** Thrown to undo a dry run, with what it found. Of the store's own kind: another error would end the database. */
class DryRun extends StoreError {
  readonly report: RestoreReport;

  constructor(report: RestoreReport) {
    super('ALREADY_EXISTS', 'a dry run');
    this.report = report;
  }
}

/** Backups of keys.db, by the declarations in backup/tables.ts. */
export class SqliteBackups implements Backups {
  readonly #database: StoreDatabase;
  readonly #slots: KeySlots;
  readonly #audit: SqliteAudit;
  readonly #sessions: SqliteSessions;
  readonly #privateKeys: PrivateKeys;

  constructor({ database, slots, audit, sessions, privateKeys }: BackupsOptions) {
    this.#database = database;
    this.#slots = slots;
    this.#audit = audit;
    this.#sessions = sessions;
    this.#privateKeys = privateKeys;
  }

  *records(product: string, now: number): Generator<BundleRecord> {
    const tables = [...keptTables, sessionTable];
    // In one go, so that rows that belong together are there together, and private keys open; long tables have rows that stand alone.
    const short = this.#database.run(() => new Map(tables.filter(({ long }) => !long).map((table) => [table, this.#all(table)])));
    try {
      yield* this.#recordsOf(tables, short, product, now);
    } finally {
      for (const [{ privateKey }, rows] of short) if (privateKey !== undefined) for (const row of rows) erasePrivateKey(row);
    }
  }

  *#recordsOf(tables: readonly KeptTable[], short: ReadonlyMap<KeptTable, readonly Row[]>, product: string, now: number): Generator<BundleRecord> {
    const expected = this.#database.run(() => tables.map((table) => short.get(table)?.length ?? this.#count(table)).reduce((a, b) => a + b, 0));
    const slotFile = toHex(this.#slots.fileId);
    yield {
      kind: 'manifest',
      manifest: { product, schema: keysMigrations.length, madeAt: now, slotFile, log: this.#audit.log, rows: expected },
    };
    let rows = 0;
    for (const table of tables) {
      const columns = this.#columns(table);
      yield { kind: 'table', name: table.name, columns };
      for (const row of short.get(table) ?? this.#pages(table)) {
        yield { kind: 'row', values: columns.map((column) => row[column] ?? null) };
        if (table.privateKey !== undefined) erasePrivateKey(row);
        rows += 1;
      }
    }
    yield { kind: 'end', rows };
  }

  restore(bundle: Scratch, dryRun: boolean): RestoreReport {
    let committed = false;
    try {
      // The slots of lost rows may prove sessions of the bundle: private keys go behind them.
      const from = bundle.manifest.slotFile === toHex(this.#slots.fileId) ? this.#slots.room : 0;
      const report = this.#privateKeys.change(dryRun ? [] : privateKeysIn(bundle), () => this.#restoreAtOnce(bundle, dryRun), from);
      committed = true;
      return report;
    } catch (error) {
      if (error instanceof DryRun) return error.report;
      throw error;
    } finally {
      this.#sessions.settleAdopted(committed);
    }
  }

  #restoreAtOnce(bundle: Scratch, dryRun: boolean): RestoreReport {
    return this.#database.transaction(() => {
      const merged = this.#merge(bundle, dryRun);
      if (dryRun) throw new DryRun(merged);
      this.#audit.append(restoredEntry(merged, bundle));
      return merged;
    });
  }

  #merge(bundle: Scratch, dryRun: boolean): RestoreReport {
    const { manifest } = bundle;
    const conflicts: string[] = [];
    const tables = keptTables.map((table) => {
      const counts = { added: 0, same: 0, kept: 0 };
      const merge = this.#mergerOf(table, dryRun);
      for (const row of bundle.rows(table.name)) {
        const outcome = merge(row);
        if (table.privateKey !== undefined) erasePrivateKey(row);
        counts[outcome] += 1;
        if (outcome === 'kept' && table.words && conflicts.length < conflictLimit) conflicts.push(table.words(row));
      }
      return { name: table.name, ...counts };
    });
    const sameProfile = manifest.slotFile === toHex(this.#slots.fileId);
    const sessions = { kept: 0, resumable: 0, fresh: 0 };
    for (const row of bundle.rows(sessionTable.name)) sessions[this.#sessions.adopt(row, sameProfile)] += 1;
    return { madeAt: manifest.madeAt, product: manifest.product, sameProfile, tables, sessions, conflicts };
  }

  #mergerOf(table: KeptTable, dryRun: boolean): (row: Row) => Outcome {
    const columns = this.#columns(table);
    const written = table.privateKey === undefined ? columns : [...columns, 'slot'];
    const where = table.key.map((column) => `${column} IS @${column}`).join(' AND ');
    const find = this.#database.prepare<[Row], Row>(`SELECT * FROM ${table.name} WHERE ${where}`).safeIntegers(true);
    const unless = table.unless === undefined ? null : this.#database.prepare<[Row]>(table.unless);
    const insert = this.#database.prepare<[Row], { readonly number: number }>(
      `INSERT INTO ${table.name} (${written.join(', ')}) VALUES (${written.map((column) => `@${column}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING ${table.numbered ?? table.key[0]} AS number`,
    );
    const terms = table.terms === undefined ? null : new TermIndex(this.#database, table.terms, table.numbered ?? '');
    return (row) => {
      const bound = (names: readonly string[]): Row => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
      const here = find.get(bound(table.key));
      // one sealing of a private key differs from the next: the public half beside it tells
      if (here !== undefined)
        return columns.every((column) => table.bytes?.[column] === 'private key' || same(here[column], row[column])) ? 'same' : 'kept';
      if (unless?.get(namedIn(table.unless ?? '', row)) !== undefined) return 'kept';
      const inserted = insertOrNothing(() => insert.get(dryRun ? { ...bound(columns), slot: null } : this.#sealedAgain(table, bound(columns))));
      if (inserted === undefined) return 'kept';
      terms?.replace(inserted.number, '', String(row['terms']));
      return 'added';
    };
  }

  #all(table: KeptTable): readonly Row[] {
    const rows = this.#database.prepare<[], Row>(`SELECT * FROM ${table.name}`).safeIntegers(true).all();
    return rows.map((row) => this.#opened(table, row));
  }

  *#pages({ name, long = [] }: KeptTable): Generator<Row> {
    const order = long.join(', ');
    const after = `(${order}) > (${long.map((column) => `@${column}`).join(', ')})`;
    const first = this.#database.prepare<[number], Row>(`SELECT * FROM ${name} ORDER BY ${order} LIMIT ?`).safeIntegers(true);
    const next = this.#database.prepare<[Row], Row>(`SELECT * FROM ${name} WHERE ${after} ORDER BY ${order} LIMIT @limit`).safeIntegers(true);
    let page = this.#database.run(() => first.all(pageSize));
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      yield* page.filter((row) => row['forgotten'] !== 1n);
      const bound: Row = { ...Object.fromEntries(long.map((column) => [column, last?.[column] ?? null])), limit: BigInt(pageSize) };
      page = this.#database.run(() => next.all(bound));
    }
  }

  #count({ name }: KeptTable): number {
    return this.#database.prepare<[], { readonly rows: number }>(`SELECT count(*) AS rows FROM ${name}`).get()?.rows ?? 0;
  }

  #columns({ name, numbered, privateKey }: KeptTable): readonly string[] {
    const known = this.#database.prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)').all(name);
    return known.map((column) => column.name).filter((column) => column !== numbered && (column !== 'slot' || privateKey === undefined));
  }

  /** With its private key as it is, for {@link erasePrivateKey}. */
  #opened(table: KeptTable, row: Row): Row {
    const sealed = row['private_key'];
    if (table.privateKey === undefined || !(sealed instanceof Uint8Array) || sealed.length === 0) return row;
    const slot = row['slot'] === null ? null : Number(row['slot']);
    const secret = this.#privateKeys.open(table.privateKey(row), { slot, sealed });
    if (secret === null) throw new StoreError('STORE_DAMAGED', `a key in ${table.name} is damaged; no backup was made`);
    return { ...row, private_key: secret };
  }

  #sealedAgain(table: KeptTable, row: Row): Row {
    const secret = row['private_key'];
    if (table.privateKey === undefined || !(secret instanceof Uint8Array)) return row;
    if (secret.length === 0) return { ...row, slot: null }; // lost before the backup was made
    const { slot, sealed } = this.#privateKeys.seal(table.privateKey(row), secret);
    return { ...row, slot: BigInt(slot), private_key: sealed };
  }
}

function erasePrivateKey({ private_key: secret }: Row): void {
  if (secret instanceof Uint8Array) secret.fill(0);
}

/** All that a bundle may bring. */
function privateKeysIn(bundle: Scratch): readonly PrivateKeyPlace[] {
  return keptTables.flatMap(({ name, privateKey }) => (privateKey === undefined ? [] : placesIn(bundle.rows(name), privateKey)));
}

function placesIn(rows: Iterable<Row>, placeOf: (row: Row) => PrivateKeyPlace): readonly PrivateKeyPlace[] {
  const places: PrivateKeyPlace[] = [];
  for (const row of rows) {
    places.push(placeOf(row));
    erasePrivateKey(row);
  }
  return places;
}

function restoredEntry({ madeAt, sameProfile, tables, sessions }: RestoreReport, { manifest }: Scratch) {
  const added = tables.reduce((sum, table) => sum + table.added, 0);
  return {
    action: 'backup-restored',
    subject: { kind: 'profile', id: null, fingerprint: null },
    detail: { madeAt, sameProfile, added, ...sessions, log: manifest.log },
  } as const;
}

/** What a statement names, and nothing else: the driver refuses the rest. */
function namedIn(sql: string, row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => sql.includes(`@${column}`)));
}

/** A row whose parent was not taken is not taken either. */
function insertOrNothing<T>(work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return undefined;
    throw cause;
  }
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? equal(a, b) : a === b;
}
