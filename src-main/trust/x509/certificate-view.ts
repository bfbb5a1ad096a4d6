import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { attributeOf, escaped, generalNameText, nameText } from './names.ts';
import { purposeNames } from './object-identifiers.ts';
import { isSelfIssued, type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { signatureAlgorithmText } from './signature-check.ts';
import { subjectKeyText } from './subject-keys.ts';

/** A certificate as people look at it. Nothing in it has been checked against anything. */
export interface CertificateView {
  /** RFC 4514, most specific part first: `CN=Bob, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Common name, else the first alternative name, else the subject. A claim: text only. */
  readonly name: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** Wall clock milliseconds, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `Ed25519`, `P-256`, `RSA 2048`. */
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
  /** `dns:example.org`, `email:bob@example.org`, `uri:…`, `ip:…`, `directory:…`. */
  readonly names: readonly string[];
  /** `null`: the certificate does not say. */
  readonly keyUsage: readonly string[] | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly isAuthority: boolean;
  /** How many authorities may stand below; `null`: no limit, or no authority. */
  readonly pathLength: number | null;
  readonly nameConstraints: { readonly permitted: readonly string[]; readonly excluded: readonly string[] } | null;
  /** Object identifiers of critical extensions this program does not process; any of them makes the certificate unusable. */
  readonly unknownCritical: readonly string[];
  readonly selfIssued: boolean;
  /** SHA-256 over the DER, 64 upper-case hex digits in pairs joined by colons. */
  readonly fingerprint: string;
}

/** @throws {CertificateError} `CERT_UNREADABLE`, `CERT_TOO_LARGE` */
export function certificateView(der: Bytes): CertificateView {
  return viewOf(parseCertificate(der));
}

export function viewOf(certificate: ParsedCertificate): CertificateView {
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
