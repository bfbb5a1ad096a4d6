import Sqlite from 'better-sqlite3';
import { keysMigrations } from '../migrations/index.ts';
import { StoreError } from '../store-error.ts';
import { damaged } from './bundle-header.ts';
import type { BundleRecord, Manifest, Value } from './bundle-records.ts';
import { longTables } from './tables.ts';

/** What a bundle holds, in the present schema. */
export interface BundleContent {
  readonly manifest: Manifest;
  /** Rows of a table that is not long, in the order they were written. */
  rows(table: string): Iterable<Row>;
  /** All rows of the tables that grow with use, table by table. */
  longRows(): Iterable<LongRow>;
}

export interface LongRow {
  readonly table: string;
  readonly row: Row;
}

/** A row as it lies in a table of the present schema. */
export type Row = { readonly [column: string]: Value };

/**
 * What a bundle holds, in a database in memory: filled in the schema the bundle was made in, then brought up to date by the same
 * migrations as a profile. Holds private keys; close it soon.
 */
export class Scratch implements BundleContent {
  readonly #sqlite: Sqlite.Database;
  #insert: Sqlite.Statement<Value[]> | null = null;
  #manifest: Manifest | null = null;

  constructor() {
    this.#sqlite = new Sqlite(':memory:');
    this.#sqlite.defaultSafeIntegers(true);
    for (const pragma of ['secure_delete = ON', 'foreign_keys = OFF', 'trusted_schema = OFF']) this.#sqlite.pragma(pragma);
  }

  /** @throws {StoreError} `BACKUP_DAMAGED`, `BACKUP_NEWER` */
  take(record: BundleRecord): void {
    if (record.kind === 'manifest') this.#begin(record.manifest);
    if (record.kind === 'table') this.#insert = this.#insertInto(record.name, record.columns);
    if (record.kind === 'row') guarded(() => this.#insert?.run(...record.values));
  }

  /** What the bundle says about itself. */
  get manifest(): Manifest {
    if (this.#manifest === null) throw damaged('it does not say what it is');
    return this.#manifest;
  }

  /** Everything is in: brings the schema up to date. @throws {StoreError} `BACKUP_DAMAGED` */
  complete(): void {
    guarded(() => {
      this.#migrate(this.manifest.schema, keysMigrations.length);
      const verdict = this.#sqlite.pragma('foreign_key_check');
      if (Array.isArray(verdict) && verdict.length > 0) throw damaged('its tables do not fit together');
    });
  }

  /** Rows in the order they were written. */
  rows(table: string): IterableIterator<Row> {
    // the schema is ours, its columns hold nothing else
    return this.#sqlite.prepare(`SELECT * FROM ${table}`).iterate() as IterableIterator<Row>;
  }

  *longRows(): Generator<LongRow> {
    for (const table of longTables) for (const row of this.rows(table)) yield { table, row };
  }

  close(): void {
    this.#sqlite.close();
  }

  #begin(manifest: Manifest): void {
    if (manifest.schema > keysMigrations.length) {
      throw new StoreError('BACKUP_NEWER', ['backup-schema', manifest.schema, keysMigrations.length]);
    }
    if (!Number.isInteger(manifest.schema) || manifest.schema < 1) throw damaged('its schema is unknown');
    this.#manifest = manifest;
    guarded(() => this.#migrate(0, manifest.schema));
  }

  #insertInto(table: string, columns: readonly string[]): Sqlite.Statement<Value[]> {
    const known = this.#sqlite.prepare<[string], { readonly name: string }>('SELECT name FROM pragma_table_info(?)').all(table);
    const names = new Set(known.map(({ name }) => name));
    if (columns.length === 0 || new Set(columns).size < columns.length || columns.some((column) => !names.has(column)))
      throw damaged('a table is not understood');
    return guarded(() => this.#sqlite.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`));
  }

  #migrate(from: number, to: number): void {
    this.#sqlite.defaultSafeIntegers(false);
    for (const script of keysMigrations.slice(from, to)) {
      if (typeof script === 'string') this.#sqlite.exec(script);
      else script(this.#sqlite);
    }
    this.#sqlite.defaultSafeIntegers(true);
  }
}

/** Authentic and yet not what the schema takes. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof StoreError ? cause : damaged('a row does not fit its table');
  }
}
