import { toHex } from '#engine/bytes.ts';
import type { AuditEntry } from '#main/store/audit/entry.ts';
import type { ChainVerdict } from '#main/store/audit/verify.ts';
import { shortOfFull } from '#main/trust/fingerprint.ts';
import type { AuditEntryView, AuditVerdictView } from '#shared/contract/audit.ts';

export function verdictView({ log, entries, head, fault, gaps, knowsHead }: ChainVerdict): AuditVerdictView {
  return { log, entries, head: toHex(head.hash), fault, gaps, knowsHead };
}

export function auditEntryView({ sequence, time, actor, action, subject, detail, hash }: AuditEntry): AuditEntryView {
  const fingerprint = subject.fingerprint === null ? null : { full: subject.fingerprint, short: shortOfFull(subject.fingerprint) };
  return { sequence, time, actor, action, subject: { ...subject, fingerprint }, detail: factsOf(detail), hash: toHex(hash) };
}

/** A log that somebody wrote into is still shown. */
function factsOf(detail: string): AuditEntryView['detail'] {
  try {
    // what the store wrote; a face shows values of any kind as text
    return JSON.parse(detail) as AuditEntryView['detail'];
  } catch {
    return { detail };
  }
}
