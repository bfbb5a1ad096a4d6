import * as asn1js from 'asn1js';
import { createHash } from 'node:crypto';
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  EncryptedData,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs';
import type { Bytes } from '#engine/bytes.ts';
import { bytesOf, own, readDer, reading, unreadable } from './asn1.ts';
import { CertificateError } from './certificate-error.ts';
import type { SigningKey } from './issue.ts';
import { checkEffort, checkOldRounds, engine, passwordBytes } from './password-engine.ts';
import { aes256, openKeyBag, type PasswordCost, passwordCost, readPrivateKey, sealKeyBag } from './private-keys.ts';

const what = 'a PKCS#12 file';
const privateBag = '1.2.840.113549.1.12.10.1.1';
const shroudedBag = '1.2.840.113549.1.12.10.1.2';
const certificateBag = '1.2.840.113549.1.12.10.1.3';
const encryptedData = '1.2.840.113549.1.7.6';

/** Most bags in one file. Our own limit. */
const maxBags = 100;

/**
 * Keys and certificates of a PKCS#12 file (RFC 7292) protected by a password: AES with PBKDF2, or 3DES.
 *
 * @throws {CertificateError}
 */
export async function readPkcs12(
  der: Bytes,
  password: string,
): Promise<{ readonly keys: readonly SigningKey[]; readonly certificates: readonly Bytes[] }> {
  const file = reading(what, () => new PFX({ schema: readDer(der, what) }));
  if (file.macData) checkOldRounds(file.macData.iterations ?? 1);
  const secret = passwordBytes(password);
  try {
    const safe = await openSafe(file, secret);
    const bags = (safe.parsedValue.safeContents as readonly { readonly value: SafeContents }[]).flatMap(({ value }) => value.safeBags);
    if (bags.length > maxBags) throw new CertificateError('CERT_TOO_LARGE', ['file-items', maxBags]);
    const keys: SigningKey[] = [];
    for (const { bagId, bagValue } of bags) {
      if (bagId === privateBag && bagValue instanceof PrivateKeyInfo) keys.push(readPrivateKey(new Uint8Array(bagValue.toSchema().toBER())));
      if (bagId === shroudedBag && bagValue instanceof PKCS8ShroudedKeyBag) keys.push(await openKeyBag(bagValue, password));
    }
    return { keys, certificates: bags.flatMap(certificateOf) };
  } finally {
    secret.fill(0);
  }
}

/** Key and chain in one file, both encrypted with AES-256 and the whole authenticated with HMAC-SHA-256. Secret without its password. */
export async function writePkcs12(
  { key, chain, name }: { readonly key: SigningKey; readonly chain: readonly Bytes[]; readonly name: string },
  password: string,
  cost: PasswordCost = passwordCost,
): Promise<Bytes> {
  const secret = passwordBytes(password);
  const id = createHash('sha1')
    .update(chain[0] ?? key.publicKey)
    .digest(); // ties key and certificate together, RFC 7292 §4.2
  const attributes = [
    new Attribute({ type: '1.2.840.113549.1.9.20', values: [new asn1js.BmpString({ value: name })] }),
    new Attribute({ type: '1.2.840.113549.1.9.21', values: [new asn1js.OctetString({ valueHex: own(id).buffer })] }),
  ];
  const keyBag = new SafeBag({ bagId: shroudedBag, bagValue: await sealKeyBag(key, password, cost), bagAttributes: attributes });
  const certificateBags = chain.map((certificate, i) => {
    const bagValue = new CertBag({ parsedValue: Certificate.fromBER(own(certificate)) });
    return new SafeBag({ bagId: certificateBag, bagValue, ...(i === 0 ? { bagAttributes: attributes } : {}) });
  });
  const safeContents = [
    { privacyMode: 0, value: new SafeContents({ safeBags: [keyBag] }) },
    { privacyMode: 1, value: new SafeContents({ safeBags: certificateBags }) },
  ];
  try {
    const authenticatedSafe = new AuthenticatedSafe({ parsedValue: { safeContents } });
    const encryption = {
      password: secret.buffer,
      contentEncryptionAlgorithm: aes256,
      hmacHashAlgorithm: 'SHA-256',
      iterationCount: cost.iterations,
    };
    await authenticatedSafe.makeInternalValues({ safeContents: [{}, encryption] }, engine());
    const file = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
    // what is authenticated here is encrypted under the costly derivation already
    const iterations = Math.min(cost.iterations, 10_000);
    await file.makeInternalValues({ password: secret.buffer, iterations, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' }, engine());
    return new Uint8Array(file.toSchema().toBER());
  } finally {
    secret.fill(0);
  }
}

async function openSafe(file: PFX, secret: Uint8Array<ArrayBuffer>): Promise<AuthenticatedSafe> {
  if (!file.macData) throw new CertificateError('IMPORT_UNSUPPORTED', ['file-unprotected']);
  try {
    await file.parseInternalValues({ password: secret.buffer, checkIntegrity: true }, engine());
  } catch {
    throw new CertificateError('IMPORT_PASSWORD_WRONG', ['file-password-or-changed']);
  }
  const safe = file.parsedValue?.authenticatedSafe;
  if (safe === undefined) throw unreadable(what);
  for (const { contentType, content } of safe.safeContents) {
    if (contentType !== encryptedData) continue;
    // read from its bytes: the library takes a structure apart for good
    const { encryptedContentInfo } = reading(what, () => new EncryptedData({ schema: readDer(bytesOf(content), what) }));
    checkEffort(encryptedContentInfo.contentEncryptionAlgorithm);
  }
  try {
    await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret.buffer })) }, engine());
  } catch (cause) {
    throw cause instanceof CertificateError ? cause : unreadable(what, cause);
  }
  return safe;
}

function certificateOf({ bagId, bagValue }: SafeBag): readonly Bytes[] {
  if (bagId !== certificateBag || !(bagValue instanceof CertBag) || !(bagValue.certValue instanceof asn1js.OctetString)) return [];
  return [own(bagValue.certValue.valueBlock.valueHexView)];
}
