import * as asn1js from 'asn1js';
import { createHash } from 'node:crypto';
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralSubtree,
  NameConstraints,
  PublicKeyInfo,
  type RelativeDistinguishedNames,
  Time,
} from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { signature } from '#main/crypto/signatures.ts';
import { CertificateError } from './certificate-error.ts';
import { makeAltName, makeGeneralName } from './make-names.ts';
import { curveOid, extensionOid, keyOid, purposeNames } from './object-identifiers.ts';
import { type KeyUsage, keyUsages } from './parsed-certificate.ts';

export interface PublicKey {
  readonly scheme: SignatureScheme;
  /** As in an MLS leaf. */
  readonly publicKey: Bytes;
}

export interface SigningKey extends PublicKey {
  /** Secret. */
  readonly privateKey: Bytes;
}

/** What a new certificate says. */
export interface CertificatePlan {
  /** 1 to 20 bytes, the first below 0x80 and not all zero. RFC 5280 §4.1.2.2 */
  readonly serial: Bytes;
  readonly subject: RelativeDistinguishedNames;
  readonly key: PublicKey;
  /** Wall clock milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `null` for a certificate that signs no others. */
  readonly authority: { readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[];
  /** `serverAuth`, `clientAuth`; none: not restricted. */
  readonly purposes: readonly string[];
  /** `dns:example.org`, as `makeAltName` reads them. */
  readonly names: readonly string[];
  readonly nameConstraints: { readonly permitted: readonly string[]; readonly excluded: readonly string[] } | null;
}

export interface CertificateIssuer {
  readonly name: RelativeDistinguishedNames;
  readonly key: SigningKey;
}

/** A certificate of version 3, signed. @throws {NameFormError} @throws {CertificateError} `IMPORT_UNSUPPORTED` for an issuer that cannot sign here */
export function issueCertificate(plan: CertificatePlan, issuer: CertificateIssuer): Bytes {
  const algorithm = signatureAlgorithm(issuer.key.scheme);
  const certificate = new Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: plan.serial.slice().buffer }),
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: issuer.name,
    subject: plan.subject,
    notBefore: timeOf(plan.notBefore),
    notAfter: timeOf(plan.notAfter),
    subjectPublicKeyInfo: publicKeyInfo(plan.key),
    extensions: extensionsOf(plan, issuer),
  });
  const content = new Uint8Array(certificate.encodeTBS().toBER());
  return signed(content, algorithm, issuer.key);
}

/** The signed structure all of X.509 shares: content, algorithm, signature. @throws {CertificateError} */
export function signed(content: Bytes, algorithm: AlgorithmIdentifier, key: SigningKey): Bytes {
  const value = signature(key.scheme).sign(key.privateKey, content);
  const parts = [asn1js.fromBER(content.slice()).result, algorithm.toSchema(), new asn1js.BitString({ valueHex: value.slice().buffer })];
  return new Uint8Array(new asn1js.Sequence({ value: parts }).toBER());
}

/** @throws {CertificateError} `IMPORT_UNSUPPORTED` */
export function signatureAlgorithm(scheme: SignatureScheme): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: ofScheme(signatureOids, scheme) });
}

/** RFC 8410 §4, RFC 5480 §2, RFC 9881 §4. @throws {CertificateError} `IMPORT_UNSUPPORTED` */
export function publicKeyInfo({ scheme, publicKey }: PublicKey): PublicKeyInfo {
  return new PublicKeyInfo({ algorithm: keyAlgorithm(scheme), subjectPublicKey: new asn1js.BitString({ valueHex: publicKey.slice().buffer }) });
}

/** @throws {CertificateError} `IMPORT_UNSUPPORTED` */
export function keyAlgorithm(scheme: SignatureScheme): AlgorithmIdentifier {
  if (scheme === 'Ed25519') return new AlgorithmIdentifier({ algorithmId: keyOid.ed25519 });
  if (scheme === 'ML-DSA-87') return new AlgorithmIdentifier({ algorithmId: keyOid.mlDsa87 });
  return new AlgorithmIdentifier({
    algorithmId: keyOid.ecPublicKey,
    algorithmParams: new asn1js.ObjectIdentifier({ value: ofScheme(curveOid, scheme) }),
  });
}

