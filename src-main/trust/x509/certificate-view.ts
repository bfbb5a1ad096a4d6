import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { attributeOf, escaped, generalNameText, nameText } from './names.ts';
import { purposeNames } from './object-identifiers.ts';
import { isSelfIssued, type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { signatureAlgorithmText } from './signature-check.ts';
import { subjectKeyText } from './subject-keys.ts';

/** @throws {CertificateError} `CERT_UNREADABLE`, `CERT_TOO_LARGE` */
export function certificateView(der: Bytes) {
  return viewOf(parseCertificate(der));
}

/**
 * A certificate as people look at it; nothing in it has been checked against anything. Its fields are described where the contract
 * declares them, and whatever leaves through the API is checked against that declaration.
 */
export function viewOf(certificate: ParsedCertificate) {
  const { names, nameConstraints, purposes, basicConstraints } = certificate;
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    name: displayName(certificate),
    serial: certificate.serial,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    keyAlgorithm: subjectKeyText(certificate.key),
    signatureAlgorithm: signatureAlgorithmText(certificate.signed.algorithm),
    names: names.map(generalNameText),
    keyUsage: certificate.keyUsage,
    extendedKeyUsage: purposes?.map((oid) => purposeNames[oid] ?? oid) ?? null,
    isAuthority: basicConstraints?.ca === true,
    pathLength: basicConstraints?.pathLength ?? null,
    nameConstraints: nameConstraints && {
      permitted: nameConstraints.permitted.map(generalNameText),
      excluded: nameConstraints.excluded.map(generalNameText),
    },
    unknownCritical: certificate.unknownCritical,
    selfIssued: isSelfIssued(certificate),
    fingerprint: certificateFingerprint(certificate.der),
  };
}

export function certificateFingerprint(der: Bytes): string {
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return hex.match(/../g)?.join(':') ?? hex;
}

/** What the certificate calls its owner, for people. */
export function displayName({ subject, names }: ParsedCertificate): string {
  const common = attributeOf(subject, 'CN');
  if (common !== null && common.trim() !== '') return escaped(common);
  const [first] = names;
  if (first !== undefined) return 'text' in first ? escaped(first.text) : generalNameText(first);
  return nameText(subject);
}
