import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';

/** Certificates for keys of ours, and the laboratory authorities of a profile. */
export interface CredentialTables {
  readonly chains: ChainTable;
  readonly authorities: AuthorityTable;
}

/** A key of ours that a chain certifies. */
export interface CertifiedKey {
  readonly identityId: string;
  readonly scheme: SignatureScheme;
  readonly publicKey: Bytes;
}

/**
 * Which of our keys have certificates. Belongs to the key, not to its place in an identity: a rotated key leaves its chain
 * behind.
 */
export interface ChainTable {
  /** DER, leaf first; empty: the key is shown with a basic credential. */
  chainOf(publicKey: Bytes): readonly Bytes[];
  /** In place of the chain the key had. The caller has checked that the chain is this key's. */
  install(key: CertifiedKey, chain: readonly Bytes[], now: number): void;
  /** The key goes back to a basic credential. No error when it had no chain. */
  remove(key: CertifiedKey): void;
}

/** A laboratory authority of this profile. */
export interface Authority {
  readonly id: string;
  /** `CN=Lab root, O=Example`. */
  readonly subject: string;
  readonly scheme: SignatureScheme;
  readonly publicKey: Bytes;
  /** Its own certificate, DER. */
  readonly certificate: Bytes;
  /** Number of the last revocation list; 0 = none yet. */
  readonly listNumber: number;
  readonly createdAt: number;
}

export type NewAuthority = Omit<Authority, 'id' | 'listNumber'> & {
  /** As in `IdentityKeyPair`. Secret; the caller erases its copy. */
  readonly privateKey: Bytes;
};

export interface IssuedCertificate {
  readonly authorityId: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** DER. */
  readonly certificate: Bytes;
  readonly issuedAt: number;
  readonly revokedAt: number | null;
  /** As `RevocationReason`; `null` unless revoked. */
  readonly reason: string | null;
}

export interface AuthorityTable {
  /** Oldest first. */
  list(): readonly Authority[];
  find(id: string): Authority | null;
  /** Stores the key sealed. @throws {StoreError} `ALREADY_EXISTS` for a key that is stored already */
  add(authority: NewAuthority): Authority;
  /** A fresh copy that the caller erases. @throws {StoreError} `NOT_FOUND`, `STORE_DAMAGED` */
  privateKey(id: string): Bytes;
  /** Newest first. */
  issued(id: string, limit: number): readonly IssuedCertificate[];
  /** All that are revoked, for a list. */
  revoked(id: string): readonly IssuedCertificate[];
  /** @throws {StoreError} `ALREADY_EXISTS` for a serial number used before */
  record(id: string, certificate: { readonly serial: string; readonly certificate: Bytes }, now: number): void;
  /** A certificate that is revoked stays so, with its first reason and time. @throws {StoreError} `NOT_FOUND` */
  revoke(id: string, serial: string, reason: string, now: number): IssuedCertificate;
  /** Counts on, durably, and returns the number of the list to be written. @throws {StoreError} `NOT_FOUND` */
  nextListNumber(id: string): number;
}