/** The leftmost 160 bits of SHA-256 over the key. RFC 7093 §2 (1) */
export function keyIdentifier({ publicKey }: PublicKey): Bytes {
  return new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, 20));
}

/** UTCTime until 2049, GeneralizedTime from 2050. RFC 5280 §4.1.2.5 */
export function timeOf(milliseconds: number): Time {
  const value = new Date(Math.floor(milliseconds / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

export function makeExtension(extnID: string, critical: boolean, value: asn1js.BaseBlock): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

export function authorityKeyIdentifier(key: PublicKey): Extension {
  const identifier = new AuthorityKeyIdentifier({ keyIdentifier: new asn1js.OctetString({ valueHex: keyIdentifier(key).slice().buffer }) });
  return makeExtension(extensionOid.authorityKeyIdentifier, false, identifier.toSchema());
}

/** What a certificate and a request for one say beside the key. */
export function requestedExtensions(names: readonly string[], keyUsage: readonly KeyUsage[], purposes: readonly string[]): readonly Extension[] {
  const oids = purposes.map((purpose) => Object.keys(purposeNames).find((oid) => purposeNames[oid] === purpose) ?? purpose);
  return [
    ...(keyUsage.length > 0 ? [makeExtension(extensionOid.keyUsage, true, usageBits(keyUsage))] : []),
    ...(oids.length > 0 ? [makeExtension(extensionOid.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: oids }).toSchema())] : []),
    ...(names.length > 0 ? [makeExtension(extensionOid.subjectAltName, false, makeAltName(names).toSchema())] : []),
  ];
}

const signatureOids = {
  'Ed25519': keyOid.ed25519,
  'P-256': '1.2.840.10045.4.3.2',
  'P-384': '1.2.840.10045.4.3.3',
  'P-521': '1.2.840.10045.4.3.4',
  'ML-DSA-87': keyOid.mlDsa87,
} as const;

function ofScheme(table: { readonly [scheme: string]: string }, scheme: SignatureScheme): string {
  const found = table[scheme];
  if (found === undefined) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-no-certificates-for', scheme]);
  return found;
}

function extensionsOf(plan: CertificatePlan, issuer: CertificateIssuer): Extension[] {
  const { authority, nameConstraints } = plan;
  const pathLength = authority?.pathLength ?? null;
  const basic = new BasicConstraints({ cA: authority !== null, ...(pathLength === null ? {} : { pathLenConstraint: pathLength }) });
  const subjectKeyId = new asn1js.OctetString({ valueHex: keyIdentifier(plan.key).slice().buffer });
  return [
    makeExtension(extensionOid.basicConstraints, true, basic.toSchema()),
    ...requestedExtensions(plan.names, plan.keyUsage, plan.purposes),
    makeExtension(extensionOid.subjectKeyIdentifier, false, subjectKeyId),
    authorityKeyIdentifier(issuer.key),
    ...(nameConstraints === null ? [] : [makeExtension(extensionOid.nameConstraints, true, makeConstraints(nameConstraints).toSchema())]),
  ];
}

function makeConstraints({ permitted, excluded }: NonNullable<CertificatePlan['nameConstraints']>): NameConstraints {
  const subtrees = (texts: readonly string[]) => texts.map((text) => new GeneralSubtree({ base: makeGeneralName(text) }));
  return new NameConstraints({
    ...(permitted.length > 0 ? { permittedSubtrees: subtrees(permitted) } : {}),
    ...(excluded.length > 0 ? { excludedSubtrees: subtrees(excluded) } : {}),
  });
}

/** A BIT STRING without trailing zeros. RFC 5280 §4.2.1.3, X.690 §11.2.2 */
function usageBits(usages: readonly KeyUsage[]): asn1js.BitString {
  const bits = usages.map((usage) => keyUsages.indexOf(usage));
  const last = Math.max(...bits);
  const octets = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return new asn1js.BitString({ valueHex: octets.buffer, unusedBits: 7 - (last & 7) });
}
