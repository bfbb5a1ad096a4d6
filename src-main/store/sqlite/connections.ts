import type { Statement, StoreDatabase } from '../store-database.ts';
import type { ConnectionRow, ConnectionTable, Json } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface ConnectionRecord {
  readonly id: string;
  readonly label: string;
  readonly direction: ConnectionRow['direction'];
  readonly address: string;
  readonly listener_id: string | null;
  readonly identity_id: string;
  readonly session_id: string | null;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly options: string;
  readonly wakes: 0 | 1;
}

/** Logical connections. */
export class SqliteConnections implements ConnectionTable {
  readonly #database: StoreDatabase;
  readonly #all: Statement<[], ConnectionRecord>;
  readonly #one: Statement<[string], ConnectionRecord>;
  readonly #latest: Statement<[number], ConnectionRecord>;
  readonly #waking: Statement<[{ readonly at: number; readonly id: string; readonly limit: number }], ConnectionRecord>;
  readonly #countWaking: Statement<[], { readonly count: number }>;
  readonly #withoutSession: Statement<[], ConnectionRecord>;
  readonly #bySession: Statement<[string], ConnectionRecord>;
  readonly #write: Statement<[ConnectionRecord]>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#all = database.prepare('SELECT * FROM connections ORDER BY last_used_at DESC, id DESC');
    this.#latest = database.prepare('SELECT * FROM connections INDEXED BY connections_used ORDER BY last_used_at DESC, id DESC LIMIT ?');
    const waking = 'FROM connections INDEXED BY connections_waking WHERE wakes = 1 AND session_id IS NOT NULL';
    this.#waking = database.prepare(`SELECT * ${waking} AND (last_used_at, id) < (@at, @id) ORDER BY last_used_at DESC, id DESC LIMIT @limit`);
    this.#countWaking = database.prepare(`SELECT count(*) AS count ${waking}`);
    this.#withoutSession = database.prepare('SELECT * FROM connections INDEXED BY connections_session WHERE session_id IS NULL');
    this.#bySession = database.prepare('SELECT * FROM connections WHERE session_id = ? LIMIT 1');
    this.#one = database.prepare('SELECT * FROM connections WHERE id = ?');
    this.#write = database.prepare(`INSERT INTO connections VALUES
      (@id, @label, @direction, @address, @listener_id, @identity_id, @session_id, @created_at, @last_used_at, @options, @wakes)
      ON CONFLICT (id) DO UPDATE
      SET label = @label, address = @address, session_id = @session_id, last_used_at = @last_used_at, options = @options, wakes = @wakes`);
  }

  list(): readonly ConnectionRow[] {
    return this.#database.run(() => this.#all.all().map(connectionRow));
  }

  latest(limit: number): readonly ConnectionRow[] {
    return this.#database.run(() => this.#latest.all(limit).map(connectionRow));
  }

  waking(limit: number, after?: Pick<ConnectionRow, 'lastUsedAt' | 'id'>): readonly ConnectionRow[] {
    const place = { at: after?.lastUsedAt ?? Number.MAX_SAFE_INTEGER, id: after?.id ?? '' };
    return this.#database.run(() => this.#waking.all({ ...place, limit }).map(connectionRow));
  }

  countWaking(): number {
    return this.#database.run(() => this.#countWaking.get()?.count ?? 0);
  }

  withoutSession(): readonly ConnectionRow[] {
    return this.#database.run(() => this.#withoutSession.all().map(connectionRow));
  }

  forSession(sessionId: string): ConnectionRow | null {
    const record = this.#database.run(() => this.#bySession.get(sessionId));
    return record === undefined ? null : connectionRow(record);
  }

  find(id: string): ConnectionRow | null {
    const record = this.#database.run(() => this.#one.get(id));
    return record === undefined ? null : connectionRow(record);
  }

  add(row: ConnectionRow): void {
    this.#database.transaction(() => {
      if (this.#one.get(row.id) !== undefined) throw new StoreError('ALREADY_EXISTS', ['such-already', 'connection']);
      this.#write.run(connectionRecord(row));
    });
  }

  edit(id: string, change: Parameters<ConnectionTable['edit']>[1]): void {
    this.#database.transaction(() => {
      const record = this.#one.get(id);
      if (record === undefined) throw new StoreError('NOT_FOUND', ['no-such', 'connection']);
      this.#write.run(connectionRecord({ ...connectionRow(record), ...change }));
    });
  }

  remove(id: string): void {
    this.#database.transaction(() => this.#database.prepare('DELETE FROM connections WHERE id = ?').run(id));
  }
}

function connectionRow(record: ConnectionRecord): ConnectionRow {
  return {
    id: record.id,
    label: record.label,
    direction: record.direction,
    address: record.address,
    listenerId: record.listener_id,
    identityId: record.identity_id,
    sessionId: record.session_id,
    createdAt: record.created_at,
    lastUsedAt: record.last_used_at,
    wakes: record.wakes === 1,
    // written by connectionRecord below
    options: JSON.parse(record.options) as Json,
  };
}

function connectionRecord(row: ConnectionRow): ConnectionRecord {
  return {
    id: row.id,
    label: row.label,
    direction: row.direction,
    address: row.address,
    listener_id: row.listenerId,
    identity_id: row.identityId,
    session_id: row.sessionId,
    created_at: row.createdAt,
    last_used_at: row.lastUsedAt,
    options: JSON.stringify(row.options),
    wakes: row.wakes ? 1 : 0,
  };
}
