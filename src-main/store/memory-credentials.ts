import { randomUUID } from 'node:crypto';
import { type Bytes, copyOf, equal, toHex } from '#engine/bytes.ts';
import { authorityEntry, certificateEntry, chainEntry } from './audit/credential-entries.ts';
import type { AuditTable } from './audit/entry.ts';
import type { Authority, AuthorityTable, ChainTable, CredentialTables, IssuedCertificate } from './credential-tables.ts';
import { StoreError } from './store-error.ts';

/** Certificates and authorities of a store without files. */
export function memoryCredentials(audit: AuditTable): CredentialTables {
  return { chains: memoryChains(audit), authorities: memoryAuthorities(audit) };
}

function memoryChains(audit: AuditTable): ChainTable {
  const chains = new Map<string, readonly Bytes[]>();
  return {
    chainOf: (publicKey) => chains.get(toHex(publicKey)) ?? [],
    install(key, chain) {
      chains.set(toHex(key.publicKey), chain.map(copied));
      audit.append(chainEntry('identity-certified', key, chain));
    },
    remove(key) {
      if (chains.delete(toHex(key.publicKey))) audit.append(chainEntry('identity-uncertified', key, []));
    },
  };
}

function memoryAuthorities(audit: AuditTable): AuthorityTable {
  const rows = new Map<string, Authority>();
  const keys = new Map<string, Bytes>();
  const certificates = new Map<string, IssuedCertificate[]>();
  const required = (id: string): Authority => {
    const found = rows.get(id);
    if (found === undefined) throw new StoreError('NOT_FOUND', ['no-such', 'authority']);
    return found;
  };
  const issuedBy = (id: string): IssuedCertificate[] => certificates.get(id) ?? [];
  return {
    list: () => [...rows.values()].sort((a, b) => a.createdAt - b.createdAt),
    find: (id) => rows.get(id) ?? null,
    add({ privateKey, ...facts }) {
      if ([...rows.values()].some(({ publicKey }) => equal(publicKey, facts.publicKey)))
        throw new StoreError('ALREADY_EXISTS', 'the key of this authority is stored already');
      const authority = { ...facts, id: randomUUID(), listNumber: 0 };
      rows.set(authority.id, authority);
      keys.set(authority.id, copied(privateKey));
      certificates.set(authority.id, []);
      audit.append(authorityEntry('authority-created', authority));
      return authority;
    },
    privateKey: (id) => copied(keys.get(required(id).id) ?? new Uint8Array(0)),
    issued: (id, limit) => issuedBy(id).toReversed().slice(0, limit),
    revoked: (id) => issuedBy(id).filter(({ revokedAt }) => revokedAt !== null),
    record(id, { serial, certificate }, now) {
      const authority = required(id);
      if (issuedBy(id).some((issued) => issued.serial === serial)) throw new StoreError('ALREADY_EXISTS', 'the serial number was used before');
      issuedBy(id).push({ authorityId: id, serial, certificate: copied(certificate), issuedAt: now, revokedAt: null, reason: null });
      audit.append(certificateEntry('certificate-issued', authority, serial, certificate));
    },
    revoke(id, serial, reason, now) {
      const authority = required(id);
      const all = issuedBy(id);
      const at = all.findIndex((issued) => issued.serial === serial);
      const issued = all[at];
      if (issued === undefined) throw new StoreError('NOT_FOUND', ['not-issued-by']);
      if (issued.revokedAt !== null) return issued;
      const revoked = { ...issued, revokedAt: now, reason };
      all[at] = revoked;
      audit.append(certificateEntry('certificate-revoked', authority, serial, issued.certificate, { reason }));
      return revoked;
    },
    nextListNumber(id) {
      const authority = { ...required(id), listNumber: required(id).listNumber + 1 };
      rows.set(id, authority);
      audit.append(authorityEntry('revocation-list-issued', authority, { number: authority.listNumber }));
      return authority.listNumber;
    },
  };
}

function copied(bytes: Bytes): Bytes {
  return copyOf(bytes);
}
