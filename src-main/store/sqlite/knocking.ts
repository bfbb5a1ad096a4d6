import type { Statement, StoreDatabase } from '../store-database.ts';
import { knockingSize } from '../session-rules.ts';
import type { Knocking, KnockingTable } from '../store.ts';

interface KnockingRecord {
  readonly fingerprint: string;
  readonly scheme: number;
  readonly public_key: Buffer;
  readonly name: string;
  readonly address: string;
  readonly listener_id: string | null;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly count: number;
}

/** Refused strangers, the latest {@link knockingSize}. */
export class SqliteKnocking implements KnockingTable {
  readonly #database: StoreDatabase;
  readonly #all: Statement<[], KnockingRecord>;
  readonly #one: Statement<[string], KnockingRecord>;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#all = database.prepare('SELECT * FROM knocking ORDER BY last_seen_at DESC, rowid DESC');
    this.#one = database.prepare('SELECT * FROM knocking WHERE fingerprint = ?');
  }

  list(): readonly Knocking[] {
    return this.#database.run(() => this.#all.all().map(knocking));
  }

  find(fingerprint: string): Knocking | null {
    const record = this.#database.run(() => this.#one.get(fingerprint));
    return record === undefined ? null : knocking(record);
  }

  record(knock: Parameters<KnockingTable['record']>[0], now: number): void {
    const { fingerprint, scheme, publicKey, name, address, listenerId } = knock;
    this.#database.transaction(() => {
      this.#database
        .prepare(`INSERT INTO knocking (fingerprint, scheme, public_key, name, address, listener_id, first_seen_at, last_seen_at, count)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (fingerprint) DO UPDATE SET
        name = excluded.name, address = excluded.address, listener_id = excluded.listener_id, last_seen_at = excluded.last_seen_at, count = count + 1`)
        .run(fingerprint, scheme, publicKey, name, address, listenerId, now, now);
      this.#database
        .prepare('DELETE FROM knocking WHERE rowid NOT IN (SELECT rowid FROM knocking ORDER BY last_seen_at DESC, rowid DESC LIMIT ?)')
        .run(knockingSize);
    });
  }

  remove(fingerprint: string): void {
    this.#database.transaction(() => this.#database.prepare('DELETE FROM knocking WHERE fingerprint = ?').run(fingerprint));
  }
}

function knocking(record: KnockingRecord): Knocking {
  return {
    fingerprint: record.fingerprint,
    scheme: record.scheme,
    publicKey: new Uint8Array(record.public_key),
    name: record.name,
    address: record.address,
    listenerId: record.listener_id,
    firstSeenAt: record.first_seen_at,
    lastSeenAt: record.last_seen_at,
    count: record.count,
  };
}
