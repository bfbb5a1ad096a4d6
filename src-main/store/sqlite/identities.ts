import { randomUUID } from 'node:crypto';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { AuditTable } from '../audit/entry.ts';
import { type IdentityAction, identityEntry } from '../audit/subjects.ts';
import type { ChainTable } from '../credential-tables.ts';
import type { Statement, StoreDatabase } from '../store-database.ts';
import { ownCredential } from '../identity-name.ts';
import type { FormerKey, Identity, IdentityKeyPair, IdentityTable, OwnKeyUse } from '../identity-table.ts';
import { identityKeyPlace } from '../private-key-place.ts';
import { StoreError } from '../store-error.ts';
import type { PrivateKeys } from './private-keys.ts';

interface IdentityRecord {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly retired_at: number | null;
  readonly destroyed_at: number | null;
}

interface KeyRecord {
  readonly scheme: SignatureScheme;
  readonly public_key: Buffer;
  readonly created_at: number;
}

interface PrivateKeyRecord extends KeyRecord {
  readonly private_key: Buffer;
  readonly slot: number | null;
}

interface FormerKeyRecord extends KeyRecord {
  readonly ended_at: number;
  readonly how: FormerKey['how'];
}

interface UseRecord {
  readonly own_key: Buffer | null;
  readonly own_name: string | null;
  readonly sessions: number;
}

const columns = 'id, name, created_at, retired_at, destroyed_at';

