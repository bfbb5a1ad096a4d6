import { ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import { importPrivateKey, importPublicKey, oid, seedString, sequence } from '../der.ts';
import type { Features } from '../features.ts';
import { plain } from '../hashes.ts';
import { refused, type Signature } from './signature.ts';

const seedLength = 32; // bytes
const publicKeyLength = 2592; // bytes, FIPS 204 table 2
const signatureLength = 4627; // bytes
const algorithm = sequence(oid.mlDsa87);

/** ML-DSA-87, pure, with an empty context. FIPS 204 §5.2. Signing is hedged with the operating system's randomness. */
export function mlDsa87(features: Features): Signature {
  const { publicKey, ...rest } = features.native.has('ML-DSA-87') ? native : noble;
  return {
    generate(randomness) {
      const privateKey = randomness.bytes(seedLength);
      return { privateKey, publicKey: publicKey(privateKey) };
    },
    publicKey(privateKey) {
      if (privateKey.length !== seedLength) throw new CryptoError('ML-DSA-87 private key');
      return publicKey(privateKey);
    },
    sign(privateKey, message) {
      if (privateKey.length !== seedLength) throw new CryptoError('ML-DSA-87 private key');
      return rest.sign(privateKey, message);
    },
    verify: (key, message, signature) =>
      refused(() => key.length === publicKeyLength && signature.length === signatureLength && rest.verify(key, message, signature)),
  };
}

type Implementation = Pick<Signature, 'sign' | 'verify'> & { readonly publicKey: (seed: Bytes) => Bytes };

const native: Implementation = {
  publicKey(seed) {
    const key = createPublicKey(importSeed(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(key.subarray(key.length - publicKeyLength));
  },
  sign: (seed, message) => plain(sign(null, message, importSeed(seed))),
  verify: (publicKey, message, signature) => verify(null, message, importPublicKey(algorithm, publicKey), signature),
};

const noble: Implementation = {
  publicKey(seed) {
    const { publicKey, secretKey } = ml_dsa87.keygen(seed);
    secretKey.fill(0);
    return publicKey;
  },
  sign(seed, message) {
    const { secretKey } = ml_dsa87.keygen(seed);
    try {
      return ml_dsa87.sign(message, secretKey);
    } finally {
      secretKey.fill(0);
    }
  },
  verify: (publicKey, message, signature) => ml_dsa87.verify(signature, message, publicKey),
};

function importSeed(seed: Bytes): KeyObject {
  return importPrivateKey(algorithm, seedString(seed));
}
