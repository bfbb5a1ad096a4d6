import { p256, p384, p521 } from '@noble/curves/nist.js';
import { createECDH, type ECDH } from 'node:crypto';
import { blank, type Bytes, copyOf } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import type { Features, NistCurveName } from '../features.ts';
import { plain } from '../hashes.ts';
import { type KemKeyPair, pairOfFresh } from './kem.ts';

/** One NIST curve. SP 800-186. */
export interface NistCurve {
  readonly name: NistCurveName;
  /** Bytes of a scalar and of a coordinate. */
  readonly size: number;
  /** Bits of the first scalar byte that may be set. RFC 9180 §7.1.3 "bitmask". */
  readonly mask: number;
  /** Group order, big-endian, `size` bytes. */
  readonly order: Bytes;
  /** The uncompressed point of a scalar of `size` bytes; throws for one that is none. */
  readonly publicKey: (scalar: Bytes) => Bytes;
  /** The x coordinate of scalar times uncompressed point; throws for a point that is not on the curve. */
  readonly exchange: (scalar: Bytes, point: Bytes) => Bytes;
}

export function nistCurve(features: Features, name: NistCurveName): NistCurve {
  const { nodeName, noble, ...facts } = curves[name];
  return { name, ...facts, ...(features.native.has(`ECDH ${name}`) ? nativeArithmetic(nodeName) : nobleArithmetic(noble, facts.size)) };
}

/** The pair of a scalar; the public key is the uncompressed point, as RFC 9420 §5.1.2 wants it. */
export function nistPair(on: NistCurve, privateKey: Bytes): KemKeyPair {
  const scalar = padded(on, privateKey);
  try {
    return { privateKey: scalar, publicKey: on.publicKey(scalar) };
  } catch {
    throw new CryptoError(`${on.name} private key`);
  }
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
    if (isScalar(on, scalar)) return pairOfFresh((fresh) => nistPair(on, fresh), scalar);
  }
  throw new CryptoError(on.name);
}

/** ECDH: the shared x coordinate. @throws {CryptoError} unless `publicKey` is an uncompressed point of the curve */
export function nistExchange(on: NistCurve, privateKey: Bytes, publicKey: Bytes): Bytes {
  checkNist(on, publicKey);
  const scalar = padded(on, privateKey);
  try {
    return on.exchange(scalar, publicKey);
  } catch {
    throw new CryptoError(on.name);
  } finally {
    scalar.fill(0);
  }
}

/** The form only; whether the point is on the curve shows when it is used. */
export function checkNist(on: Pick<NistCurve, 'name' | 'size'>, publicKey: Bytes): void {
  if (publicKey.length !== 1 + 2 * on.size || publicKey[0] !== 0x04) throw new CryptoError(`${on.name} public key`);
}

/** Scalars come without their leading zeros too (mls-implementations issue 176). */
export function padded(on: Pick<NistCurve, 'name' | 'size'>, privateKey: Bytes): Bytes {
  if (privateKey.length > on.size || privateKey.length === 0) throw new CryptoError(`${on.name} private key`);
  const out = blank(on.size);
  out.set(privateKey, on.size - privateKey.length);
  return out;
}

type Arithmetic = Pick<NistCurve, 'publicKey' | 'exchange'>;

function nativeArithmetic(nodeName: string): Arithmetic {
  const withScalar = (scalar: Bytes): ECDH => {
    const ecdh = createECDH(nodeName);
    ecdh.setPrivateKey(scalar);
    return ecdh;
  };
  return {
    publicKey: (scalar) => new Uint8Array(withScalar(scalar).getPublicKey()),
    exchange: (scalar, point) => plain(withScalar(scalar).computeSecret(point)),
  };
}

/** Computes with bigints, which nobody can overwrite. */
function nobleArithmetic(noble: typeof p256, size: number): Arithmetic {
  return {
    publicKey: (scalar) => noble.getPublicKey(scalar, false),
    exchange: (scalar, point) => copyOf(noble.getSharedSecret(scalar, point, false).subarray(1, 1 + size)),
  };
}

function isScalar(on: NistCurve, scalar: Bytes): boolean {
  return scalar.some((byte) => byte !== 0) && Buffer.compare(scalar, on.order) < 0;
}

const curves = {
  'P-256': {
    nodeName: 'prime256v1',
    noble: p256,
    size: 32,
    mask: 0xff,
    order: hex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
  },
  'P-384': {
    nodeName: 'secp384r1',
    noble: p384,
    size: 48,
    mask: 0xff,
    order: hex('ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973'),
  },
  'P-521': {
    nodeName: 'secp521r1',
    noble: p521,
    size: 66,
    mask: 0x01,
    order: hex(
      '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    ),
  },
} as const;

function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
