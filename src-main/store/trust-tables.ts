import type { Bytes } from '#engine/bytes.ts';
import type { Json } from './store.ts';

/**
 * What policies are made of and what they decided. As in {@link KeyStore}: synchronous, durable when a method returns, all throw
 * {@link StoreError}, times are wall clock milliseconds since 1970. Nothing here is secret.
 */
export interface TrustTables {
  readonly policies: PolicyTable;
  readonly anchors: FileTable<AnchorRow>;
  readonly crls: FileTable<CrlRow>;
  readonly entries: EntryTable;
  readonly contacts: ContactNoteTable;
  readonly decisions: DecisionTable;
  readonly certificates: SeenCertificateTable;
  readonly marks: NoticeMarkTable;
}

/** A policy; its steps are the trust folder's own shape. */
export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly steps: Json;
  readonly updatedAt: number;
}

export interface PolicyTable {
  /** By name. */
  list(): readonly PolicyRow[];
  find(id: string): PolicyRow | null;
  /** Adds or replaces. @throws `ALREADY_EXISTS` when another one has the name */
  put(row: PolicyRow): void;
  /** No error when it is unknown. */
  remove(id: string): void;
}

/** A file that was imported: its bytes and what they say. */
interface FileRow {
  readonly id: string;
  readonly label: string;
  readonly der: Bytes;
  /** SHA-256 over the bytes, lower-case hex: no file is stored twice. */
  readonly digest: string;
  readonly addedAt: number;
}

/** An X.509 root. */
export interface AnchorRow extends FileRow {
  readonly subject: string;
  readonly notAfter: number;
}

/** A certificate revocation list. */
export interface CrlRow extends FileRow {
  readonly issuer: string;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly revoked: number;
}

export interface FileTable<R extends FileRow> {
  /** Newest first. */
  list(): readonly R[];
  find(id: string): R | null;
  /** @throws `ALREADY_EXISTS` for the same bytes */
  add(row: R): void;
  /** @throws `NOT_FOUND` */
  remove(id: string): void;
}

/** An entry of a named allow-list or deny-list. */
export interface EntryRow {
  readonly id: string;
  readonly list: string;
  readonly effect: 'allow' | 'deny';
  readonly kind: 'fingerprint' | 'name' | 'certificate-name';
  readonly value: string;
  readonly note: string;
  readonly addedAt: number;
}

export interface EntryTable {
  /** Newest first. */
  list(): readonly EntryRow[];
  /** @throws `ALREADY_EXISTS` for the same value in the same list */
  add(row: EntryRow): void;
  /** @throws `NOT_FOUND` */
  remove(id: string): void;
}

/** What a person noted about a contact (a pin) besides the pin itself. */
export interface ContactNote {
  readonly pinId: string;
  /** A policy that this contact must satisfy besides the connection's. */
  readonly policyId: string | null;
  /** How the key was compared, in the person's words; `null`: it was not. */
  readonly verifiedBy: string | null;
  readonly verifiedAt: number | null;
}

export interface ContactNoteTable {
  find(pinId: string): ContactNote | null;
  /** Those that name a policy. */
  withPolicy(policyId: string): readonly ContactNote[];
  put(note: ContactNote): void;
  remove(pinId: string): void;
}

/** A decision of the authentication service, in words. */
export interface DecisionRow {
  readonly id: string;
  readonly at: number;
  readonly connectionId: string | null;
  readonly sessionId: string | null;
  /** Full fingerprint of the peer's key. */
  readonly fingerprint: string;
  readonly name: string;
  readonly address: string;
  readonly purpose: string;
  readonly policy: string;
  readonly allowed: boolean;
  readonly code: string | null;
  readonly explanation: string;
  /** The trust folder's own shape. */
  readonly evidence: Json;
}

export interface DecisionTable {
  add(row: DecisionRow): void;
  /** Newest first. */
  newest(limit: number): readonly DecisionRow[];
  forConnection(connectionId: string, limit: number): readonly DecisionRow[];
  forFingerprint(fingerprint: string, limit: number): readonly DecisionRow[];
  /** Ties decisions made before their connection had an id to it. */
  assign(ids: readonly string[], connectionId: string, sessionId: string | null): void;
}

/** The certificate a peer's key came with last. */
export interface SeenCertificate {
  /** Full fingerprint of the peer's key. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly notAfter: number;
  readonly seenAt: number;
}

export interface SeenCertificateTable {
  find(fingerprint: string): SeenCertificate | null;
  /** Those that end before a time, soonest first. */
  endingBefore(time: number): readonly SeenCertificate[];
  put(row: SeenCertificate): void;
}

/** A notice about a cause that was dismissed, so that it does not come back. */
export interface NoticeMarkTable {
  has(subject: string): boolean;
  put(subject: string, now: number): void;
}

/** Decisions kept: of connections, and besides them of strangers who never became one. Our own limits. */
export const decisionLimits = { ofConnections: 2000, ofStrangers: 500 } as const;
