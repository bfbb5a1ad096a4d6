import * as asn1js from 'asn1js';
import {
  AltName,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtKeyUsage,
  type Extension,
  type GeneralSubtree,
  NameConstraints,
} from 'pkijs';
import { type Bytes, equal, toHex } from '#engine/bytes.ts';
import { bytesOf, childrenOf, own, readDer, reading, readSigned, type Signed, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import { type DistinguishedName, type GeneralName, readGeneralName, readName } from './names.ts';
import { extensionOid } from './object-identifiers.ts';
import { readSubjectKey, type SubjectKey } from './subject-keys.ts';

/** Largest certificate, bytes. One with an ML-DSA-87 key and signature has about 7,500. Our own limit. */
export const maxCertificate = 65_536;

/** Most names in one certificate, and most subtrees in its constraints: each is compared with each. Our own limit. */
const maxNames = 1000;

export const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsages)[number];

/** A certificate in plain terms. Nothing in it has been checked against anything. RFC 5280 §4.1 */
export interface ParsedCertificate {
  readonly der: Bytes;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex of the content octets. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Wall clock milliseconds, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: SubjectKey;
  readonly signed: Signed;
  /** Extensions; `null` when absent. */
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[] | null;
  /** Object identifiers of purposes. */
  readonly purposes: readonly string[] | null;
  readonly names: readonly GeneralName[];
  readonly nameConstraints: { readonly permitted: readonly GeneralName[]; readonly excluded: readonly GeneralName[] } | null;
  /** Lower-case hex. */
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  /** Object identifiers of critical extensions this program does not process. */
  readonly unknownCritical: readonly string[];
}

const what = 'a certificate';

/** @throws {CertificateError} `CERT_UNREADABLE`, `CERT_TOO_LARGE` */
export function parseCertificate(der: Bytes): ParsedCertificate {
  if (der.length > maxCertificate) throw new CertificateError('CERT_TOO_LARGE', ['file-certificate-size', maxCertificate]);
  return reading(what, () => {
    const block = readDer(der, what);
    const signed = readSigned(block, der, what);
    const certificate = new Certificate({ schema: block });
    // RFC 5280 §4.1.1.2: the algorithm outside the signature is the one inside
    if (!equal(new Uint8Array(certificate.signature.toSchema().toBER()), bytesOf(childrenOf(block)[1] ?? block))) throw unreadable(what);
    return {
      der: own(der),
      version: certificate.version + 1,
      serial: toHex(own(certificate.serialNumber.valueBlock.valueHexView)),
      issuer: readName(certificate.issuer),
      subject: readName(certificate.subject),
      notBefore: timeOf(certificate.notBefore.value),
      notAfter: timeOf(certificate.notAfter.value),
      key: readSubjectKey(certificate.subjectPublicKeyInfo),
      signed,
      ...readExtensions(certificate.extensions ?? []),
    };
  });
}

export function isSelfIssued(certificate: ParsedCertificate): boolean {
  return equal(certificate.subject.der, certificate.issuer.der);
}

type ExtensionFacts = Omit<ParsedCertificate, 'der' | 'version' | 'serial' | 'issuer' | 'subject' | 'notBefore' | 'notAfter' | 'key' | 'signed'>;

