import * as asn1js from 'asn1js';
import { EncryptedContentInfo, EncryptedData, PKCS8ShroudedKeyBag, PrivateKeyInfo } from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import { signature } from '#main/crypto/signatures.ts';
import { childrenOf, own, readDer, reading, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import { keyAlgorithm, type SigningKey } from './issue.ts';
import { curveOid } from './object-identifiers.ts';
import { checkEffort, engine, passwordBytes } from './password-engine.ts';
import { schemeOfAlgorithm } from './subject-keys.ts';

const what = 'a private key';

/**
 * A private key from PKCS#8 (RFC 5958) or SEC1 (RFC 5915): Ed25519, P-256, P-384, P-521, and the seed form of ML-DSA-87
 * (RFC 9881 §6).
 *
 * @param der secret; the caller erases it
 * @returns the raw pair, which the caller erases
 * @throws {CertificateError} `CERT_UNREADABLE`, `IMPORT_UNSUPPORTED`
 */
export function readPrivateKey(der: Bytes): SigningKey {
  return reading(what, () => {
    const [version, second, third, ...rest] = childrenOf(readDer(der, what));
    if (!(version instanceof asn1js.Integer) || second === undefined) throw unreadable(what);
    if (second instanceof asn1js.OctetString) return keyOf(curveScheme([third, ...rest]), own(second.valueBlock.valueHexView));
    if (!(third instanceof asn1js.OctetString)) throw unreadable(what);
    const [algorithm, parameters] = childrenOf(second);
    if (!(algorithm instanceof asn1js.ObjectIdentifier)) throw unreadable(what);
    const scheme = schemeOfAlgorithm(algorithm.getValue(), parameters);
    if (scheme === null) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-key-kind', algorithm.getValue()]);
    return keyOf(scheme, contentOf(scheme, own(third.valueBlock.valueHexView)));
  });
}

/** PKCS#8, in clear. Secret; the caller erases it. @throws {CertificateError} `IMPORT_UNSUPPORTED` */
export function writePrivateKey(key: SigningKey): Bytes {
  const content = privateContent(key);
  const value = [new asn1js.Integer({ value: 0 }), keyAlgorithm(key.scheme).toSchema(), new asn1js.OctetString({ valueHex: own(content).buffer })];
  content.fill(0);
  return new Uint8Array(new asn1js.Sequence({ value }).toBER());
}

/** How passwords are turned into keys: PBKDF2 with HMAC-SHA-256, then AES-256-CBC. RFC 8018 §6.2 */
export interface PasswordCost {
  readonly iterations: number;
}

/** OWASP, 2023: 600,000 for PBKDF2 with HMAC-SHA-256. */
export const passwordCost: PasswordCost = { iterations: 600_000 };

/** For the library, which draws the initialisation vector itself. */
export const aes256 = { name: 'AES-CBC', length: 256, iv: new Uint8Array(16) };

/** EncryptedPrivateKeyInfo of a decoded bag or file, opened. @throws {CertificateError} `IMPORT_PASSWORD_WRONG`, `IMPORT_UNSUPPORTED`, `CERT_UNREADABLE` */
export async function openKeyBag(bag: PKCS8ShroudedKeyBag, password: string): Promise<SigningKey> {
  checkEffort(bag.encryptionAlgorithm);
  const encryptedContentInfo = new EncryptedContentInfo({
    contentEncryptionAlgorithm: bag.encryptionAlgorithm,
    encryptedContent: bag.encryptedData,
  });
  const secret = passwordBytes(password);
  let der: Bytes;
  try {
    der = new Uint8Array(await new EncryptedData({ encryptedContentInfo }).decrypt({ password: secret.buffer }, engine()));
  } catch (cause) {
    if (cause instanceof CertificateError) throw cause;
    throw new CertificateError('IMPORT_PASSWORD_WRONG', ['file-password']);
  } finally {
    secret.fill(0);
  }
  try {
    return readPrivateKey(der);
  } catch (error) {
    // one wrong password in 256 leaves bytes that look padded but are no key
    if (error instanceof CertificateError && error.code === 'CERT_UNREADABLE') throw new CertificateError('IMPORT_PASSWORD_WRONG', ['file-password']);
    throw error;
  } finally {
    der.fill(0);
  }
}

export async function sealKeyBag(key: SigningKey, password: string, cost: PasswordCost = passwordCost): Promise<PKCS8ShroudedKeyBag> {
  const der = writePrivateKey(key);
  const secret = passwordBytes(password);
  try {
    const bag = new PKCS8ShroudedKeyBag({ parsedValue: new PrivateKeyInfo({ schema: readDer(der, what) }) });
    await bag.makeInternalValues(
      {
        password: secret.buffer,
        contentEncryptionAlgorithm: aes256,
        hmacHashAlgorithm: 'SHA-256',
        iterationCount: cost.iterations,
      },
      engine(),
    );
    return bag;
  } finally {
    der.fill(0);
    secret.fill(0);
  }
}

function keyOf(scheme: SignatureScheme, privateKey: Bytes): SigningKey {
  return { scheme, privateKey, publicKey: signature(scheme).publicKey(privateKey) };
}

/** What stands inside PKCS#8's OCTET STRING, as the raw private key of the scheme. */
function contentOf(scheme: SignatureScheme, content: Bytes): Bytes {
  const block = readDer(content, what);
  content.fill(0);
  if (scheme === 'Ed25519' && block instanceof asn1js.OctetString) return own(block.valueBlock.valueHexView);
  if (scheme === 'ML-DSA-87') return own(seedOf(block).valueBlock.valueHexView);
  const [, scalar] = childrenOf(block);
  if (!(scalar instanceof asn1js.OctetString)) throw unreadable(what);
  return own(scalar.valueBlock.valueHexView);
}

/** `[0] seed`, alone or as the first of both forms; the expanded form alone cannot be used. RFC 9881 §6 */
function seedOf(block: asn1js.BaseBlock): asn1js.Primitive | asn1js.OctetString {
  if (block instanceof asn1js.Primitive && block.idBlock.tagClass === 3 && block.idBlock.tagNumber === 0) return block;
  const [seed] = childrenOf(block);
  if (block instanceof asn1js.Sequence && seed instanceof asn1js.OctetString) return seed;
  throw new CertificateError('IMPORT_UNSUPPORTED', ['file-no-seed']);
}

/** The curve of a SEC1 key stands in its `[0]` part. */
function curveScheme(parts: readonly (asn1js.BaseBlock | undefined)[]): SignatureScheme {
  const parameters = parts.find((part) => part?.idBlock.tagClass === 3 && part.idBlock.tagNumber === 0);
  const [curve] = parameters === undefined ? [] : childrenOf(parameters);
  const name = curve instanceof asn1js.ObjectIdentifier ? curve.getValue() : '';
  const found = (['P-256', 'P-384', 'P-521'] as const).find((candidate) => curveOid[candidate] === name);
  if (found === undefined) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-no-curve']);
  return found;
}

function privateContent({ scheme, privateKey, publicKey }: SigningKey): Bytes {
  const secret = own(privateKey).buffer;
  if (scheme === 'Ed25519') return new Uint8Array(new asn1js.OctetString({ valueHex: secret }).toBER());
  if (scheme === 'ML-DSA-87') return new Uint8Array(new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: secret }).toBER());
  const point = new asn1js.BitString({ valueHex: own(publicKey).buffer });
  const value = [
    new asn1js.Integer({ value: 1 }),
    new asn1js.OctetString({ valueHex: secret }),
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 1 }, value: [point] }),
  ];
  return new Uint8Array(new asn1js.Sequence({ value }).toBER());
}
