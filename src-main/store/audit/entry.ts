import type { Bytes } from '#engine/bytes.ts';
import type { AuditActor } from './actor.ts';

/** What happened. One line here, and one with its words in `src-shared/contract/audit.ts`, add an action. */
export type AuditAction =
  /** The first entry of a log. */
  | 'log-started'
  /** The log did not end where its sealed head says: entries before this one are missing, or were added without a seal. */
  | 'log-gap'
  | 'identity-created'
  | 'identity-key-added'
  | 'identity-renamed'
  | 'identity-retired'
  | 'identity-certified'
  | 'identity-uncertified'
  | 'identity-key-exported'
  | 'authority-created'
  | 'certificate-issued'
  | 'certificate-revoked'
  | 'revocation-list-issued'
  | 'identity-key-rotated'
  | 'identity-restored'
  | 'identity-destroyed'
  | 'pin-added'
  | 'pin-moved'
  | 'pin-changed'
  | 'pin-removed'
  | 'policy-changed'
  | 'policy-removed'
  | 'root-added'
  | 'root-removed'
  | 'revocations-added'
  | 'revocations-removed'
  | 'list-entry-added'
  | 'list-entry-removed'
  | 'contact-changed'
  | 'session-founded'
  | 'session-resumed'
  | 'session-suspect'
  | 'session-forgotten'
  | 'key-package-offered'
  | 'key-package-used'
  | 'key-package-withdrawn'
  | 'key-package-expired'
  | 'audit-exported'
  | 'profile-unlocked'
  | 'profile-locked'
  | 'protection-changed'
  | 'auto-lock-changed'
  | 'key-policy-changed'
  | 'profile-repaired'
  | 'backup-made'
  | 'backup-failed'
  | 'backup-restored'
  | 'restore-failed';

/** What an entry is about. */
export interface AuditSubject {
  readonly kind: 'profile' | 'identity' | 'pin' | 'session' | 'listener' | 'policy' | 'certificate' | 'key-package' | 'peer';
  /** Within its kind; `null` for the profile. */
  readonly id: string | null;
  /** Full fingerprint of the public key it is about, if there is one. */
  readonly fingerprint: string | null;
}

/** Further facts, small and without secrets. Text of peers is shortened to {@link detailLimit} characters. */
export type AuditDetail = { readonly [name: string]: null | boolean | number | string | readonly (number | string)[] };

/** Longest text kept in a detail, characters. Our own limit. */
export const detailLimit = 200;

export interface NewAuditEntry {
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  readonly detail?: AuditDetail;
}

/** One entry of a hash chain. docs/AUDIT-LOG.md has the byte layout of its hash. */
export interface AuditEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Wall clock, milliseconds since 1970. It may go back where the clock did. */
  readonly time: number;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  /** JSON exactly as it was hashed. */
  readonly detail: string;
  /** Hash of the entry before; of the log's id for the first one. 32 bytes. */
  readonly previous: Bytes;
  readonly hash: Bytes;
}

/** Where a log ends. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: Bytes;
}

/** Which entries to show; `null` = any. */
export interface AuditQuery {
  /** Entries before this number. */
  readonly before: number | null;
  readonly limit: number;
  readonly actions: readonly AuditAction[] | null;
  readonly subjectKind: AuditSubject['kind'] | null;
  readonly subjectId: string | null;
  /** Wall clock, milliseconds, both ends included. */
  readonly from: number | null;
  readonly to: number | null;
  /** Part of a subject's id, fingerprint or detail; letters of ASCII in either case. */
  readonly text: string | null;
}

export const everyEntry: AuditQuery = {
  before: null,
  limit: 100,
  actions: null,
  subjectKind: null,
  subjectId: null,
  from: null,
  to: null,
  text: null,
};

/** The log of a profile. It can be added to and read, nothing else. */
export interface AuditTable {
  /** 32 hexadecimal digits, made with the log. */
  readonly log: string;
  /** Adds an entry. Inside the transaction of the operation it tells of, it stands or falls with it. @throws {StoreError} */
  append(entry: NewAuditEntry): void;
  /** Newest first. */
  page(query: AuditQuery): readonly AuditEntry[];
  /** Oldest first, those after a number. */
  read(after: number, limit: number): readonly AuditEntry[];
  head(): AuditHead;
  /** The head as it is sealed beside the database; `null` when nothing sealed fits this log. */
  sealedHead(): AuditHead | null;
  /** Calls back whenever entries were added, durably. One listener. */
  whenAdded(listener: () => void): void;
}