/** Identities, each of their private keys sealed under a key in a slot of its own. */
export class SqliteIdentities implements IdentityTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;
  readonly #privateKeys: PrivateKeys;
  readonly #chains: Pick<ChainTable, 'chainOf'>;
  readonly #all: Statement<[], IdentityRecord>;
  readonly #one: Statement<[string], IdentityRecord>;
  readonly #keys: Statement<[string], KeyRecord>;
  readonly #formerKeys: Statement<[string], FormerKeyRecord>;
  readonly #formerNames: Statement<[string], { readonly name: string; readonly ended_at: number }>;
  readonly #private: Statement<[string, string], PrivateKeyRecord>;

  constructor(database: StoreDatabase, audit: AuditTable, privateKeys: PrivateKeys, chains: Pick<ChainTable, 'chainOf'>) {
    this.#chains = chains;
    this.#database = database;
    this.#audit = audit;
    this.#privateKeys = privateKeys;
    this.#all = database.prepare(`SELECT ${columns} FROM identities ORDER BY created_at, rowid`);
    this.#one = database.prepare(`SELECT ${columns} FROM identities WHERE id = ?`);
    this.#keys = database.prepare('SELECT scheme, public_key, created_at FROM identity_keys WHERE identity_id = ? ORDER BY rowid');
    this.#formerKeys = database.prepare(
      'SELECT scheme, public_key, created_at, ended_at, how FROM identity_former_keys WHERE identity_id = ? ORDER BY rowid',
    );
    this.#formerNames = database.prepare('SELECT name, ended_at FROM identity_former_names WHERE identity_id = ? ORDER BY rowid');
    this.#private = database.prepare(
      'SELECT scheme, public_key, created_at, private_key, slot FROM identity_keys WHERE identity_id = ? AND scheme = ?',
    );
  }

  list(): readonly Identity[] {
    return this.#database.run(() => this.#all.all().map((record) => this.#identity(record)));
  }

  find(id: string): Identity | null {
    return this.#database.run(() => {
      const record = this.#one.get(id);
      return record === undefined ? null : this.#identity(record);
    });
  }

  add(name: string, keys: readonly IdentityKeyPair[], now: number): Identity {
    const id = randomUUID();
    this.#change(id, keys, () => {
      this.#database.prepare('INSERT INTO identities (id, name, created_at, retired_at) VALUES (?, ?, ?, NULL)').run(id, name, now);
      for (const key of keys) this.#insertKey(id, key, now);
      this.#audit.append(identityEntry('identity-created', id, keys[0] ?? null, { name, schemes: keys.map(({ scheme }) => scheme) }));
    });
    return this.#required(id);
  }

  addKey(id: string, key: IdentityKeyPair, now: number): void {
    this.#required(id);
    this.#change(id, [key], () => {
      this.#insertKey(id, key, now);
      this.#audit.append(identityEntry('identity-key-added', id, key, { scheme: key.scheme }));
    });
  }

  replaceKey(id: string, key: IdentityKeyPair, now: number): void {
    this.#change(id, [key], () => {
      const sql = 'SELECT rowid AS at FROM identity_keys WHERE identity_id = ? AND scheme = ?';
      const old = this.#database.prepare<[string, string], { readonly at: number }>(sql).get(id, key.scheme);
      if (old === undefined) throw noKey(key.scheme);
      this.#endKeys('rotated', id, now, key.scheme);
      this.#insertKey(id, key, now, old.at);
      this.#audit.append(identityEntry('identity-key-rotated', id, key, { scheme: key.scheme }));
    });
  }

  signer(id: string, scheme: SignatureScheme): Signer | null {
    const identity = this.find(id);
    const record = this.#database.run(() => this.#private.get(id, scheme));
    if (identity === null || record === undefined) return null;
    const publicKey = new Uint8Array(record.public_key);
    const sealed = { slot: record.slot, sealed: record.private_key };
    const privateKey = this.#privateKeys.open(identityKeyPlace(id, scheme, publicKey), sealed);
    if (privateKey === null) throw new StoreError('STORE_DAMAGED', ['identity-key-damaged', scheme]);
    return { credential: ownCredential(identity.name, this.#chains.chainOf(publicKey)), scheme, publicKey, privateKey };
  }

  rename(id: string, name: string, now: number): void {
    const before = this.#required(id);
    if (before.name === name) return;
    this.#database.transaction(() => {
      this.#database.prepare('INSERT INTO identity_former_names (identity_id, name, ended_at) VALUES (?, ?, ?)').run(id, before.name, now);
      this.#database.prepare('UPDATE identities SET name = ? WHERE id = ?').run(name, id);
      this.#tell('identity-renamed', id);
    });
  }

  retire(id: string, now: number): void {
    if (this.#required(id).retiredAt !== null) return;
    this.#setRetired('identity-retired', 'UPDATE identities SET retired_at = ? WHERE id = ?', now, id);
  }

  restore(id: string): void {
    const { retiredAt, destroyedAt } = this.#required(id);
    if (destroyedAt !== null) throw keysDestroyed();
    if (retiredAt !== null) this.#setRetired('identity-restored', 'UPDATE identities SET retired_at = ? WHERE id = ?', null, id);
  }

  destroyKeys(id: string, now: number): void {
    const { keys, destroyedAt } = this.#required(id);
    if (destroyedAt !== null) return this.#privateKeys.finish();
    this.#change(id, [], () => {
      this.#endKeys('destroyed', id, now, null);
      this.#database.prepare('UPDATE identities SET retired_at = ifnull(retired_at, ?), destroyed_at = ? WHERE id = ?').run(now, now, id);
      this.#audit.append(identityEntry('identity-destroyed', id, keys[0] ?? null, { schemes: keys.map(({ scheme }) => scheme) }));
    });
    this.#privateKeys.finish(); // who asked for this hears it when they could not be overwritten yet
  }

  sessionsByKey(id: string): readonly OwnKeyUse[] {
    const sql = `SELECT own_key, own_name, count(*) AS sessions FROM sessions WHERE identity_id = ? AND forgotten = 0 AND standing <> 'suspect'
      GROUP BY own_key, own_name`;
    return this.#database
      .run(() => this.#database.prepare<[string], UseRecord>(sql).all(id))
      .map(({ own_key, own_name, sessions }) => ({ publicKey: own_key && new Uint8Array(own_key), name: own_name, sessions }));
  }

  /** One transaction that may store these keys, and end others. */
  #change(id: string, stored: readonly IdentityKeyPair[], work: () => void): void {
    const places = stored.map(({ scheme, publicKey }) => identityKeyPlace(id, scheme, publicKey));
    this.#privateKeys.change(places, () => this.#database.transaction(work));
  }

  /** Keeps the public halves and deletes the rest; the keys they were sealed under are destroyed behind the transaction. */
  #endKeys(how: FormerKey['how'], id: string, now: number, scheme: SignatureScheme | null): void {
    const which = 'FROM identity_keys WHERE identity_id = @id AND (@scheme IS NULL OR scheme = @scheme)';
    this.#database
      .prepare(
        `INSERT INTO identity_former_keys (public_key, identity_id, scheme, created_at, ended_at, how)
          SELECT public_key, identity_id, scheme, created_at, @now, @how ${which}`,
      )
      .run({ id, scheme, now, how });
    const ended = this.#database.prepare<[object], PrivateKeyRecord>(`DELETE ${which} RETURNING *`).all({ id, scheme });
    for (const record of ended) this.#privateKeys.end(identityKeyPlace(id, record.scheme, record.public_key), record.slot);
  }

  /** @param at its place among the keys; `null`: the last one */
  #insertKey(id: string, { scheme, publicKey, privateKey }: IdentityKeyPair, now: number, at: number | null = null): void {
    const former = this.#database.prepare('SELECT 1 FROM identity_former_keys WHERE public_key = ?').get(publicKey);
    if (former !== undefined) throw new StoreError('ALREADY_EXISTS', ['key-was-used']);
    const { slot, sealed } = this.#privateKeys.seal(identityKeyPlace(id, scheme, publicKey), privateKey);
    const insert = this.#database.prepare(
      'INSERT INTO identity_keys (rowid, identity_id, scheme, public_key, private_key, slot, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    insert.run(at, id, scheme, publicKey, sealed, slot, now);
  }

  #setRetired(action: IdentityAction, sql: string, value: number | null, id: string): void {
    this.#database.transaction(() => {
      this.#database.prepare(sql).run(value, id);
      this.#tell(action, id);
    });
  }

  #tell(action: IdentityAction, id: string): void {
    const { name, keys } = this.#required(id);
    this.#audit.append(identityEntry(action, id, keys[0] ?? null, { name }));
  }

  #required(id: string): Identity {
    const identity = this.find(id);
    if (identity === null) throw noIdentity();
    return identity;
  }

  #identity({ id, name, created_at, retired_at, destroyed_at }: IdentityRecord): Identity {
    return {
      id,
      name,
      createdAt: created_at,
      retiredAt: retired_at,
      destroyedAt: destroyed_at,
      keys: this.#keys.all(id).map(identityKey),
      formerKeys: this.#formerKeys.all(id).map((record) => ({ ...identityKey(record), endedAt: record.ended_at, how: record.how })),
      formerNames: this.#formerNames.all(id).map((record) => ({ name: record.name, endedAt: record.ended_at })),
    };
  }
}

function identityKey({ scheme, public_key, created_at }: KeyRecord) {
  return { scheme, publicKey: new Uint8Array(public_key), createdAt: created_at };
}

function noIdentity(): StoreError {
  return new StoreError('NOT_FOUND', ['no-such', 'identity']);
}

function noKey(scheme: SignatureScheme): StoreError {
  return new StoreError('NOT_FOUND', ['no-key-to-replace', scheme]);
}

function keysDestroyed(): StoreError {
  return new StoreError('NOT_FOUND', ['keys-destroyed']);
}
