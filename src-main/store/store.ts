import type { Bytes } from '#engine/bytes.ts';
import type { KeyPackageUse } from '#engine/mls-tls/host-effects.ts';
import type { FoundingRole, ProfileName } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { CredentialTables } from './credential-tables.ts';
import type { Backups } from './backup/backup.ts';
import type { AuditTable } from './audit/entry.ts';
import type { IdentityTable } from './identity-table.ts';
import type { KeyPackageTable } from './key-package-table.ts';
import type { Page } from './paging.ts';
import type { PeerKey, PinTable } from './pin-table.ts';
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
  /** Hands what {@link load} would give to `use` and overwrites its secrets afterwards. @throws {StoreError} as {@link load} */
  look<T>(id: string, use: (session: Session) => T): T | null;
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
  /** It resumes by itself when the program starts. */
  readonly wakes: boolean;
  /** What it was opened with, so that it can be opened again; the host's own shape. */
  readonly options: Json;
}

export interface ConnectionTable {
  /** Last used first. Everything: for what must see everything, never for a view and never when a profile is opened. */
  list(): readonly ConnectionRow[];
  /** The last used ones, last used first. */
  latest(limit: number): readonly ConnectionRow[];
  /**
   * Those with a session that resume by themselves, last used first, page by page.
   *
   * @param after the last one of the page before
   */
  waking(limit: number, after?: Pick<ConnectionRow, 'lastUsedAt' | 'id'>): readonly ConnectionRow[];
  /** How many there are to wake. */
  countWaking(): number;
  /** Those that know of no session. */
  withoutSession(): readonly ConnectionRow[];
  forSession(sessionId: string): ConnectionRow | null;
  find(id: string): ConnectionRow | null;
  add(row: ConnectionRow): void;
  edit(id: string, change: Partial<Pick<ConnectionRow, 'label' | 'address' | 'sessionId' | 'lastUsedAt' | 'wakes' | 'options'>>): void;
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
  /** Overwrites the secrets of a session that {@link decode} made. */
  erase(session: Session): void;
}
