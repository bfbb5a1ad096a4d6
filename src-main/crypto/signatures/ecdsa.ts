import { p256, p384, p521 } from '@noble/curves/nist.js';
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { importPrivateKey, integer, octetString, oid, sequence } from '../der.ts';
import type { Features, NistCurveName } from '../features.ts';
import { plain } from '../hashes.ts';
import { checkNist, generateNist, type NistCurve, nistCurve, nistPair, padded } from '../kem/nist-curve.ts';
import { refused, type Signature } from './signature.ts';

/** ECDSA with the hash of the curve's size. FIPS 186-5; RFC 9420 §17.1. Natively, signing draws its nonce from the operating system. */
export function ecdsa(features: Features, name: NistCurveName): Signature {
  const on = nistCurve(features, name);
  const implementation = features.native.has(`ECDSA ${name}`) ? native(on) : noble(name);
  return {
    generate: (randomness) => generateNist(on, randomness),
    publicKey(privateKey) {
      const pair = nistPair(on, privateKey);
      pair.privateKey.fill(0);
      return pair.publicKey;
    },
    sign(privateKey, message) {
      const { privateKey: scalar } = nistPair(on, privateKey); // refuses zero and numbers beyond the order
      try {
        return implementation.sign(scalar, message);
      } finally {
        scalar.fill(0);
      }
    },
    verify: (publicKey, message, signature) =>
      refused(() => {
        checkNist(on, publicKey);
        return implementation.verify(publicKey, message, signature);
      }),
  };
}

type Implementation = Pick<Signature, 'sign' | 'verify'>;

const hashes = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512' } as const;
const curveOids = { 'P-256': oid.p256, 'P-384': oid.p384, 'P-521': oid.p521 } as const;
const nobleCurves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const;

function native(on: NistCurve): Implementation {
  const hash = hashes[on.name];
  return {
    sign: (scalar, message) => plain(sign(hash, message, { key: importScalar(on, scalar), dsaEncoding: 'der' })),
    verify(publicKey, message, signature) {
      const x = base64url(publicKey.subarray(1, 1 + on.size));
      const y = base64url(publicKey.subarray(1 + on.size));
      const key = createPublicKey({ key: { kty: 'EC', crv: on.name, x, y }, format: 'jwk' });
      return verify(hash, message, { key, dsaEncoding: 'der' }, signature);
    },
  };
}

/** Signs with the nonces of RFC 6979. Computes with bigints, which nobody can overwrite. */
function noble(name: NistCurveName): Implementation {
  const curve = nobleCurves[name];
  const options = { format: 'der', prehash: true, lowS: false } as const; // high values of s are valid in TLS and MLS
  return {
    sign: (scalar, message) => curve.sign(message, scalar, options),
    verify: (publicKey, message, signature) => curve.verify(signature, message, publicKey, options),
  };
}

/** RFC 5915 §3 inside PKCS#8. */
function importScalar(on: NistCurve, scalar: Bytes): KeyObject {
  const fixed = padded(on, scalar);
  const wrapped = octetString(fixed);
  const content = sequence(integer(1), wrapped);
  fixed.fill(0);
  wrapped.fill(0);
  return importPrivateKey(sequence(oid.ecPublicKey, curveOids[on.name]), content);
}

function base64url(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}
