import { createSecretKey, randomBytes } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Erase } from '#engine/secret.ts';
import { keyPackageEntry } from '../audit/subjects.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import {
  type KeyPackageOrigin,
  type KeyPackageRow,
  type KeyPackageState,
  type KeyPackageTable,
  keyPackageLimits,
  type NewKeyPackage,
} from '../key-package-table.ts';
import type { KeySlots, SlotOwner } from '../key-slots.ts';
import { seal, unseal } from '../sealing.ts';
import { StoreError } from '../store-error.ts';
import type { SqliteAudit } from './audit.ts';
import type { SlotPool } from './slot-pool.ts';

interface Record {
  readonly id: string;
  readonly origin: KeyPackageOrigin;
  readonly state: KeyPackageState;
  readonly identity_id: string | null;
  readonly suite: number;
  readonly name: string;
  readonly address: string | null;
  readonly not_after: number;
  readonly created_at: number;
  readonly changed_at: number;
  readonly over_since: number | null;
  readonly replays: number;
  readonly slot: number | null;
  readonly message: Buffer;
  readonly private: Buffer;
}

export interface KeyPackagesOptions {
  readonly database: StoreDatabase;
  readonly slots: KeySlots;
  /** Of the whole slot file; what KeyPackages hold is taken from it here. */
  readonly pool: SlotPool;
  readonly audit: SqliteAudit;
  readonly erase: Erase;
}

/** A slot is written once: its key lives as long as the private parts. */
const counter = 1n;

/**
 * KeyPackages. Private parts of those given out are sealed under a key in a slot of their own: written before the row, destroyed after
 * the row says so; a crash between is finished when the profile is opened. R-KP, R-DEL.
 */
export class SqliteKeyPackages implements KeyPackageTable {
  readonly #options: KeyPackagesOptions;
  readonly #all: Statement<[], Record>;
  readonly #one: Statement<[string], Record>;
  readonly #insert: Statement<[object]>;
  readonly #note: Statement<[KeyPackageState, string | null, number, string]>;
  readonly #trim: Statement<[KeyPackageOrigin, KeyPackageOrigin, number]>;