/** An extension that is known but malformed makes the whole certificate unreadable. */
export function readExtensions(extensions: readonly Extension[]): ExtensionFacts {
  const known: readonly string[] = processed;
  const byOid = new Map(extensions.map((extension) => [extension.extnID, extension]));
  if (byOid.size !== extensions.length) throw unreadable(what); // RFC 5280 §4.2: no extension twice
  const basic = byOid.get(extensionOid.basicConstraints);
  const usage = byOid.get(extensionOid.keyUsage);
  const purposes = byOid.get(extensionOid.extendedKeyUsage);
  const names = byOid.get(extensionOid.subjectAltName);
  const constraints = byOid.get(extensionOid.nameConstraints);
  const subjectKeyId = byOid.get(extensionOid.subjectKeyIdentifier);
  const authorityKeyId = byOid.get(extensionOid.authorityKeyIdentifier);
  return {
    basicConstraints: basic ? readBasicConstraints(basic) : null,
    keyUsage: usage ? readKeyUsage(usage) : null,
    purposes: purposes ? parsedAs(purposes, ExtKeyUsage).keyPurposes : null,
    names: names ? capped(parsedAs(names, AltName).altNames).map(readGeneralName) : [],
    nameConstraints: constraints ? readNameConstraints(constraints) : null,
    subjectKeyId: subjectKeyId ? readKeyIdentifier(blockOf(subjectKeyId)) : null,
    authorityKeyId: authorityKeyId ? readAuthorityKeyId(authorityKeyId) : null,
    unknownCritical: extensions.filter(({ critical, extnID }) => critical && !known.includes(extnID)).map(({ extnID }) => extnID),
  };
}

const processed = [
  extensionOid.basicConstraints,
  extensionOid.keyUsage,
  extensionOid.extendedKeyUsage,
  extensionOid.subjectAltName,
  extensionOid.nameConstraints,
  extensionOid.subjectKeyIdentifier,
  extensionOid.authorityKeyIdentifier,
];

function readBasicConstraints(extension: Extension): ParsedCertificate['basicConstraints'] {
  const { cA, pathLenConstraint = null } = parsedAs(extension, BasicConstraints);
  if (pathLenConstraint !== null && !(typeof pathLenConstraint === 'number' && pathLenConstraint >= 0)) throw unreadable(what);
  return { ca: cA, pathLength: pathLenConstraint };
}

function readKeyUsage(extension: Extension): readonly KeyUsage[] {
  const bits = blockOf(extension);
  if (!(bits instanceof asn1js.BitString)) throw unreadable(what);
  const octets = bits.valueBlock.valueHexView;
  return keyUsages.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

function readNameConstraints(extension: Extension): ParsedCertificate['nameConstraints'] {
  const { permittedSubtrees = [], excludedSubtrees = [] } = parsedAs(extension, NameConstraints);
  return { permitted: capped(permittedSubtrees).map(readSubtree), excluded: capped(excludedSubtrees).map(readSubtree) };
}

/** RFC 5280 §4.2.1.10: minimum and maximum are not used. */
function readSubtree({ base, minimum, maximum }: GeneralSubtree): GeneralName {
  if (minimum !== 0 || maximum !== undefined) throw unreadable(what);
  return readGeneralName(base);
}

function readAuthorityKeyId(extension: Extension): string | null {
  const { keyIdentifier } = parsedAs(extension, AuthorityKeyIdentifier);
  return keyIdentifier === undefined ? null : readKeyIdentifier(keyIdentifier);
}

function readKeyIdentifier(block: asn1js.BaseBlock): string {
  if (block instanceof asn1js.OctetString || block instanceof asn1js.Primitive) return toHex(own(valueBytes(block)));
  throw unreadable(what);
}

function valueBytes(block: asn1js.OctetString | asn1js.Primitive): Bytes {
  return block.valueBlock.valueHexView;
}

function parsedAs<T>(extension: Extension, type: new (...parameters: never[]) => T): T {
  const value: unknown = extension.parsedValue;
  if (!(value instanceof type) || (typeof value === 'object' && value !== null && 'parsingError' in value && value.parsingError))
    throw unreadable(what);
  return value;
}

function blockOf(extension: Extension): asn1js.BaseBlock {
  return readDer(own(extension.extnValue.valueBlock.valueHexView), what);
}

function capped<T>(items: readonly T[]): readonly T[] {
  if (items.length > maxNames) throw new CertificateError('CERT_TOO_LARGE', ['file-names', maxNames]);
  return items;
}

function timeOf(date: Date): number {
  const time = date.getTime();
  if (Number.isNaN(time)) throw unreadable(what);
  return time;
}
