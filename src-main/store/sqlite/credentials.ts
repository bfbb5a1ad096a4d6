import { randomUUID } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { authorityEntry, certificateEntry, chainEntry } from '../audit/credential-entries.ts';
import type { AuditTable } from '../audit/entry.ts';
import type { Authority, AuthorityTable, CertifiedKey, ChainTable, IssuedCertificate, NewAuthority } from '../credential-tables.ts';
import type { StoreDatabase } from '../store-database.ts';
import { authorityKeyPlace } from '../private-key-place.ts';
import { StoreError } from '../store-error.ts';
import type { PrivateKeys } from './private-keys.ts';

/** Chains of our own keys; certificates are public, so nothing here is sealed. */
export class SqliteChains implements ChainTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;

  constructor(database: StoreDatabase, audit: AuditTable) {
    this.#database = database;
    this.#audit = audit;
  }

  chainOf(publicKey: Bytes): readonly Bytes[] {
    const sql = 'SELECT certificate FROM identity_chains WHERE public_key = ? ORDER BY position';
    const rows = this.#database.run(() => this.#database.prepare<[Bytes], { readonly certificate: Buffer }>(sql).all(publicKey));
    return rows.map(({ certificate }) => new Uint8Array(certificate));
  }

  install(key: CertifiedKey, chain: readonly Bytes[], now: number): void {
    this.#database.transaction(() => {
      this.#delete(key.publicKey);
      const insert = this.#database.prepare('INSERT INTO identity_chains (public_key, position, certificate, installed_at) VALUES (?, ?, ?, ?)');
      for (const [position, certificate] of chain.entries()) insert.run(key.publicKey, position, certificate, now);
      this.#audit.append(chainEntry('identity-certified', key, chain));
    });
  }

  remove(key: CertifiedKey): void {
    this.#database.transaction(() => {
      if (this.#delete(key.publicKey) > 0) this.#audit.append(chainEntry('identity-uncertified', key, []));
    });
  }

  #delete(publicKey: Bytes): number {
    return this.#database.prepare('DELETE FROM identity_chains WHERE public_key = ?').run(publicKey).changes;
  }
}

interface AuthorityRecord {
  readonly id: string;
  readonly subject: string;
  readonly scheme: SignatureScheme;
  readonly public_key: Buffer;
  readonly certificate: Buffer;
  readonly list_number: number;
  readonly created_at: number;
}

interface PrivateKeyRecord {
  readonly public_key: Buffer;
  readonly private_key: Buffer;
  readonly slot: number | null;
}

interface IssuedRecord {
  readonly authority_id: string;
  readonly serial: string;
  readonly certificate: Buffer;
  readonly issued_at: number;
  readonly revoked_at: number | null;
  readonly reason: string | null;
}

const columns = 'id, subject, scheme, public_key, certificate, list_number, created_at';
const issuedColumns = 'authority_id, serial, certificate, issued_at, revoked_at, reason';

