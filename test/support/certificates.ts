import * as asn1js from 'asn1js';
import { type AlgorithmIdentifier, Certificate, CertificateRevocationList, Extension, Extensions, RevokedCertificate } from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { generateSigner } from '#main/crypto/signatures.ts';
import { type CertificatePlan, issueCertificate, type SigningKey, signatureAlgorithm, signed, timeOf } from '#main/trust/x509/issue.ts';
import { makeName } from '#main/trust/x509/make-names.ts';
import { seededRandomness } from './seeded-randomness.ts';

export const noon = Date.UTC(2026, 5, 1, 12);
export const day = 86_400_000;

export interface Holder {
  readonly certificate: Bytes;
  readonly key: SigningKey;
  readonly subject: string;
}

/** What a test says about a certificate; the rest is that of a sound one around {@link noon}. */
export interface Wish extends Partial<Omit<CertificatePlan, 'subject' | 'key'>> {
  readonly scheme?: SignatureScheme;
  readonly key?: SigningKey;
  /** Changes the certificate before it is signed. */
  readonly alter?: (certificate: Certificate) => void;
  /** Signs with this key instead of the issuer's. */
  readonly signer?: SigningKey;
}

export function keyOf(name: string, scheme: SignatureScheme = 'P-256'): SigningKey {
  return { scheme, ...generateSigner(scheme, seededRandomness(`${name} ${scheme}`)) };
}

/** A root that signed itself. */
export function root(subject: string, wish: Wish = {}): Holder {
  const key = wish.key ?? keyOf(subject, wish.scheme);
  return issue(subject, { certificate: new Uint8Array(0), key, subject }, { ...authorityWish, ...wish, key });
}

export function intermediate(subject: string, issuer: Holder, wish: Wish = {}): Holder {
  return issue(subject, issuer, { ...authorityWish, ...wish });
}

export function leaf(subject: string, issuer: Holder, wish: Wish = {}): Holder {
  return issue(subject, issuer, wish);
}

/** A list signed by its issuer around {@link noon}. */
export function revocationList(
  issuer: Holder,
  entries: readonly { readonly of: Holder; readonly reason?: number; readonly at?: number }[],
  wish: {
    readonly thisUpdate?: number;
    readonly nextUpdate?: number | null;
    readonly signer?: SigningKey;
    readonly extensions?: readonly Extension[];
    readonly issuerName?: string;
  } = {},
): Bytes {
  const key = wish.signer ?? issuer.key;
  const nextUpdate = wish.nextUpdate === undefined ? noon + day : wish.nextUpdate;
  const algorithm = signatureAlgorithm(key.scheme);
  const list = new CertificateRevocationList({
    version: 1,
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: makeName(wish.issuerName ?? issuer.subject),
    thisUpdate: timeOf(wish.thisUpdate ?? noon - day),
    ...(nextUpdate === null ? {} : { nextUpdate: timeOf(nextUpdate) }),
    ...(entries.length === 0 ? {} : { revokedCertificates: entries.map(revoked) }),
    ...(wish.extensions ? { crlExtensions: new Extensions({ extensions: [...wish.extensions] }) } : {}),
  });
  const [content] = list.toSchema(true).valueBlock.value;
  return signed(new Uint8Array(content?.toBER() ?? 0), algorithm, key);
}

export function extension(oid: string, critical: boolean, value: asn1js.BaseBlock = new asn1js.Null()): Extension {
  return new Extension({ extnID: oid, critical, extnValue: value.toBER() });
}

const authorityWish = { authority: { pathLength: null }, keyUsage: ['keyCertSign', 'cRLSign'], purposes: [] } as const;

let serial = 1;

function issue(subject: string, issuer: Holder, wish: Wish): Holder {
  const { scheme, key = keyOf(subject, scheme), alter, signer, ...plan } = wish;
  const number = new Uint8Array([1, serial >> 8, serial++ & 255]);
  const honest = issueCertificate(
    {
      serial: number,
      subject: makeName(subject),
      key,
      notBefore: noon - 30 * day,
      notAfter: noon + 30 * day,
      authority: null,
      keyUsage: ['digitalSignature'],
      purposes: ['clientAuth', 'serverAuth'],
      names: [],
      nameConstraints: null,
      ...plan,
    },
    { name: makeName(issuer.subject), key: issuer.key },
  );
  const certificate = alter || signer ? resigned(honest, signer ?? issuer.key, alter) : honest;
  return { certificate, key, subject };
}

function resigned(honest: Bytes, signer: SigningKey, alter: Wish['alter']): Bytes {
  const certificate = Certificate.fromBER(honest.slice());
  certificate.signature = algorithmOf(signer);
  alter?.(certificate);
  return signed(new Uint8Array(certificate.encodeTBS().toBER()), certificate.signature, signer);
}

function algorithmOf(signer: SigningKey): AlgorithmIdentifier {
  return signatureAlgorithm(signer.scheme);
}

function revoked({ of, reason, at = noon - day }: { readonly of: Holder; readonly reason?: number; readonly at?: number }): RevokedCertificate {
  const { serialNumber } = Certificate.fromBER(of.certificate.slice());
  const extensions =
    reason === undefined
      ? {}
      : { crlEntryExtensions: new Extensions({ extensions: [extension('2.5.29.21', false, new asn1js.Enumerated({ value: reason }))] }) };
  return new RevokedCertificate({ userCertificate: serialNumber, revocationDate: timeOf(at), ...extensions });
}
