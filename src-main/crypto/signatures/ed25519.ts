import { ed25519 as nobleEd25519 } from '@noble/curves/ed25519.js';
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import { importPrivateKey, octetString, oid, sequence } from '../der.ts';
import type { Features } from '../features.ts';
import { plain } from '../hashes.ts';
import { refused, type Signature } from './signature.ts';

const length = 32; // bytes of seed and public key
const signatureLength = 64; // bytes
const algorithm = sequence(oid.ed25519);

/** Ed25519. RFC 8032 §5.1. */
export function ed25519(features: Features): Signature {
  const { publicKey, ...rest } = features.native.has('Ed25519') ? native : noble;
  return {
    generate(randomness) {
      const privateKey = randomness.bytes(length);
      return { privateKey, publicKey: publicKey(privateKey) };
    },
    publicKey(privateKey) {
      if (privateKey.length !== length) throw new CryptoError('Ed25519 private key');
      return publicKey(privateKey);
    },
    sign(privateKey, message) {
      if (privateKey.length !== length) throw new CryptoError('Ed25519 private key');
      return rest.sign(privateKey, message);
    },
    verify: (key, message, signature) =>
      refused(() => key.length === length && signature.length === signatureLength && rest.verify(key, message, signature)),
  };
}

type Implementation = Pick<Signature, 'sign' | 'verify'> & { readonly publicKey: (privateKey: Bytes) => Bytes };

const native: Implementation = {
  publicKey(privateKey) {
    const { x } = createPublicKey(importPrivate(privateKey)).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  },
  sign: (privateKey, message) => plain(sign(null, message, importPrivate(privateKey))),
  verify(publicKey, message, signature) {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
    return verify(null, message, key, signature);
  },
};

/** Computes with bigints, which nobody can overwrite. */
const noble: Implementation = {
  publicKey: (privateKey) => nobleEd25519.getPublicKey(privateKey),
  sign: (privateKey, message) => nobleEd25519.sign(message, privateKey),
  // zip215 would accept encodings that RFC 8032 §5.1.7 refuses
  verify: (publicKey, message, signature) => nobleEd25519.verify(signature, message, publicKey, { zip215: false }),
};

function importPrivate(seed: Bytes): KeyObject {
  return importPrivateKey(algorithm, octetString(seed));
}
