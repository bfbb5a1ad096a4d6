import type { KeyObject } from 'node:crypto';
import { equal, toHex } from '#engine/bytes.ts';
import type { Backups, RestoreReport } from '../backup/backup.ts';
import type { BundleRecord, Value } from '../backup/bundle-records.ts';
import type { Row, Scratch } from '../backup/scratch.ts';
import { type KeptTable, keptTables, type SealedColumn, sessionTable } from '../backup/tables.ts';
import type { StoreDatabase } from '../database.ts';
import type { KeySlots } from '../key-slots.ts';
import { keysMigrations } from '../migrations/index.ts';
import { type DataKeyPurpose, seal, unseal } from '../sealing.ts';
import { StoreError } from '../store-error.ts';
import type { SqliteAudit } from './audit.ts';
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
  readonly keyFor: (purpose: DataKeyPurpose) => KeyObject;
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
  readonly #keyFor: (purpose: DataKeyPurpose) => KeyObject;

  constructor({ database, slots, audit, sessions, keyFor }: BackupsOptions) {
    this.#database = database;
    this.#slots = slots;
    this.#audit = audit;
    this.#sessions = sessions;
    this.#keyFor = keyFor;
  }

  *records(product: string, now: number): Generator<BundleRecord> {
    const tables = [...keptTables, sessionTable];
    // In one go, so that rows that belong together are there together; long tables have rows that stand alone.
    const short = this.#database.run(() => new Map(tables.filter(({ long }) => !long).map((table) => [table, this.#all(table)])));
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
        const opened = this.#opened(table, row);
        yield { kind: 'row', values: columns.map((column) => opened[column] ?? null) };
        for (const column of sealedColumns(table)) (opened[column] as Uint8Array | null)?.fill(0); // as #opened made it
        rows += 1;
      }
    }
    yield { kind: 'end', rows };
  }

  restore(bundle: Scratch, dryRun: boolean): RestoreReport {
    let committed = false;
    try {
      const report = this.#database.transaction(() => {
        const merged = this.#merge(bundle);
        if (dryRun) throw new DryRun(merged);
        this.#audit.append(restoredEntry(merged, bundle));
        return merged;
      });
      committed = true;
      return report;
    } catch (error) {
      if (error instanceof DryRun) return error.report;
      throw error;
    } finally {
      this.#sessions.settleAdopted(committed);
    }
  }

  #merge(bundle: Scratch): RestoreReport {
    const { manifest } = bundle;
    const conflicts: string[] = [];
    const tables = keptTables.map((table) => {
      const counts = { added: 0, same: 0, kept: 0 };
      const merge = this.#mergerOf(table);
      for (const row of bundle.rows(table.name)) {
        const outcome = merge(row);
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

  #mergerOf(table: KeptTable): (row: Row) => Outcome {
    const columns = this.#columns(table);
    const where = table.key.map((column) => `${column} IS @${column}`).join(' AND ');
    const find = this.#database.prepare<[Row], Row>(`SELECT * FROM ${table.name} WHERE ${where}`).safeIntegers(true);
    const unless = table.unless === undefined ? null : this.#database.prepare<[Row]>(table.unless);
    const insert = this.#database.prepare<[Row], { readonly number: number }>(
      `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})
      ON CONFLICT DO NOTHING RETURNING ${table.numbered ?? table.key[0]} AS number`,
    );
    const terms = table.terms === undefined ? null : new TermIndex(this.#database, table.terms, table.numbered ?? '');
    const sealed = sealedColumns(table);
    return (row) => {
      const bound = (names: readonly string[]): Row => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
      const here = find.get(bound(table.key));
      // one sealing of a value differs from the next: the public half beside it tells
      if (here !== undefined) return columns.every((column) => sealed.includes(column) || same(here[column], row[column])) ? 'same' : 'kept';
      if (unless?.get(namedIn(table.unless ?? '', row)) !== undefined) return 'kept';
      const inserted = insertOrNothing(() => insert.get(this.#sealedAgain(table, bound(columns))));
      if (inserted === undefined) return 'kept';
      terms?.replace(inserted.number, '', String(row['terms']));
      return 'added';
    };
  }

  #all({ name }: KeptTable): readonly Row[] {
    return this.#database.prepare<[], Row>(`SELECT * FROM ${name}`).safeIntegers(true).all();
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

  #columns({ name, numbered }: KeptTable): readonly string[] {
    const known = this.#database.prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)').all(name);
    return known.map((column) => column.name).filter((column) => column !== numbered);
  }

  #opened(table: KeptTable, row: Row): Row {
    return this.#changed(table, row, (key, place, value) => {
      const content = unseal(key, place, value);
      if (content === null) throw new StoreError('STORE_DAMAGED', `a key in ${table.name} is damaged; no backup was made`);
      return content;
    });
  }

  #sealedAgain(table: KeptTable, row: Row): Row {
    return this.#changed(table, row, seal);
  }

  #changed(table: KeptTable, row: Row, change: (key: KeyObject, place: string, value: Uint8Array) => Uint8Array): Row {
    const changed: Record<string, Value> = { ...row };
    for (const [column, kind] of Object.entries(table.bytes ?? {})) {
      const value = row[column];
      if (kind !== 'clear' && value instanceof Uint8Array) changed[column] = change(this.#keyFor(kind.purpose), kind.place(row), value);
    }
    return changed;
  }
}

function sealedColumns({ bytes = {} }: KeptTable): readonly string[] {
  return Object.entries(bytes).flatMap(([column, kind]: [string, 'clear' | SealedColumn]) => (kind === 'clear' ? [] : [column]));
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
