import { type KeyObject, randomUUID } from 'node:crypto';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { AuditTable } from '../audit/entry.ts';
import { type IdentityAction, identityEntry } from '../audit/subjects.ts';
import type { Statement, StoreDatabase } from '../database.ts';
import { nameBytes } from '../identity-name.ts';
import { seal, unseal } from '../sealing.ts';
import type { Identity, IdentityKey, IdentityKeyPair, IdentityTable } from '../store.ts';
import { StoreError } from '../store-error.ts';

interface IdentityRecord {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly retired_at: number | null;
}

interface KeyRecord {
  readonly scheme: SignatureScheme;
  readonly public_key: Buffer;
}

/** Identities, their private keys sealed under a key derived from the data key. */
export class SqliteIdentities implements IdentityTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;
  readonly #key: KeyObject;
  readonly #all: Statement<[], IdentityRecord>;
  readonly #one: Statement<[string], IdentityRecord>;
  readonly #keys: Statement<[string], KeyRecord>;
  readonly #private: Statement<[string, string], KeyRecord & { readonly private_key: Buffer }>;

  constructor(database: StoreDatabase, audit: AuditTable, key: KeyObject) {
    this.#database = database;
    this.#audit = audit;
    this.#key = key;
    this.#all = database.prepare('SELECT id, name, created_at, retired_at FROM identities ORDER BY created_at, rowid');
    this.#one = database.prepare('SELECT id, name, created_at, retired_at FROM identities WHERE id = ?');
    this.#keys = database.prepare('SELECT scheme, public_key FROM identity_keys WHERE identity_id = ? ORDER BY rowid');
    this.#private = database.prepare('SELECT scheme, public_key, private_key FROM identity_keys WHERE identity_id = ? AND scheme = ?');
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
    this.#database.transaction(() => {
      this.#database.prepare('INSERT INTO identities (id, name, created_at, retired_at) VALUES (?, ?, ?, NULL)').run(id, name, now);
      for (const key of keys) this.#insertKey(id, key);
      this.#audit.append(identityEntry('identity-created', id, keys[0] ?? null, { name, schemes: keys.map(({ scheme }) => scheme) }));
    });
    return {
      id,
      name,
      createdAt: now,
      retiredAt: null,
      keys: keys.map(({ scheme, publicKey }) => ({ scheme, publicKey: new Uint8Array(publicKey) })),
    };
  }

  addKey(id: string, key: IdentityKeyPair): void {
    if (this.find(id) === null) throw noIdentity();
    this.#database.transaction(() => {
      this.#insertKey(id, key);
      this.#audit.append(identityEntry('identity-key-added', id, key, { scheme: key.scheme }));
    });
  }

  signer(id: string, scheme: SignatureScheme): Signer | null {
    const identity = this.find(id);
    const record = this.#database.run(() => this.#private.get(id, scheme));
    if (identity === null || record === undefined) return null;
    const privateKey = unseal(this.#key, place(id, scheme), record.private_key);
    if (privateKey === null) throw new StoreError('STORE_DAMAGED', `the ${scheme} key of an identity is damaged`);
    return { credential: { kind: 'basic', identity: nameBytes(identity.name) }, scheme, publicKey: new Uint8Array(record.public_key), privateKey };
  }

  rename(id: string, name: string): void {
    this.#change('identity-renamed', 'UPDATE identities SET name = ? WHERE id = ?', name, id);
  }

  retire(id: string, now: number): void {
    this.#change('identity-retired', 'UPDATE identities SET retired_at = ifnull(retired_at, ?) WHERE id = ?', now, id);
  }

  #insertKey(id: string, { scheme, publicKey, privateKey }: IdentityKeyPair): void {
    const insert = this.#database.prepare('INSERT INTO identity_keys (identity_id, scheme, public_key, private_key) VALUES (?, ?, ?, ?)');
    insert.run(id, scheme, publicKey, seal(this.#key, place(id, scheme), privateKey));
  }

  #change(action: IdentityAction, sql: string, value: string | number, id: string): void {
    this.#database.transaction(() => {
      if (this.#database.prepare(sql).run(value, id).changes === 0) throw noIdentity();
      const identity = this.find(id);
      this.#audit.append(identityEntry(action, id, identity?.keys[0] ?? null, { name: identity?.name ?? '' }));
    });
  }

  #identity(record: IdentityRecord): Identity {
    const keys: IdentityKey[] = this.#keys.all(record.id).map(({ scheme, public_key }) => ({ scheme, publicKey: new Uint8Array(public_key) }));
    return { id: record.id, name: record.name, createdAt: record.created_at, retiredAt: record.retired_at, keys };
  }
}

function place(id: string, scheme: SignatureScheme): string {
  return `identity_keys|${id}|${scheme}`;
}

function noIdentity(): StoreError {
  return new StoreError('NOT_FOUND', 'there is no such identity');
}
