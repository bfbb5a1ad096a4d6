import { chmodSync, closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Migrations } from './migrations/index.ts';
import { StoreDatabase } from './store-database.ts';
import { StoreError, storeErrorFrom } from './store-error.ts';

export interface DatabaseOptions {
  readonly path: string;
  /** What the file is called in messages. */
  readonly name: string;
  /** SQLite application_id: tells our files from others, and from each other. */
  readonly applicationId: number;
  /**
   * `durable`: a commit survives power loss, replaced bytes are overwritten.
   * `journal`: fast appends; the last moments may be lost with power.
   */
  readonly kind: 'durable' | 'journal';
  readonly migrations: Migrations;
}

/**
 * Opens or creates a database, brings its schema up to date and checks it.
 *
 * @throws {StoreError} `RUNTIME_TOO_OLD`, `STORE_NEWER_SCHEMA`, `STORE_DAMAGED`, `STORE_LOCKED`, `STORE_READ_ONLY`, `STORE_FAILED`
 */
export function openDatabase(options: DatabaseOptions): StoreDatabase {
  requireSupportedRuntime(process.versions.napi);
  const fresh = ensurePrivateFile(options);
  const sqlite = connect(options);
  try {
    if (!fresh) requireOurs(sqlite, options);
    applyPragmas(sqlite, options);
    migrate(sqlite, options);
    checkIntegrity(sqlite, options);
    checkSchema(sqlite, options);
    return new StoreDatabase(sqlite, options.name, () => noteSuspicion(options.path));
  } catch (cause) {
    sqlite.close();
    throw storeErrorFrom(cause, options.name);
  }
}

/** The driver is built for Node-API 10 and crashes the process, without a word, on less. */
export function requireSupportedRuntime(napi: string | undefined): void {
  if (Number(napi ?? 0) >= 10) return;
  throw new StoreError('RUNTIME_TOO_OLD', ['runtime-old', napi ?? 'none']);
}

/** @returns whether the file is new or still empty */
function ensurePrivateFile({ path, name }: DatabaseOptions): boolean {
  try {
    closeSync(openSync(path, 'a', 0o600));
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    return statSync(path).size === 0;
  } catch (cause) {
    throw storeErrorFrom(cause, name);
  }
}

function connect({ path, name }: DatabaseOptions): Sqlite.Database {
  try {
    return new Sqlite(path, { timeout: 0, fileMustExist: true });
  } catch (cause) {
    throw storeErrorFrom(cause, name);
  }
}

function requireOurs(sqlite: Sqlite.Database, { name, applicationId }: DatabaseOptions): void {
  if (sqlite.pragma('application_id', { simple: true }) === applicationId) return;
  // A crash while it was created: the first transaction has just been undone.
  if (sqlite.pragma('page_count', { simple: true }) === 0) return;
  throw new StoreError('STORE_DAMAGED', ['database-foreign', name]);
}

/** Set and read back: a pragma that SQLite does not take is ignored silently. */
export function applyPragmas(sqlite: Sqlite.Database, { name, kind }: Pick<DatabaseOptions, 'name' | 'kind'>): void {
  const wanted: readonly (readonly [pragma: string, value: string, readBack: string | number])[] = [
    ['journal_mode', kind === 'durable' ? 'TRUNCATE' : 'WAL', kind === 'durable' ? 'truncate' : 'wal'],
    ['synchronous', kind === 'durable' ? 'EXTRA' : 'NORMAL', kind === 'durable' ? 3 : 1],
    ['secure_delete', kind === 'durable' ? 'ON' : 'OFF', kind === 'durable' ? 1 : 0],
    ['foreign_keys', 'ON', 1],
    ['trusted_schema', 'OFF', 0],
    ['cell_size_check', 'ON', 1],
    // pages of temporary results hold what the database holds: keep them off the disk
    ['temp_store', 'MEMORY', 2],
    ['mmap_size', '0', 0],
    // KiB: the inner pages of every index of a hundred thousand rows stay at hand; memory is taken only as the file has pages
    ['cache_size', '-65536', -65536],
  ];
  for (const [pragma, value, readBack] of wanted) {
    sqlite.pragma(`${pragma} = ${value}`);
    const got = sqlite.pragma(pragma, { simple: true }) ?? 0;
    if (got !== readBack) throw new StoreError('STORE_FAILED', `${name}: SQLite refused ${pragma} = ${value}`);
  }
}

