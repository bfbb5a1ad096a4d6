import { randomUUID } from 'node:crypto';
import type { AuditTable } from '../audit/entry.ts';
import { type PinAction, pinEntry } from '../audit/subjects.ts';
import type { Statement, StoreDatabase } from '../database.ts';
import type { NewPin, PeerKey, Pin, PinTable } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface PinRecord {
  readonly id: string;
  readonly label: string;
  readonly kind: Pin['kind'];
  readonly address: string | null;
  readonly scheme: number;
  readonly public_key: Buffer;
  readonly name: string | null;
  readonly previous_scheme: number | null;
  readonly previous_public_key: Buffer | null;
  readonly created_at: number;
  readonly last_seen_at: number | null;
  readonly fixed: 0 | 1;
}

/** Trusted peer keys. */
export class SqlitePins implements PinTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;
  readonly #all: Statement<[], PinRecord>;
  readonly #one: Statement<[string], PinRecord>;
  readonly #byAddress: Statement<[string], PinRecord>;
  readonly #byKey: Statement<[PeerKey], PinRecord>;

  constructor(database: StoreDatabase, audit: AuditTable) {
    this.#database = database;
    this.#audit = audit;
    this.#all = database.prepare('SELECT * FROM pins ORDER BY created_at DESC, rowid DESC');
    this.#one = database.prepare('SELECT * FROM pins WHERE id = ?');
    this.#byAddress = database.prepare('SELECT * FROM pins WHERE address = ? ORDER BY created_at DESC, rowid DESC');
    this.#byKey = database.prepare(`SELECT * FROM pins WHERE (public_key = @publicKey AND scheme = @scheme)
      OR (previous_public_key = @publicKey AND previous_scheme = @scheme) ORDER BY created_at DESC, rowid DESC`);
  }

  list(): readonly Pin[] {
    return this.#database.run(() => this.#all.all().map(pinOf));
  }

  find(id: string): Pin | null {
    const record = this.#database.run(() => this.#one.get(id));
    return record === undefined ? null : pinOf(record);
  }

  forAddress(address: string): readonly Pin[] {
    return this.#database.run(() => this.#byAddress.all(address).map(pinOf));
  }

  forKey({ scheme, publicKey }: PeerKey): readonly Pin[] {
    return this.#database.run(() => this.#byKey.all({ scheme, publicKey }).map(pinOf));
  }

  add(added: NewPin, now: number): Pin {
    const id = randomUUID();
    const { label, kind, address, scheme, publicKey, name, fixed } = added;
    this.#database.transaction(() => {
      this.#database
        .prepare(`INSERT INTO pins (id, label, kind, address, scheme, public_key, name, created_at, fixed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(id, label, kind, address, scheme, publicKey, name, now, fixed ? 1 : 0);
      this.#audit.append(pinEntry('pin-added', { ...added, id }));
    });
    return { id, label, kind, address, scheme, publicKey: new Uint8Array(publicKey), name, fixed, previous: null, createdAt: now, lastSeenAt: null };
  }

  seen(id: string, name: string | null, now: number): void {
    this.#change(null, 'UPDATE pins SET name = ?, last_seen_at = ? WHERE id = ?', name, now, id);
  }

  move(id: string, key: PeerKey, name: string | null, now: number): void {
    this.#change(
      'pin-moved',
      `UPDATE pins SET previous_scheme = scheme, previous_public_key = public_key,
      scheme = ?, public_key = ?, name = ?, last_seen_at = ? WHERE id = ?`,
      key.scheme,
      key.publicKey,
      name,
      now,
      id,
    );
  }

  edit(id: string, { label, fixed, kind }: Parameters<PinTable['edit']>[1]): void {
    const fixedColumn = fixed === undefined ? null : Number(fixed);
    this.#change(
      'pin-changed',
      'UPDATE pins SET label = ifnull(?, label), fixed = ifnull(?, fixed), kind = ifnull(?, kind) WHERE id = ?',
      label ?? null,
      fixedColumn,
      kind ?? null,
      id,
    );
  }

  remove(id: string): void {
    this.#database.transaction(() => {
      const pin = this.#one.get(id);
      if (pin === undefined) throw noPin();
      this.#database.prepare('DELETE FROM pins WHERE id = ?').run(id);
      this.#audit.append(pinEntry('pin-removed', pinOf(pin)));
    });
  }

  /** @param parameters the last one is the pin's id */
  #change(action: PinAction | null, sql: string, ...parameters: readonly [...unknown[], string]): void {
    this.#database.transaction(() => {
      if (this.#database.prepare(sql).run(...parameters).changes === 0) throw noPin();
      const changed = this.#one.get(parameters.at(-1) as string); // as its type says
      if (action !== null && changed !== undefined) this.#audit.append(pinEntry(action, pinOf(changed)));
    });
  }
}

function noPin(): StoreError {
  return new StoreError('NOT_FOUND', 'there is no such pin');
}

function pinOf(record: PinRecord): Pin {
  const { previous_scheme: scheme, previous_public_key: publicKey } = record;
  return {
    id: record.id,
    label: record.label,
    kind: record.kind,
    address: record.address,
    scheme: record.scheme,
    publicKey: new Uint8Array(record.public_key),
    name: record.name,
    previous: scheme === null || publicKey === null ? null : { scheme, publicKey: new Uint8Array(publicKey) },
    createdAt: record.created_at,
    lastSeenAt: record.last_seen_at,
    fixed: record.fixed === 1,
  };
}