/** Laboratory authorities, their private keys sealed as those of identities are. */
export class SqliteAuthorities implements AuthorityTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTable;
  readonly #privateKeys: PrivateKeys;

  constructor(database: StoreDatabase, audit: AuditTable, privateKeys: PrivateKeys) {
    this.#database = database;
    this.#audit = audit;
    this.#privateKeys = privateKeys;
  }

  list(): readonly Authority[] {
    const sql = `SELECT ${columns} FROM authorities ORDER BY created_at, rowid`;
    return this.#database.run(() => this.#database.prepare<[], AuthorityRecord>(sql).all()).map(authorityOf);
  }

  find(id: string): Authority | null {
    const sql = `SELECT ${columns} FROM authorities WHERE id = ?`;
    const record = this.#database.run(() => this.#database.prepare<[string], AuthorityRecord>(sql).get(id));
    return record === undefined ? null : authorityOf(record);
  }

  add({ subject, scheme, publicKey, privateKey, certificate, createdAt }: NewAuthority): Authority {
    const authority: Authority = { id: randomUUID(), subject, scheme, publicKey, certificate, listNumber: 0, createdAt };
    const sql =
      'INSERT INTO authorities (id, subject, scheme, public_key, private_key, slot, certificate, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    const place = authorityKeyPlace(authority.id, publicKey);
    this.#privateKeys.change([place], () =>
      this.#database.transaction(() => {
        const { slot, sealed } = this.#privateKeys.seal(place, privateKey);
        this.#database.prepare(sql).run(authority.id, subject, scheme, publicKey, sealed, slot, certificate, createdAt);
        this.#audit.append(authorityEntry('authority-created', authority));
      }),
    );
    return this.#required(authority.id);
  }

  privateKey(id: string): Bytes {
    const sql = 'SELECT public_key, private_key, slot FROM authorities WHERE id = ?';
    const record = this.#database.run(() => this.#database.prepare<[string], PrivateKeyRecord>(sql).get(id));
    if (record === undefined) throw noAuthority();
    const sealed = { slot: record.slot, sealed: record.private_key };
    const key = this.#privateKeys.open(authorityKeyPlace(id, record.public_key), sealed);
    if (key === null) throw new StoreError('STORE_DAMAGED', ['authority-key-damaged']);
    return key;
  }

  issued(id: string, limit: number): readonly IssuedCertificate[] {
    const sql = `SELECT ${issuedColumns} FROM issued_certificates WHERE authority_id = ? ORDER BY issued_at DESC, rowid DESC LIMIT ?`;
    return this.#database.run(() => this.#database.prepare<[string, number], IssuedRecord>(sql).all(id, limit)).map(issuedOf);
  }

  revoked(id: string): readonly IssuedCertificate[] {
    const sql = `SELECT ${issuedColumns} FROM issued_certificates WHERE authority_id = ? AND revoked_at IS NOT NULL ORDER BY revoked_at, rowid`;
    return this.#database.run(() => this.#database.prepare<[string], IssuedRecord>(sql).all(id)).map(issuedOf);
  }

  record(id: string, { serial, certificate }: { readonly serial: string; readonly certificate: Bytes }, now: number): void {
    const authority = this.#required(id);
    this.#database.transaction(() => {
      this.#database
        .prepare('INSERT INTO issued_certificates (authority_id, serial, certificate, issued_at) VALUES (?, ?, ?, ?)')
        .run(id, serial, certificate, now);
      this.#audit.append(certificateEntry('certificate-issued', authority, serial, certificate));
    });
  }

  revoke(id: string, serial: string, reason: string, now: number): IssuedCertificate {
    const authority = this.#required(id);
    const sql = 'UPDATE issued_certificates SET revoked_at = ?, reason = ? WHERE authority_id = ? AND serial = ? AND revoked_at IS NULL';
    return this.#database.transaction(() => {
      const { changes } = this.#database.prepare(sql).run(now, reason, id, serial);
      const issued = this.#issued(id, serial);
      if (issued === null) throw new StoreError('NOT_FOUND', ['not-issued-by']);
      if (changes > 0) this.#audit.append(certificateEntry('certificate-revoked', authority, serial, issued.certificate, { reason }));
      return issued;
    });
  }

  nextListNumber(id: string): number {
    return this.#database.transaction(() => {
      this.#database.prepare('UPDATE authorities SET list_number = list_number + 1 WHERE id = ?').run(id);
      const authority = this.#required(id);
      this.#audit.append(authorityEntry('revocation-list-issued', authority, { number: authority.listNumber }));
      return authority.listNumber;
    });
  }

  #issued(id: string, serial: string): IssuedCertificate | null {
    const sql = `SELECT ${issuedColumns} FROM issued_certificates WHERE authority_id = ? AND serial = ?`;
    const record = this.#database.prepare<[string, string], IssuedRecord>(sql).get(id, serial);
    return record === undefined ? null : issuedOf(record);
  }

  #required(id: string): Authority {
    const found = this.find(id);
    if (found === null) throw noAuthority();
    return found;
  }
}

function authorityOf({ id, subject, scheme, public_key, certificate, list_number, created_at }: AuthorityRecord): Authority {
  return {
    id,
    subject,
    scheme,
    publicKey: new Uint8Array(public_key),
    certificate: new Uint8Array(certificate),
    listNumber: list_number,
    createdAt: created_at,
  };
}

function issuedOf({ authority_id, serial, certificate, issued_at, revoked_at, reason }: IssuedRecord): IssuedCertificate {
  return { authorityId: authority_id, serial, certificate: new Uint8Array(certificate), issuedAt: issued_at, revokedAt: revoked_at, reason };
}

function noAuthority(): StoreError {
  return new StoreError('NOT_FOUND', ['no-such', 'authority']);
}
