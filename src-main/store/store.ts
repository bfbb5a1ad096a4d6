import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { FoundingRole, ProfileName } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { CredentialTables } from './credential-tables.ts';
import type { Backups } from './backup/backup.ts';
import type { AuditTable } from './audit/entry.ts';
import type { KeyPackageTable } from './key-package-table.ts';
import type { Page } from './paging.ts';
import type { PinQuery } from './pin-query.ts';
import type { CredentialState, SessionQuery } from './session-query.ts';
import type { TrustTables } from './trust-tables.ts';

/**
 * What one profile directory keeps about keys, peers and sessions. Every method is synchronous, and durable when it
 * returns; all throw {@link StoreError}. Times are wall clock milliseconds since 1970.
 */
export interface KeyStore extends CredentialTables {
  readonly identities: IdentityTable;
  readonly pins: PinTable;
  readonly sessions: SessionTable;
  readonly keyPackages: KeyPackageTable;
  readonly knocking: KnockingTable;
  readonly connections: ConnectionTable;
  readonly listeners: ListenerTable;
  readonly settings: SettingTable;
  readonly audit: AuditTable;
  /** `null` for a store without files. */
  readonly backups: Backups | null;
  readonly trust: TrustTables;
  close(): void;
}

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

/** A public key of a peer. */
export interface PeerKey {
  /** IANA TLS SignatureScheme. */
  readonly scheme: number;
  readonly publicKey: Bytes;
}

/** A peer key that is trusted. */
export interface Pin extends PeerKey {
  readonly id: string;
  /** The user's own word for the peer. */
  readonly label: string;
  /** `explicit`: the user decided; `first-use`: the first key that was met. */
  readonly kind: 'explicit' | 'first-use';
  /** HOST:PORT the pin is for; `null`: wherever the key appears. */
  readonly address: string | null;
  /** The peer's name in its credential when it was last seen; `null` while it was never seen. */
  readonly name: string | null;
  /** The key that signed this one in, when the pin moved with a successor credential. */
  readonly previous: PeerKey | null;
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
  /** Never moves to a successor key. */
  readonly fixed: boolean;
}

export interface NewPin extends PeerKey {
  readonly label: string;
  readonly kind: Pin['kind'];
  readonly address: string | null;
  readonly name: string | null;
  readonly fixed: boolean;
}

export interface PinTable {
  /** Newest first. Everything: for what must see everything, never for a view and never for every event. */
  list(): readonly Pin[];
  page(query: PinQuery): Page<Pin>;
  count(): number;
  find(id: string): Pin | null;
  /** Every pin that names this address. */
  forAddress(address: string): readonly Pin[];
  /** Every pin whose current or previous key this is. */
  forKey(key: PeerKey): readonly Pin[];
  /** @throws `ALREADY_EXISTS` for the same key at the same address */
  add(pin: NewPin, now: number): Pin;
  /** Notes that the peer was met, and the name it used. */
  seen(id: string, name: string | null, now: number): void;
  /** Replaces the key by one that the pinned key signed in; the old one becomes `previous`. */
  move(id: string, key: PeerKey, name: string | null, now: number): void;
  edit(id: string, change: { readonly label?: string; readonly fixed?: boolean; readonly kind?: Pin['kind'] }): void;
  remove(id: string): void;
}

export type Direction = 'outbound' | 'inbound';

/** What the host knows about a session and the engine does not. */
export interface SessionAbout {
  /** The logical connection it belongs to. */
  readonly connectionId: string | null;
  readonly identityId: string;
  /** Who dialled when the session was founded. */
  readonly direction: Direction;
  /** HOST:PORT that was dialled; `null` for inbound sessions. */
  readonly address: string | null;
  readonly peerName: string;
  /** Full fingerprint of the peer's signature key. */
  readonly peerFingerprint: string;
  /** The peer was accepted without any check. */
  readonly insecure: boolean;
  /** What was last found out about the peer's credential. */
  readonly credential: CredentialState;
  readonly lastUsedAt: number;
}

/** One line of the session list; no secret in it. */
export interface SessionRow extends SessionAbout {
  /** Lower-case hex of group_id. */
  readonly id: string;
  readonly profile: ProfileName;
  readonly suite: number;
  readonly epoch: bigint;
  readonly standing: Session['standing'];
  /** Public key and name of ours in the group; `null` until the first step since the program notes them. */
  readonly ownKey: Bytes | null;
  readonly ownName: string | null;
  readonly foundingRole: FoundingRole;
  readonly marked: boolean;
  readonly pending: 'update' | 'request' | 'response' | null;
  readonly generation: bigint;
  readonly createdAt: number;
  /** Stored bytes of the sealed state. */
  readonly size: number;
  /** Why the session must never be used again; a fresh handshake is the way out. */
  readonly quarantine: 'rolled-back' | 'damaged' | 'restored' | null;
}

