import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { blank, type Bytes } from '#engine/bytes.ts';

// The little DER that key import needs. X.690 §8; RFC 5958 (PKCS#8), RFC 5280 §4.1 (SubjectPublicKeyInfo).

/** Object identifiers, complete with tag and length. */
export const oid = {
  x25519: hex('06032b656e'), // RFC 8410 §3
  ed25519: hex('06032b6570'),
  ecPublicKey: hex('06072a8648ce3d0201'), // RFC 5480 §2.1.1
  p256: hex('06082a8648ce3d030107'),
  p384: hex('06052b81040022'),
  p521: hex('06052b81040023'),
  mlKem768: hex('0609608648016503040402'), // FIPS 203; NIST CSOR
  mlKem1024: hex('0609608648016503040403'),
  mlDsa87: hex('0609608648016503040313'), // FIPS 204; NIST CSOR
} as const;

export const sequence = (...content: readonly Bytes[]): Bytes => der(0x30, ...content);
export const octetString = (...content: readonly Bytes[]): Bytes => der(0x04, ...content);
export const integer = (value: number): Bytes => der(0x02, Uint8Array.of(value));
/** `[0] IMPLICIT OCTET STRING`: the seed form of ML-KEM and ML-DSA private keys. */
export const seedString = (seed: Bytes): Bytes => der(0x80, seed);

/**
 * Imports a private key from its PKCS#8 `privateKey` content. DER in bytes and not JWK, because a JWK would put the
 * secret into strings, which nobody can overwrite.
 *
 * @param content secret; overwritten here, like everything made from it
 */
export function importPrivateKey(algorithm: Bytes, content: Bytes): KeyObject {
  const wrapped = octetString(content);
  const key = sequence(integer(0), algorithm, wrapped);
  try {
    return createPrivateKey({ key: Buffer.from(key.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    for (const bytes of [content, wrapped, key]) bytes.fill(0);
  }
}

export function importPublicKey(algorithm: Bytes, key: Bytes): KeyObject {
  const bits = der(0x03, Uint8Array.of(0), key);
  return createPublicKey({ key: Buffer.from(sequence(algorithm, bits).buffer), format: 'der', type: 'spki' });
}

function der(tag: number, ...content: readonly Bytes[]): Bytes {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  const out = blank(head.length + length);
  out.set(head);
  let at = head.length;
  for (const part of content) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
