import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { fullFingerprint } from '../../trust/fingerprint.ts';
import { schemeNumber } from '../../trust/signature-schemes.ts';
import type { Authority, CertifiedKey } from '../credential-tables.ts';
import type { AuditDetail, NewAuditEntry } from './entry.ts';

/** @param chain as it is after the operation, leaf first */
export function chainEntry(action: 'identity-certified' | 'identity-uncertified', key: CertifiedKey, chain: readonly Bytes[]): NewAuditEntry {
  const { identityId, scheme, publicKey } = key;
  const detail = { scheme, certificates: chain.map(certificateHash) };
  return { action, subject: { kind: 'identity', id: identityId, fingerprint: fullFingerprint({ scheme: schemeNumber(scheme), publicKey }) }, detail };
}

export function authorityEntry(
  action: 'authority-created' | 'revocation-list-issued',
  { id, subject, scheme, publicKey }: Authority,
  detail: AuditDetail = {},
): NewAuditEntry {
  const fingerprint = fullFingerprint({ scheme: schemeNumber(scheme), publicKey });
  return { action, subject: { kind: 'certificate', id, fingerprint }, detail: { ...detail, subject, scheme } };
}

export function certificateEntry(
  action: 'certificate-issued' | 'certificate-revoked',
  authority: Authority,
  serial: string,
  certificate: Bytes,
  detail: AuditDetail = {},
): NewAuditEntry {
  const subject = { kind: 'certificate', id: certificateHash(certificate), fingerprint: null } as const;
  return { action, subject, detail: { ...detail, serial, authority: authority.id, issuer: authority.subject } };
}

/** A private key left the program at a person's wish. */
export function exportEntry(key: CertifiedKey, form: string): NewAuditEntry {
  const { identityId, scheme, publicKey } = key;
  const fingerprint = fullFingerprint({ scheme: schemeNumber(scheme), publicKey });
  return { action: 'identity-key-exported', subject: { kind: 'identity', id: identityId, fingerprint }, detail: { scheme, form } };
}

/** SHA-256 over the DER, lower-case hex. */
function certificateHash(certificate: Bytes): string {
  return createHash('sha256').update(certificate).digest('hex');
}
