import nodeCrypto, { createHash, createPublicKey } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '../crypto-error.ts';
import { importPrivateKey, importPublicKey, oid, seedString, sequence } from '../der.ts';
import type { Features } from '../features.ts';
import { plain } from '../hashes.ts';
import type { Encapsulation } from './kem.ts';

// ML-KEM-768 sizes in bytes. FIPS 203 table 3.
export const mlKemSeed = 64;
export const mlKemPublicKey = 1184;
export const mlKemCiphertext = 1088;

/** ML-KEM-768 and the SHA-3 functions that X-Wing is made of. */
export interface PostQuantum {
  /** The encapsulation key of a 64-byte seed `d || z`. */
  publicKey(seed: Bytes): Bytes;
  encapsulate(publicKey: Bytes, randomness: Randomness): Encapsulation;
  decapsulate(seed: Bytes, ciphertext: Bytes): Bytes;
  sha3(data: Bytes): Bytes;
  shake256(data: Bytes, length: number): Bytes;
}

/** Loads noble only where the runtime lacks something. */
export async function loadPostQuantum(features: Features): Promise<PostQuantum> {
  const [kem, hashes] = await Promise.all([features.mlKem ? nativeMlKem : nobleMlKem(), features.sha3 ? nativeSha3 : nobleSha3()]);
  return { ...kem, ...hashes };
}

type MlKem = Pick<PostQuantum, 'publicKey' | 'encapsulate' | 'decapsulate'>;
type Sha3 = Pick<PostQuantum, 'sha3' | 'shake256'>;

const algorithm = sequence(oid.mlKem768);

/** Encapsulation takes its randomness from the operating system: node:crypto has no way to give it any. */
const nativeMlKem: MlKem = {
  publicKey(seed) {
    const key = createPublicKey(importSeed(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(key.subarray(key.length - mlKemPublicKey));
  },
  encapsulate(publicKey) {
    const { sharedKey, ciphertext } = nodeCrypto.encapsulate(importEncapsulationKey(publicKey));
    return { sharedSecret: plain(sharedKey), encapsulated: plain(ciphertext) };
  },
  decapsulate(seed, ciphertext) {
    if (ciphertext.length !== mlKemCiphertext) throw new CryptoError('ML-KEM ciphertext');
    return plain(nodeCrypto.decapsulate(importSeed(seed), ciphertext));
  },
};

const nativeSha3: Sha3 = {
  sha3: (data) => plain(createHash('sha3-256').update(data).digest()),
  shake256: (data, length) => plain(createHash('shake256', { outputLength: length }).update(data).digest()),
};

async function nobleMlKem(): Promise<MlKem> {
  const { ml_kem768: kem } = await import('@noble/post-quantum/ml-kem.js');
  return {
    publicKey: (seed) => kem.keygen(seed).publicKey,
    encapsulate(publicKey, randomness) {
      try {
        const { sharedSecret, cipherText } = kem.encapsulate(publicKey, randomness.bytes(32));
        return { sharedSecret, encapsulated: cipherText };
      } catch {
        throw new CryptoError('ML-KEM public key');
      }
    },
    decapsulate(seed, ciphertext) {
      if (ciphertext.length !== mlKemCiphertext) throw new CryptoError('ML-KEM ciphertext');
      const { secretKey } = kem.keygen(seed);
      const shared = kem.decapsulate(ciphertext, secretKey);
      secretKey.fill(0);
      return shared;
    },
  };
}

async function nobleSha3(): Promise<Sha3> {
  const { sha3_256: sha3, shake256 } = await import('@noble/hashes/sha3.js');
  return { sha3: (data) => sha3(data), shake256: (data, length) => shake256(data, { dkLen: length }) };
}

function importSeed(seed: Bytes): ReturnType<typeof importPrivateKey> {
  if (seed.length !== mlKemSeed) throw new CryptoError('ML-KEM seed');
  return importPrivateKey(algorithm, seedString(seed));
}

function importEncapsulationKey(publicKey: Bytes): ReturnType<typeof importPublicKey> {
  try {
    return importPublicKey(algorithm, publicKey);
  } catch {
    throw new CryptoError('ML-KEM public key');
  }
}
