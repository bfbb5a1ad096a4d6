import * as asn1js from 'asn1js';
import { Certificate, ContentInfo, PKCS8ShroudedKeyBag, SignedData } from 'pkijs';
import { type Bytes, equal } from '#engine/bytes.ts';
import { childrenOf, own, readDer, reading, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import type { SigningKey } from './issue.ts';
import { readPem } from './pem.ts';
import { readPkcs12 } from './pkcs12.ts';
import { openKeyBag, readPrivateKey } from './private-keys.ts';
import { parseRequest } from './requests.ts';
import { parseRevocationList } from './revocation-list.ts';
import { checkSignature } from './signature-check.ts';

/** Largest file, bytes: the largest revocation list, armoured. Our own limit. */
export const maxFile = 6_291_456;

/** Most certificates in one file. Our own limit. */
const maxCertificates = 100;

/** What a file holds, in the order it was found. */
export interface CredentialFile {
  /** Each of them parses. */
  readonly certificates: readonly Bytes[];
  /** Secret; the caller erases them. */
  readonly keys: readonly SigningKey[];
  readonly revocationLists: readonly Bytes[];
  readonly requests: readonly Bytes[];
}

/**
 * Reads PEM, DER, PKCS#7, PKCS#12, PKCS#8 (in clear or encrypted) and SEC1, told apart by what they are, not by a name.
 *
 * @param password `null`: none was given
 * @throws {CertificateError}
 */
export async function readCredentialFile(bytes: Bytes, password: string | null): Promise<CredentialFile> {
  if (bytes.length > maxFile) throw new CertificateError('CERT_TOO_LARGE', ['file-size', maxFile]);
  const found = { certificates: [], keys: [], revocationLists: [], requests: [] } satisfies Found;
  const text = asText(bytes);
  if (text === null) await readItem(bytes, password, found);
  else for (const block of readPem(text)) await readBlock(block, password, found);
  const { certificates, keys, revocationLists, requests }: Found = found;
  if (certificates.length + keys.length + revocationLists.length + requests.length === 0) throw unreadable('a certificate or key file');
  if (certificates.length > maxCertificates) throw new CertificateError('CERT_TOO_LARGE', ['file-certificates', maxCertificates]);
  return found;
}

export interface CredentialParts {
  /** Leaf first, each signed by the next as far as the file has them; empty without certificates. */
  readonly chain: readonly Bytes[];
  readonly key: SigningKey | null;
}

/**
 * One key and its chain out of what a file, or a file for each, holds.
 *
 * @throws {CertificateError} `IMPORT_KEY_MISMATCH` for keys and certificates that do not belong together
 */
export function credentialParts({ certificates, keys }: Pick<CredentialFile, 'certificates' | 'keys'>): CredentialParts {
  const parsed = certificates.map(parseCertificate);
  if (parsed.length === 0) {
    if (keys.length > 1) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-which-key']);
    return { chain: [], key: keys[0] ?? null };
  }
  if (keys.length === 0) return { chain: chainFrom(endOf(parsed), parsed), key: null };
  for (const key of keys) {
    const leaf = parsed.find((certificate) => isKeyOf(certificate, key));
    if (leaf !== undefined) return { chain: chainFrom(leaf, parsed), key };
  }
  throw new CertificateError('IMPORT_KEY_MISMATCH', ['file-other-key']);
}

/** Whether the certificate speaks for this key. RFC 9420 §5.3.1: leaf key and certificate key are one. */
export function isKeyOf({ key }: ParsedCertificate, own: Pick<SigningKey, 'scheme' | 'publicKey'>): boolean {
  return key.kind === 'scheme' && key.scheme === own.scheme && equal(key.publicKey, own.publicKey);
}

interface Found {
  readonly certificates: Bytes[];
  readonly keys: SigningKey[];
  readonly revocationLists: Bytes[];
  readonly requests: Bytes[];
}

function asText(bytes: Bytes): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.includes('-----BEGIN ') ? text : null;
}