/**
 * Brings the schema of an open database up to date.
 *
 * @throws {StoreError} `STORE_NEWER_SCHEMA`
 */
export function migrate(
  sqlite: Sqlite.Database,
  { name, migrations, applicationId }: Pick<DatabaseOptions, 'name' | 'migrations' | 'applicationId'>,
): void {
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new StoreError('STORE_NEWER_SCHEMA', ['database-newer', name, version, migrations.length]);
  }
  for (let next = version; next < migrations.length; next++) {
    sqlite
      .transaction(() => {
        const script = migrations[next] ?? '';
        if (typeof script === 'string') sqlite.exec(script);
        else script(sqlite);
        sqlite.pragma(`user_version = ${next + 1}`);
        sqlite.pragma(`application_id = ${applicationId}`);
      })
      .exclusive();
  }
}

/** Each page, and where an earlier run met damage also each entry of an index, which takes long. */
function checkIntegrity(sqlite: Sqlite.Database, { name, path }: DatabaseOptions): void {
  const suspicion = suspicionOf(path);
  const suspected = existsSync(suspicion);
  const verdict = suspected ? sqlite.pragma('integrity_check(1)', { simple: true }) : quickVerdict(sqlite);
  if (verdict !== 'ok') throw new StoreError('STORE_DAMAGED', ['database-damaged', name]);
  if (suspected) rmSync(suspicion, { force: true });
}

/** Bytes up to which a database is looked through whole at every start; a larger one without the tables that grow with use. */
const wholeCheckLimit = 128 * 1024 * 1024;
const growing = ['sessions', 'session_terms', 'connections', 'audit', 'facts', 'segments', 'epochs'];

/**
 * A start must not take longer because a profile was used for years. Damage in a table that is left out is met when it is read, and
 * then the next start looks at everything.
 */
function quickVerdict(sqlite: Sqlite.Database): unknown {
  const bytes = Number(sqlite.pragma('page_count', { simple: true })) * Number(sqlite.pragma('page_size', { simple: true }));
  if (bytes <= wholeCheckLimit) return sqlite.pragma('quick_check(1)', { simple: true });
  const tables = sqlite.prepare<[], { readonly name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const verdicts = tables.filter(({ name }) => !growing.includes(name)).map(({ name }) => sqlite.pragma(`quick_check('${name}')`, { simple: true }));
  return verdicts.find((verdict) => verdict !== 'ok') ?? 'ok';
}

/** A file that says that the next start must look closely. */
export const suspicionOf = (path: string): string => `${path}.suspect`;

function noteSuspicion(path: string): void {
  try {
    closeSync(openSync(suspicionOf(path), 'a', 0o600));
  } catch {
    // The same damage will be met again.
  }
}

/** A changed letter in the name of a table or a column leaves a database that is sound, and not ours any more. */
function checkSchema(sqlite: Sqlite.Database, { name, migrations, applicationId }: DatabaseOptions): void {
  if (schemaOf(sqlite) === modelSchema({ name, migrations, applicationId })) return;
  throw new StoreError('STORE_DAMAGED', ['database-tables', name]);
}

/** Made once in a process: migrations never change. */
const modelSchemas = new Map<Migrations, string>();

function modelSchema(options: Pick<DatabaseOptions, 'name' | 'migrations' | 'applicationId'>): string {
  const known = modelSchemas.get(options.migrations);
  if (known !== undefined) return known;
  const model = new Sqlite(':memory:');
  try {
    migrate(model, options);
    const schema = schemaOf(model);
    modelSchemas.set(options.migrations, schema);
    return schema;
  } finally {
    model.close();
  }
}

function schemaOf(sqlite: Sqlite.Database): string {
  const objects = sqlite.prepare("SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('table', 'index') ORDER BY type, name").raw().all();
  const columns = sqlite
    .prepare(`SELECT o.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema AS o JOIN pragma_table_info(o.name) AS c
      WHERE o.type = 'table' ORDER BY o.name, c.cid`)
    .raw()
    .all();
  return JSON.stringify([objects, columns]);
}
