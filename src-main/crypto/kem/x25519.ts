import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '../crypto-error.ts';
import { importPrivateKey, octetString, oid, sequence } from '../der.ts';
import { plain } from '../hashes.ts';
import type { KemKeyPair } from './kem.ts';

const length = 32; // bytes of private key, public key and shared secret
const algorithm = sequence(oid.x25519);

export function x25519Pair(privateKey: Bytes): KemKeyPair {
  const { x } = createPublicKey(importPrivate(privateKey)).export({ format: 'jwk' });
  return { privateKey: new Uint8Array(privateKey), publicKey: new Uint8Array(Buffer.from(x ?? '', 'base64url')) };
}

export function generateX25519(randomness: Randomness): KemKeyPair {
  return x25519Pair(randomness.bytes(length));
}

/** @throws {CryptoError} for a key of wrong length or a shared secret of zeros ("MUST" RFC 9180 §7.1.4) */
export function x25519(privateKey: Bytes, publicKey: Bytes): Bytes {
  checkX25519(publicKey);
  const peer = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' });
  const shared = exchange(importPrivate(privateKey), peer);
  if (shared.every((byte) => byte === 0)) throw new CryptoError('X25519');
  return shared;
}

export function checkX25519(publicKey: Bytes): void {
  if (publicKey.length !== length) throw new CryptoError('X25519 public key');
}

function exchange(privateKey: KeyObject, publicKey: KeyObject): Bytes {
  try {
    return plain(diffieHellman({ privateKey, publicKey }));
  } catch {
    throw new CryptoError('X25519'); // OpenSSL refuses a shared secret of zeros itself
  }
}

function importPrivate(privateKey: Bytes): KeyObject {
  if (privateKey.length !== length) throw new CryptoError('X25519 private key');
  return importPrivateKey(algorithm, octetString(privateKey));
}