async function readBlock(block: ReturnType<typeof readPem>[number], password: string | null, found: Found): Promise<void> {
  const { label, der, headers } = block;
  if (headers.includes('ENCRYPTED')) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-old-openssl']);
  switch (label) {
    case 'EC PARAMETERS':
      return;
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
      found.certificates.push(parseCertificate(der).der);
      return;
    case 'RSA PRIVATE KEY':
      throw new CertificateError('IMPORT_UNSUPPORTED', ['file-rsa']);
    default:
      await readItem(der, password, found);
  }
}

async function readItem(der: Bytes, password: string | null, found: Found): Promise<void> {
  const [first, second] = childrenOf(readDer(der, 'a certificate or key'));
  if (first instanceof asn1js.Integer && second instanceof asn1js.Sequence && childrenOf(second)[0] instanceof asn1js.ObjectIdentifier) {
    if (childrenOf(second).length === 2 && isContentType(second)) return readProtected(der, password, found);
  }
  if (first instanceof asn1js.Integer) {
    found.keys.push(readPrivateKey(der));
    return;
  }
  if (first instanceof asn1js.ObjectIdentifier) {
    found.certificates.push(...readPkcs7(der));
    return;
  }
  if (second instanceof asn1js.OctetString) {
    const bag = reading('a private key', () => new PKCS8ShroudedKeyBag({ schema: readDer(der, 'a private key') }));
    found.keys.push(await openKeyBag(bag, needed(password)));
    return;
  }
  readSignedItem(der, found);
}

async function readProtected(der: Bytes, password: string | null, found: Found): Promise<void> {
  const { keys, certificates } = await readPkcs12(der, needed(password));
  found.keys.push(...keys);
  found.certificates.push(...certificates.map((certificate) => parseCertificate(certificate).der));
}

/** ContentInfo has its content behind the type, tagged `[0]`; an AlgorithmIdentifier has not. */
function isContentType(block: asn1js.Sequence): boolean {
  const [, content] = childrenOf(block);
  return content?.idBlock.tagClass === 3;
}

/** Certificate, request and list share their outer form: the first that reads is it. */
function readSignedItem(der: Bytes, found: Found): void {
  const kinds = [
    () => {
      found.certificates.push(parseCertificate(der).der);
    },
    () => {
      parseRevocationList(der);
      found.revocationLists.push(own(der));
    },
    () => {
      parseRequest(der);
      found.requests.push(own(der));
    },
  ];
  for (const read of kinds) {
    try {
      read();
      return;
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
    }
  }
  throw unreadable('a certificate, a request or a revocation list');
}

function readPkcs7(der: Bytes): readonly Bytes[] {
  return reading('a PKCS#7 file', () => {
    const { content } = new ContentInfo({ schema: readDer(der, 'a PKCS#7 file') });
    const certificates = new SignedData({ schema: content }).certificates ?? [];
    return certificates
      .filter((certificate) => certificate instanceof Certificate)
      .map((certificate) => parseCertificate(new Uint8Array(certificate.toSchema().toBER())).der);
  });
}

function needed(password: string | null): string {
  if (password === null) throw new CertificateError('IMPORT_PASSWORD_NEEDED', ['file-password-needed']);
  return password;
}

/** The one certificate that issued none of the others; the first where that does not decide. */
function endOf(parsed: readonly ParsedCertificate[]): ParsedCertificate {
  const [first] = parsed;
  if (first === undefined) throw new CertificateError('IMPORT_INCOMPLETE', ['file-no-certificate']);
  return parsed.find((one) => !parsed.some((other) => other !== one && equal(other.issuer.der, one.subject.der))) ?? first;
}

function isIssuer(candidate: ParsedCertificate, certificate: ParsedCertificate): boolean {
  return equal(candidate.subject.der, certificate.issuer.der) && checkSignature(certificate.signed, candidate.key).kind === 'valid';
}

function chainFrom(leaf: ParsedCertificate, pool: readonly ParsedCertificate[]): readonly Bytes[] {
  const chain = [leaf];
  for (let last = leaf; !equal(last.subject.der, last.issuer.der); ) {
    const issuer = pool.find((candidate) => !chain.includes(candidate) && isIssuer(candidate, last));
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain.map(({ der }) => der);
}
