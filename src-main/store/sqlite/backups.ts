import { toHex } from '#engine/bytes.ts';
import type { Backups, RestoreReport } from '../backup/backup.ts';
import type { BundleRecord } from '../backup/bundle-records.ts';
import type { BundleContent, Row } from '../backup/scratch.ts';
import { type KeptTable, keptTables, sessionTable } from '../backup/tables.ts';
import type { StoreDatabase } from '../store-database.ts';
import type { KeySlots } from '../key-slots.ts';
import { keysMigrations } from '../migrations/index.ts';
import type { PrivateKeyPlace } from '../private-key-place.ts';
import { StoreError } from '../store-error.ts';
import type { SqliteAudit } from './audit.ts';
import type { SqlitePins } from './pins.ts';
import type { PrivateKeys } from './private-keys.ts';
import type { SqliteSessions } from './sessions.ts';
import { columnsOf, erasePrivateKey, RowMerge } from './row-merge.ts';
import { backupWords } from '#shared/words/backups.ts';
import { say } from '#shared/words/said.ts';

/** Rows of a long table read at once. */
const pageSize = 200;
/** Rows that are merged before others have their turn. */
const turnRows = 200;

export interface BackupsOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  readonly audit: SqliteAudit;
  readonly sessions: SqliteSessions;
  readonly pins: SqlitePins;
  readonly privateKeys: PrivateKeys;
}

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
  readonly #options: BackupsOptions;
  readonly #database: StoreDatabase;
  readonly #slots: KeySlots;
  readonly #audit: SqliteAudit;
  readonly #sessions: SqliteSessions;
  readonly #privateKeys: PrivateKeys;

  constructor(options: BackupsOptions) {
    const { database, slots, audit, sessions, privateKeys } = options;
    this.#options = options;
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
      const columns = columnsOf(this.#database, table);
      yield { kind: 'table', name: table.name, columns };
      for (const row of short.get(table) ?? this.#pages(table)) {
        yield { kind: 'row', values: columns.map((column) => row[column] ?? null) };
        if (table.privateKey !== undefined) erasePrivateKey(row);
        rows += 1;
      }
    }
    yield { kind: 'end', rows };
  }

  restore(bundle: BundleContent, dryRun: boolean): RestoreReport {
    let committed = false;
    const end = this.#claimFor(bundle, dryRun);
    try {
      const report = this.#database.transaction(() => atOnce(this.#steps(bundle, dryRun)));
      committed = true;
      return report;
    } catch (error) {
      if (error instanceof DryRun) return error.report;
      throw error;
    } finally {
      this.#settle(committed);
      end();
    }
  }

  async restoreInTurns(bundle: BundleContent, dryRun: boolean, rest: (rows: number) => Promise<void>): Promise<RestoreReport> {
    let end: () => void = () => undefined;
    try {
      return await this.#database.inTurns({
        prepare: () => {
          end = this.#claimFor(bundle, dryRun);
        },
        work: () => this.#steps(bundle, dryRun),
        settled: (committed) => {
          this.#settle(committed);
          end();
        },
        rest,
      });
    } catch (error) {
      if (error instanceof DryRun) return error.report;
      throw error;
    }
  }

  /** The slots of lost rows may prove sessions of the bundle: private keys go behind them. */
  #claimFor(bundle: BundleContent, dryRun: boolean): () => void {
    return this.#privateKeys.begin(dryRun ? [] : privateKeysIn(bundle), this.#isOurs(bundle) ? this.#slots.room : 0);
  }

  /** What is kept in memory of tables that a restore adds to. */
  #settle(committed: boolean): void {
    this.#sessions.settleAdopted(committed);
    if (committed) this.#options.pins.recount();
  }

  #isOurs({ manifest }: BundleContent): boolean {
    return manifest.slotFile === toHex(this.#slots.fileId);
  }

  *#steps(bundle: BundleContent, dryRun: boolean): Generator<number, RestoreReport> {
    const { madeAt, product } = bundle.manifest;
    const sameProfile = this.#isOurs(bundle);
    const merge = new RowMerge(this.#options, dryRun);
    const sessions = { kept: 0, resumable: 0, fresh: 0 };
    let rows = 0;
    for (const table of keptTables.filter(({ long }) => long === undefined)) {
      for (const row of bundle.rows(table.name)) {
        merge.take(table, row);
        if (++rows % turnRows === 0) yield rows;
      }
    }
    for (const { table: name, row } of bundle.longRows()) {
      const table = keptTables.find((kept) => kept.name === name);
      if (table === undefined) sessions[this.#sessions.adopt(row, sameProfile)] += 1;
      else merge.take(table, row);
      if (++rows % turnRows === 0) yield rows;
    }
    const merged = {
      madeAt,
      product,
      sameProfile,
      tables: merge.reports(),
      sessions,
      conflicts: merge.conflicts.map((said) => say(backupWords.rows, said)),
      conflictsSaid: merge.conflicts,
    };
    if (dryRun) throw new DryRun(merged);
    this.#audit.append(restoredEntry(merged, bundle));
    return merged;
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

  /** With its private key as it is, for {@link erasePrivateKey}. */
  #opened(table: KeptTable, row: Row): Row {
    const sealed = row['private_key'];
    if (table.privateKey === undefined || !(sealed instanceof Uint8Array) || sealed.length === 0) return row;
    const slot = row['slot'] === null ? null : Number(row['slot']);
    const secret = this.#privateKeys.open(table.privateKey(row), { slot, sealed });
    if (secret === null) throw new StoreError('STORE_DAMAGED', ['table-key-damaged', table.name]);
    return { ...row, private_key: secret };
  }
}

/** Without giving anybody a turn. */
function atOnce<T>(steps: Generator<number, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** All that a bundle may bring. */
function privateKeysIn(bundle: BundleContent): readonly PrivateKeyPlace[] {
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

function restoredEntry({ madeAt, sameProfile, tables, sessions }: RestoreReport, { manifest }: BundleContent) {
  const added = tables.reduce((sum, table) => sum + table.added, 0);
  return {
    action: 'backup-restored',
    subject: { kind: 'profile', id: null, fingerprint: null },
    detail: { madeAt, sameProfile, added, ...sessions, log: manifest.log },
  } as const;
}
