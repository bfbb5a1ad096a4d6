import { x25519 as noble } from '@noble/curves/ed25519.js';
import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { type Bytes, copyOf } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import { importPrivateKey, octetString, oid, sequence } from '../der.ts';
import type { Features } from '../features.ts';
import { plain } from '../hashes.ts';
import { type KemKeyPair, pairOfFresh } from './kem.ts';

const length = 32; // bytes of private key, public key and shared secret

/** X25519. RFC 7748 §5. Every method throws {@link CryptoError} for unusable keys. */
export interface X25519 {
  pair(privateKey: Bytes): KemKeyPair;
  generate(randomness: Randomness): KemKeyPair;
  /** The length only. */
  checkPublicKey(publicKey: Bytes): void;
  /** Refuses a shared secret of zeros ("MUST" RFC 9180 §7.1.4). */
  exchange(privateKey: Bytes, publicKey: Bytes): Bytes;
}

export function x25519(features: Features): X25519 {
  const { publicKey, exchange } = features.native.has('X25519') ? nativeArithmetic : nobleArithmetic;

  function pair(privateKey: Bytes): KemKeyPair {
    if (privateKey.length !== length) throw new CryptoError('X25519 private key');
    return { privateKey: copyOf(privateKey), publicKey: publicKey(privateKey) };
  }

  return {
    pair,
    generate: (randomness) => pairOfFresh(pair, randomness.bytes(length)),
    checkPublicKey,
    exchange(privateKey, peer) {
      if (privateKey.length !== length) throw new CryptoError('X25519 private key');
      checkPublicKey(peer);
      const shared = exchangeOrRefuse(exchange, privateKey, peer);
      if (shared.every((byte) => byte === 0)) throw new CryptoError('X25519');
      return shared;
    },
  };
}

interface Arithmetic {
  readonly publicKey: (privateKey: Bytes) => Bytes;
  readonly exchange: (privateKey: Bytes, publicKey: Bytes) => Bytes;
}

const algorithm = sequence(oid.x25519);

const nativeArithmetic: Arithmetic = {
  publicKey(privateKey) {
    const { x } = createPublicKey(importPrivate(privateKey)).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  },
  exchange(privateKey, publicKey) {
    const peer = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
    return plain(diffieHellman({ privateKey: importPrivate(privateKey), publicKey: peer }));
  },
};

/** Computes with bigints, which nobody can overwrite. */
const nobleArithmetic: Arithmetic = {
  publicKey: (privateKey) => noble.getPublicKey(privateKey),
  exchange: (privateKey, publicKey) => noble.getSharedSecret(privateKey, publicKey),
};

/** OpenSSL and noble refuse a shared secret of zeros themselves. */
function exchangeOrRefuse(exchange: Arithmetic['exchange'], privateKey: Bytes, publicKey: Bytes): Bytes {
  try {
    return exchange(privateKey, publicKey);
  } catch {
    throw new CryptoError('X25519');
  }
}

function checkPublicKey(publicKey: Bytes): void {
  if (publicKey.length !== length) throw new CryptoError('X25519 public key');
}

function importPrivate(privateKey: Bytes): KeyObject {
  return importPrivateKey(algorithm, octetString(privateKey));
}
