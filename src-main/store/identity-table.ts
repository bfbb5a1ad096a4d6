import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Signer } from '#engine/mls/group.ts';

/** A name of ours and its signature keys, one per scheme. Private keys are never part of a row. */
export interface Identity {
  readonly id: string;
  /** Also the basic credential: visible to peers, and in clear in a client_hello. */
  readonly name: string;
  readonly createdAt: number;
  /** Retired identities sign nothing new; their sessions live on, under keys of their own state. */
  readonly retiredAt: number | null;
  /** Its private keys are gone for good, and its sessions with them. */
  readonly destroyedAt: number | null;
  readonly keys: readonly IdentityKey[];
  /** Public halves of keys it had before, first ended first. */
  readonly formerKeys: readonly FormerKey[];
  readonly formerNames: readonly { readonly name: string; readonly endedAt: number }[];
}

export interface IdentityKey {
  readonly scheme: SignatureScheme;
  /** As in an MLS leaf: 32 bytes Ed25519, uncompressed points for the NIST curves, 2592 bytes ML-DSA-87. */
  readonly publicKey: Bytes;
  readonly createdAt: number;
}

export interface FormerKey extends IdentityKey {
  readonly endedAt: number;
  readonly how: 'rotated' | 'destroyed';
}

/** How many sessions, suspect ones aside, go under a key and a name of an identity. */
export interface OwnKeyUse {
  /** `null`: a session that was not used since the program began to note it. */
  readonly publicKey: Bytes | null;
  readonly name: string | null;
  readonly sessions: number;
}

export interface IdentityKeyPair extends Omit<IdentityKey, 'createdAt'> {
  /** 32-byte seed Ed25519 and ML-DSA-87, scalar for the NIST curves. Secret. */
  readonly privateKey: Bytes;
}

export interface IdentityTable {
  /** Oldest first, retired ones included. */
  list(): readonly Identity[];
  find(id: string): Identity | null;
  /** Stores the key pairs, private keys sealed. The caller erases its own copies. */
  add(name: string, keys: readonly IdentityKeyPair[], now: number): Identity;
  /** Stores one more key pair, its private key sealed. The caller erases its own copy. Refuses a second key of a scheme. */
  addKey(id: string, key: IdentityKeyPair, now: number): void;
  /**
   * Puts a key pair in the place of the one of its scheme, in one transaction: after a crash there is the old one or the new one,
   * never none. The old private key is overwritten; its public half stays in `formerKeys`.
   */
  replaceKey(id: string, key: IdentityKeyPair, now: number): void;
  /** The identity as MLS signer, with its private key: a fresh copy that the caller erases. `null` without a key of that scheme. */
  signer(id: string, scheme: SignatureScheme): Signer | null;
  /** The name before stays in `formerNames`. */
  rename(id: string, name: string, now: number): void;
  retire(id: string, now: number): void;
  /** Takes a retirement back. @throws `NOT_FOUND` once its keys are destroyed */
  restore(id: string): void;
  /** Overwrites the private keys of an identity, which is retired with it. Cannot be undone. */
  destroyKeys(id: string, now: number): void;
  sessionsByKey(id: string): readonly OwnKeyUse[];
}
