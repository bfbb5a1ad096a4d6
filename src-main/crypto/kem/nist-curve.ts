import { createECDH, type ECDH } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '../crypto-error.ts';
import { plain } from '../hashes.ts';
import type { KemKeyPair } from './kem.ts';

/** One NIST curve. SP 800-186. */
export interface NistCurve {
  readonly name: 'P-256' | 'P-384' | 'P-521';
  readonly nodeName: 'prime256v1' | 'secp384r1' | 'secp521r1';
  /** Bytes of a scalar and of a coordinate. */
  readonly size: number;
  /** Bits of the first scalar byte that may be set. RFC 9180 §7.1.3 "bitmask". */
  readonly mask: number;
  /** Group order, big-endian, `size` bytes. */
  readonly order: Bytes;
}

export const p256 = curve('P-256', 'prime256v1', 32, 0xff, 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
export const p384 = curve(
  'P-384',
  'secp384r1',
  48,
  0xff,
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
);
export const p521 = curve(
  'P-521',
  'secp521r1',
  66,
  0x01,
  '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
);

/** The pair of a scalar; the public key is the uncompressed point, as RFC 9420 §5.1.2 wants it. */
export function nistPair(on: NistCurve, privateKey: Bytes): KemKeyPair {
  const scalar = padded(on, privateKey);
  return { privateKey: scalar, publicKey: new Uint8Array(withScalar(on, scalar).getPublicKey()) };
}

/** A scalar by rejection, so that seeded randomness gives the same key everywhere. */
export function generateNist(on: NistCurve, randomness: Randomness): KemKeyPair {
  return firstUsable(on, () => randomness.bytes(on.size));
}

/** The first candidate that is a scalar of the curve. RFC 9180 §7.1.3. @throws {CryptoError} after 256 (never, in practice) */
export function firstUsable(on: NistCurve, candidate: (counter: number) => Bytes): KemKeyPair {
  for (let counter = 0; counter < 256; counter++) {
    const scalar = candidate(counter);
    scalar[0] = (scalar[0] ?? 0) & on.mask;
    if (isScalar(on, scalar)) return nistPair(on, scalar);
  }
  throw new CryptoError(on.name);
}

/** ECDH: the shared x coordinate. @throws {CryptoError} unless `publicKey` is an uncompressed point of the curve */
export function nistExchange(on: NistCurve, privateKey: Bytes, publicKey: Bytes): Bytes {
  checkNist(on, publicKey);
  try {
    return plain(withScalar(on, padded(on, privateKey)).computeSecret(publicKey));
  } catch {
    throw new CryptoError(on.name);
  }
}

/** The form only; whether the point is on the curve shows when it is used. */
export function checkNist(on: NistCurve, publicKey: Bytes): void {
  if (publicKey.length !== 1 + 2 * on.size || publicKey[0] !== 0x04) throw new CryptoError(`${on.name} public key`);
}

/** Scalars come without their leading zeros too (mls-implementations issue 176). */
export function padded(on: NistCurve, privateKey: Bytes): Bytes {
  if (privateKey.length > on.size || privateKey.length === 0) throw new CryptoError(`${on.name} private key`);
  const out = new Uint8Array(on.size);
  out.set(privateKey, on.size - privateKey.length);
  return out;
}

function withScalar(on: NistCurve, scalar: Bytes): ECDH {
  const ecdh = createECDH(on.nodeName);
  try {
    ecdh.setPrivateKey(scalar);
  } catch {
    throw new CryptoError(`${on.name} private key`);
  }
  return ecdh;
}

function isScalar(on: NistCurve, scalar: Bytes): boolean {
  return scalar.some((byte) => byte !== 0) && Buffer.compare(scalar, on.order) < 0;
}

function curve(name: NistCurve['name'], nodeName: NistCurve['nodeName'], size: number, mask: number, order: string): NistCurve {
  return { name, nodeName, size, mask, order: Uint8Array.from(Buffer.from(order, 'hex')) };
}