export interface SessionTable {
  /** Last used first. Everything: for what must see everything, never for a view and never for every event. */
  list(): readonly SessionRow[];
  page(query: SessionQuery): Page<SessionRow>;
  count(): number;
  find(id: string): SessionRow | null;
  /** @returns the session, or `null` when there is none or only the row of a suspect one is left (R-DEL). @throws `ROLLBACK_DETECTED`, `STORE_DAMAGED` for one in quarantine */
  load(id: string): Session | null;
  /**
   * One protocol step, in one transaction. R-PERSIST.
   *
   * @param use a KeyPackage that must not be accepted again, made durable in the same transaction
   * @throws `GENERATION_CONFLICT` unless the session is new (generation 0 or 1) or its generation is the stored one plus one
   * @throws `KEY_PACKAGE_REPLAYED` when `use` is known already; nothing is stored then
   */
  save(session: Session, about: SessionAbout, use: KeyPackageUse | null): void;
  /** Deletes the session and destroys the key its state was sealed with. No error when it is unknown. */
  forget(id: string): void;
  /** Keeps what was found out about the peer's credential; the session itself stays as it is. No error when it is unknown. */
  noteCredential(id: string, state: CredentialState): void;
  /** Whether a KeyPackage with this reference was accepted before (R-KP replay cache, the 10,000 latest). */
  isReplayed(reference: Bytes): boolean;
}

/** A stranger that was refused and may be let in later. */
export interface Knocking extends PeerKey {
  readonly fingerprint: string;
  /** What the stranger calls itself. Never trust or interpret it. */
  readonly name: string;
  readonly address: string;
  readonly listenerId: string | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly count: number;
}

export interface KnockingTable {
  /** Latest first; at most 256 are kept. */
  list(): readonly Knocking[];
  find(fingerprint: string): Knocking | null;
  record(
    knock: {
      readonly fingerprint: string;
      readonly scheme: number;
      readonly publicKey: Bytes;
      readonly name: string;
      readonly address: string;
      readonly listenerId: string | null;
    },
    now: number,
  ): void;
  remove(fingerprint: string): void;
}

/** Plain data as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A logical connection: one row from the first dial or accept, over cuts and resumptions, until removed. */
export interface ConnectionRow {
  readonly id: string;
  readonly label: string;
  readonly direction: Direction;
  /** HOST:PORT dialled, or the peer's at accept. */
  readonly address: string;
  readonly listenerId: string | null;
  readonly identityId: string;
  readonly sessionId: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** What it was opened with, so that it can be opened again; the host's own shape. */
  readonly options: Json;
}

export interface ConnectionTable {
  /** Last used first. Everything: for what must see everything, never for a view and never when a profile is opened. */
  list(): readonly ConnectionRow[];
  /** The last used ones, last used first. */
  latest(limit: number): readonly ConnectionRow[];
  /** Those that know of no session. */
  withoutSession(): readonly ConnectionRow[];
  forSession(sessionId: string): ConnectionRow | null;
  find(id: string): ConnectionRow | null;
  add(row: ConnectionRow): void;
  edit(id: string, change: Partial<Pick<ConnectionRow, 'label' | 'address' | 'sessionId' | 'lastUsedAt' | 'options'>>): void;
  remove(id: string): void;
}

/** A listener definition. */
export interface ListenerRow {
  readonly id: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly identityId: string;
  /** Opened when the program starts. */
  readonly autoOpen: boolean;
  readonly createdAt: number;
  readonly options: Json;
}

export interface ListenerTable {
  /** Oldest first. */
  list(): readonly ListenerRow[];
  find(id: string): ListenerRow | null;
  add(row: ListenerRow): void;
  edit(id: string, change: Partial<Pick<ListenerRow, 'label' | 'host' | 'port' | 'autoOpen' | 'options'>>): void;
  remove(id: string): void;
}

export interface SettingTable {
  read(name: string): Json | undefined;
  write(name: string, value: Json): void;
}

/** Bytes a session is stored as. Contains private keys. */
export interface SessionCodec {
  encode(session: Session): Bytes;
  /** @throws {EngineError} when the bytes are not a stored session */
  decode(bytes: Bytes): Session;
}
