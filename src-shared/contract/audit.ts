import type { FingerprintView } from '../views.ts';
import type { Translated } from '../words/said.ts';

/** The audit log: who or what did which key operation when. docs/AUDIT-LOG.md. */
export interface AuditRequests {
  /** Newest first. */
  audit(params: AuditPageParams): readonly AuditEntryView[];
  /**
   * Checks the whole chain, and its end against the sealed head; progress comes as a job.
   *
   * @param params.head what the log ended with when it was noted elsewhere, hexadecimal; `null`: not known
   */
  verifyAudit(params: { readonly head: string | null }): AuditVerdictView;
  /** Some lines of the exported log, beginning after an entry; `null` as `next` means that these were the last. */
  exportAudit(params: { readonly after: number }): { readonly text: string; readonly next: number | null };
}

export const auditChannels: { readonly [M in keyof AuditRequests]: `core:${M}` } = {
  audit: 'core:audit',
  verifyAudit: 'core:verifyAudit',
  exportAudit: 'core:exportAudit',
};

export interface AuditTopics {
  /** The number of the last entry. */
  readonly auditChanged: number;
}

export const auditTopicChannels: { readonly [T in keyof AuditTopics]: `face:${T}` } = { auditChanged: 'face:auditChanged' };

export interface AuditPageParams {
  readonly before: number | null;
  readonly limit: number;
  readonly actions: readonly AuditActionName[] | null;
  readonly subjectKind: AuditSubjectKind | null;
  /** Wall clock, milliseconds, both ends included. */
  readonly from: number | null;
  readonly to: number | null;
  /** Part of a subject's id, fingerprint (letters or digits) or detail. */
  readonly text: string | null;
}

export interface AuditEntryView {
  readonly sequence: number;
  readonly time: number;
  readonly actor: { readonly kind: 'window' | 'browser' | 'command line' | 'program'; readonly client: string | null };
  readonly action: AuditActionName;
  readonly subject: { readonly kind: AuditSubjectKind; readonly id: string | null; readonly fingerprint: FingerprintView | null };
  /** Further facts, by name. Text in them may come from peers. */
  readonly detail: { readonly [name: string]: null | boolean | number | string | readonly (number | string)[] };
  /** Hexadecimal. */
  readonly hash: string;
}

export interface AuditVerdictView {
  readonly log: string;
  /** Entries that hold. */
  readonly entries: number;
  /** Hash of the last entry that holds, hexadecimal. */
  readonly head: string;
  readonly fault: { readonly kind: AuditFaultKind; readonly sequence: number } | null;
  /** Entries that say themselves that others before them are missing or were added without a seal. */
  readonly gaps: readonly number[];
  /** Whether the log had the noted head at any place; `null` when none was given. */
  readonly knowsHead: boolean | null;
}

export type AuditFaultKind = keyof typeof auditFaultWords;
export type AuditActionName = keyof typeof auditActionWords;
export type AuditSubjectKind = keyof typeof auditSubjectWords;

/** What each action is called. */
export const auditActionWords = {
  'log-started': 'Log started',
  'log-gap': 'Gap in the log',
  'identity-created': 'Identity created',
  'identity-key-added': 'Key added to identity',
  'identity-renamed': 'Identity renamed',
  'identity-retired': 'Identity retired',
  'identity-certified': 'Certificates installed for a key',
  'identity-uncertified': 'Certificates of a key removed',
  'identity-key-exported': 'Private key exported',
  'authority-created': 'Laboratory authority created',
  'certificate-issued': 'Certificate issued',
  'certificate-revoked': 'Certificate revoked',
  'revocation-list-issued': 'Revocation list issued',
  'identity-key-rotated': 'Key of an identity rotated',
  'identity-restored': 'Identity restored',
  'identity-destroyed': 'Keys of an identity destroyed',
  'pin-added': 'Key pinned',
  'pin-moved': 'Pin moved to a new key',
  'pin-changed': 'Pin changed',
  'pin-removed': 'Pin removed',
  'policy-changed': 'Policy set',
  'policy-removed': 'Policy removed',
  'root-added': 'X.509 root trusted',
  'root-removed': 'X.509 root removed',
  'revocations-added': 'Revocation list imported',
  'revocations-removed': 'Revocation list removed',
  'list-entry-added': 'Peer put on a list',
  'list-entry-removed': 'Peer taken off a list',
  'contact-changed': 'Contact changed',
  'session-founded': 'Session founded',
  'session-resumed': 'Session resumed',
  'session-suspect': 'Session suspect, its secrets destroyed',
  'session-forgotten': 'Session forgotten',
  'key-package-offered': 'KeyPackage given out',
  'key-package-used': 'KeyPackage used, its private parts destroyed',
  'key-package-withdrawn': 'KeyPackage withdrawn, its private parts destroyed',
  'key-package-expired': 'KeyPackage expired, its private parts destroyed',
  'audit-exported': 'Audit log exported',
  'profile-unlocked': 'Profile unlocked',
  'profile-locked': 'Profile locked',
  'protection-changed': 'Protection of the keys changed',
  'auto-lock-changed': 'Automatic lock changed',
  'key-policy-changed': 'Key policy changed',
  'profile-repaired': 'Damaged profile repaired',
  'backup-made': 'Backup made',
  'backup-failed': 'Backup failed',
  'backup-restored': 'Backup restored',
  'restore-failed': 'Restoring a backup failed',
} as const;

export const auditSubjectWords = {
  profile: 'Profile',
  identity: 'Identity',
  pin: 'Pin',
  session: 'Session',
  listener: 'Listener',
  policy: 'Policy',
  certificate: 'Certificate',
  'key-package': 'KeyPackage',
  peer: 'Peer',
} as const;

/** What is wrong at an entry. */
export const auditFaultWords = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  unlinked: 'does not follow the entry before it',
  cut: 'and all after it were cut off',
  'other-head': 'is not where the log ended: it was written anew',
  'no-head': 'cannot be told to be the last: the sealed end of the log is gone',
  unreadable: 'cannot be read',
} as const;

/** What a verdict can say. */
export const auditVerdictSentences = {
  holds: (entries: number) => `The chain holds: ${entries === 1 ? '1 entry' : `${entries.toLocaleString('en')} entries`}.`,
  broken: (sequence: number, fault: string) => `Broken: entry ${sequence} ${fault}.`,
  torn: (sequence: number) => `Before entry ${sequence} the log did not end where it should: entries are missing, or were added unsealed.`,
  knowsHead: (known: boolean) => (known ? 'The noted end is in this log.' : 'The noted end is not in this log.'),
} as const;

/** A verdict in one or two sentences. @param words in another language than English */
export function auditVerdictWords(
  { entries, fault, gaps, knowsHead }: AuditVerdictView,
  words: { readonly verdict: Translated<typeof auditVerdictSentences>; readonly faults: Translated<typeof auditFaultWords> } = english,
): readonly string[] {
  const { verdict, faults } = words;
  const holds = fault === null ? verdict.holds(entries) : verdict.broken(fault.sequence, faults[fault.kind]);
  return [holds, ...gaps.map((sequence) => verdict.torn(sequence)), ...(knowsHead === null ? [] : [verdict.knowsHead(knowsHead)])];
}

const english = { verdict: auditVerdictSentences, faults: auditFaultWords };