  constructor(options: KeyPackagesOptions) {
    const { database } = options;
    this.#options = options;
    const clear = 'id, origin, state, identity_id, suite, name, address, not_after, created_at, changed_at, over_since, replays, slot';
    this.#all = database.prepare(`SELECT ${clear}, x'' AS message, x'' AS private FROM key_packages ORDER BY number DESC`);
    this.#one = database.prepare('SELECT * FROM key_packages WHERE id = ?');
    this.#insert = database.prepare(`INSERT INTO key_packages
      (id, origin, state, identity_id, suite, name, address, not_after, created_at, changed_at, slot, message, private)
      VALUES (@id, @origin, @state, @identityId, @suite, @name, @address, @notAfter, @now, @now, @slot, @message, @secret)
      ON CONFLICT (id) DO NOTHING`);
    this.#note = database.prepare('UPDATE key_packages SET state = ?, address = ifnull(?, address), changed_at = ? WHERE id = ? AND slot IS NULL');
    this.#trim = database.prepare(`DELETE FROM key_packages WHERE origin = ? AND slot IS NULL AND number <=
      (SELECT number FROM key_packages WHERE origin = ? AND slot IS NULL ORDER BY number DESC LIMIT 1 OFFSET ?)`);
    this.#inspect();
  }

  list(): readonly KeyPackageRow[] {
    return this.#options.database.run(() => this.#all.all().map(rowOf));
  }

  find(id: string): KeyPackageRow | null {
    const record = this.#options.database.run(() => this.#one.get(id));
    return record === undefined ? null : rowOf(record);
  }

  record(added: NewKeyPackage, state: Exclude<KeyPackageState, 'ready' | 'offered'>, now: number): void {
    this.#add(added, 'connection', state, now);
  }

  accepted(added: NewKeyPackage, now: number): void {
    this.#add(added, 'peer', 'accepted', now);
  }

  note(id: string, state: KeyPackageState, address: string | null, now: number): void {
    this.#options.database.transaction(() => this.#note.run(state, address, now, id));
  }

  replayed(id: string, now: number): void {
    const { database } = this.#options;
    database.transaction(() => database.prepare('UPDATE key_packages SET replays = replays + 1, changed_at = ? WHERE id = ?').run(now, id));
  }

  offer(added: NewKeyPackage, secret: Bytes, now: number): void {
    const { database, slots, pool, audit, erase } = this.#options;
    const offered = this.list().filter(({ state }) => state === 'offered').length;
    if (offered >= keyPackageLimits.offered) throw new StoreError('TOO_MANY', ['many-offered', offered]);
    const slot = pool.next;
    const key = randomBytes(32);
    try {
      slots.write(ownerOf(added.id, slot), 0, counter, key);
      const sealed = seal(createSecretKey(key), sealPlace(added), secret);
      database.transaction(() => {
        this.#insert.run({ ...added, origin: 'given', state: 'offered', now, slot, secret: sealed });
        audit.append(keyPackageEntry('key-package-offered', added));
      });
    } finally {
      erase(key);
    }
    pool.take(slot);
  }

  secret(id: string): Bytes | null {
    const { database, slots } = this.#options;
    const record = database.run(() => this.#one.get(id));
    if (record === undefined || record.state !== 'offered' || record.slot === null) return null;
    const key = slots.read(ownerOf(id, record.slot), 0, counter);
    return key && unseal(key, sealPlace({ id, notAfter: record.not_after }), record.private);
  }

  end(id: string, state: 'used' | 'withdrawn' | 'expired', now: number): boolean {
    const { database, audit } = this.#options;
    const record = database.run(() => this.#one.get(id));
    if (record === undefined || record.state !== 'offered') return false;
    database.transaction(() => {
      database.prepare(`UPDATE key_packages SET state = ?, private = x'', changed_at = ? WHERE id = ?`).run(state, now, id);
      audit.append(keyPackageEntry(`key-package-${state}`, rowOf(record)));
    });
    this.#destroy(record);
    return true;
  }

  started(now: number): void {
    const { database } = this.#options;
    for (const { id, state, notAfter, overSince } of this.list()) {
      if (state !== 'offered' || (notAfter >= now && overSince === null)) continue;
      if (notAfter < now && overSince !== null) this.end(id, 'expired', now);
      else database.transaction(() => database.prepare('UPDATE key_packages SET over_since = ? WHERE id = ?').run(notAfter < now ? now : null, id));
    }
  }

  #add(added: NewKeyPackage, origin: KeyPackageOrigin, state: KeyPackageState, now: number): void {
    this.#options.database.transaction(() => {
      this.#insert.run({ ...added, origin, state, now, slot: null, secret: new Uint8Array() });
      this.#trim.run(origin, origin, keyPackageLimits.history);
    });
  }

  /** What a crash left: finishes destroying, and finds private parts whose slot is not theirs any more. */
  #inspect(): void {
    const { database, slots, pool } = this.#options;
    for (const record of this.#options.database.run(() => this.#all.all())) {
      if (record.slot === null) continue;
      pool.take(record.slot);
      const held = slots.sideHolding(record.slot, counter) === 0;
      if (record.state === 'offered' && held) continue;
      if (record.state === 'offered')
        database.transaction(() => database.prepare(`UPDATE key_packages SET state = 'lost', private = x'' WHERE id = ?`).run(record.id));
      this.#destroy(record);
    }
  }

  #destroy({ id, slot }: Record): void {
    const { database, slots, pool } = this.#options;
    if (slot === null) return;
    slots.destroy(slot, 0);
    slots.destroy(slot, 1);
    database.transaction(() => {
      database.prepare('UPDATE key_packages SET slot = NULL WHERE id = ?').run(id);
      this.#trim.run('given', 'given', keyPackageLimits.history);
    });
    pool.release(slot);
  }
}

function rowOf(record: Record): KeyPackageRow {
  return {
    id: record.id,
    origin: record.origin,
    state: record.state,
    identityId: record.identity_id,
    suite: record.suite,
    name: record.name,
    address: record.address,
    notAfter: record.not_after,
    createdAt: record.created_at,
    changedAt: record.changed_at,
    overSince: record.over_since,
    replays: record.replays,
    message: new Uint8Array(record.message),
  };
}

function ownerOf(id: string, slot: number): SlotOwner {
  return { slot, owner: `key-packages|${id}` };
}

function sealPlace({ id, notAfter }: Pick<NewKeyPackage, 'id' | 'notAfter'>): string {
  return `key-packages|${id}|${notAfter}`;
}
