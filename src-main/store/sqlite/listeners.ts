import type { Statement, StoreDatabase } from '../store-database.ts';
import type { Json, ListenerRow, ListenerTable } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface ListenerRecord {
  readonly id: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly identity_id: string;
  readonly auto_open: 0 | 1;
  readonly created_at: number;
  readonly options: string;
}

/** Listener definitions. */
export class SqliteListeners implements ListenerTable {
  readonly #database: StoreDatabase;
  readonly #all: Statement<[], ListenerRecord>;
  readonly #one: Statement<[string], ListenerRecord>;
  readonly #write: Statement<[ListenerRecord]>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#all = database.prepare('SELECT * FROM listeners ORDER BY created_at, rowid');
    this.#one = database.prepare('SELECT * FROM listeners WHERE id = ?');
    this.#write = database.prepare(`INSERT INTO listeners VALUES (@id, @label, @host, @port, @identity_id, @auto_open, @created_at, @options)
      ON CONFLICT (id) DO UPDATE SET label = @label, host = @host, port = @port, auto_open = @auto_open, options = @options`);
  }

  list(): readonly ListenerRow[] {
    return this.#database.run(() => this.#all.all().map(listenerRow));
  }

  find(id: string): ListenerRow | null {
    const record = this.#database.run(() => this.#one.get(id));
    return record === undefined ? null : listenerRow(record);
  }

  add(row: ListenerRow): void {
    this.#database.transaction(() => {
      if (this.#one.get(row.id) !== undefined) throw new StoreError('ALREADY_EXISTS', ['such-already', 'listener']);
      this.#write.run(listenerRecord(row));
    });
  }

  edit(id: string, change: Parameters<ListenerTable['edit']>[1]): void {
    this.#database.transaction(() => {
      const record = this.#one.get(id);
      if (record === undefined) throw new StoreError('NOT_FOUND', ['no-such', 'listener']);
      this.#write.run(listenerRecord({ ...listenerRow(record), ...change }));
    });
  }

  remove(id: string): void {
    this.#database.transaction(() => this.#database.prepare('DELETE FROM listeners WHERE id = ?').run(id));
  }
}

function listenerRow(record: ListenerRecord): ListenerRow {
  return {
    id: record.id,
    label: record.label,
    host: record.host,
    port: record.port,
    identityId: record.identity_id,
    autoOpen: record.auto_open === 1,
    createdAt: record.created_at,
    // written by listenerRecord below
    options: JSON.parse(record.options) as Json,
  };
}

function listenerRecord(row: ListenerRow): ListenerRecord {
  return {
    id: row.id,
    label: row.label,
    host: row.host,
    port: row.port,
    identity_id: row.identityId,
    auto_open: row.autoOpen ? 1 : 0,
    created_at: row.createdAt,
    options: JSON.stringify(row.options),
  };
}
