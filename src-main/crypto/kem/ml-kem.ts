import { ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import nodeCrypto, { createPublicKey } from 'node:crypto';
import { type Bytes, copyOf } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import { importPrivateKey, importPublicKey, oid, seedString, sequence } from '../der.ts';
import type { Features } from '../features.ts';
import { plain } from '../hashes.ts';
import { type Encapsulation, type Kem, pairOfFresh } from './kem.ts';

/** Bytes of the seed `d || z`, the form private keys have here. FIPS 203 §6.1. */
export const mlKemSeed = 64;

const modulus = 3329; // q, FIPS 203 §2.4

export type MlKemName = 'ML-KEM-768' | 'ML-KEM-1024';

/** One parameter set. FIPS 203 §8. Every method throws {@link CryptoError} for unusable keys and ciphertexts of wrong length. */
export interface MlKem {
  /** Bytes. */
  readonly publicKeyLength: number;
  /** Bytes. */
  readonly ciphertextLength: number;
  /** The encapsulation key of a seed. */
  publicKey(seed: Bytes): Bytes;
  encapsulate(publicKey: Bytes, randomness: Randomness): Encapsulation;
  /** A wrong ciphertext of right length gives another secret ("implicit rejection"). */
  decapsulate(seed: Bytes, ciphertext: Bytes): Bytes;
}

export function mlKem(features: Features, name: MlKemName): MlKem {
  const set = parameterSets[name];
  const implementation = features.native.has(name) ? native(set) : noble(set.noble);
  const { publicKeyLength, ciphertextLength } = set;
  return {
    publicKeyLength,
    ciphertextLength,
    publicKey: (seed) => implementation.publicKey(checkedSeed(seed)),
    encapsulate(publicKey, randomness) {
      checkPublicKey(publicKeyLength, publicKey);
      try {
        return implementation.encapsulate(publicKey, randomness);
      } catch {
        throw new CryptoError('ML-KEM public key');
      }
    },
    decapsulate(seed, ciphertext) {
      if (ciphertext.length !== ciphertextLength) throw new CryptoError('ML-KEM ciphertext');
      return implementation.decapsulate(checkedSeed(seed), ciphertext);
    },
  };
}

/** ML-KEM-1024 as a KEM of HPKE: private keys are seeds, and DeriveKeyPair takes one as it is. draft-connolly-cfrg-hpke-mlkem. */
export function mlKem1024(features: Features): Kem {
  const { publicKeyLength, publicKey, encapsulate, decapsulate } = mlKem(features, 'ML-KEM-1024');
  const pair: Kem['pair'] = (seed) => ({ privateKey: copyOf(seed), publicKey: publicKey(seed) });
  return {
    id: 0x0042,
    pair,
    generate: (randomness) => pairOfFresh(pair, randomness.bytes(mlKemSeed)),
    derive: pair,
    checkPublicKey: (key) => checkPublicKey(publicKeyLength, key),
    encapsulate,
    decapsulate: (keys, encapsulated) => decapsulate(keys.privateKey, encapsulated),
  };
}

interface ParameterSet {
  readonly algorithm: Bytes;
  readonly noble: typeof ml_kem768;
  readonly publicKeyLength: number;
  readonly ciphertextLength: number;
}

/** Sizes in bytes: FIPS 203 table 3. */
const parameterSets: { readonly [N in MlKemName]: ParameterSet } = {
  'ML-KEM-768': { algorithm: sequence(oid.mlKem768), noble: ml_kem768, publicKeyLength: 1184, ciphertextLength: 1088 },
  'ML-KEM-1024': { algorithm: sequence(oid.mlKem1024), noble: ml_kem1024, publicKeyLength: 1568, ciphertextLength: 1568 },
};

type Implementation = Pick<MlKem, 'publicKey' | 'encapsulate' | 'decapsulate'>;

/** Encapsulation takes its randomness from the operating system: node:crypto has no way to give it any. */
function native({ algorithm, publicKeyLength }: ParameterSet): Implementation {
  const importSeed = (seed: Bytes) => importPrivateKey(algorithm, seedString(seed));
  return {
    publicKey(seed) {
      const key = createPublicKey(importSeed(seed)).export({ format: 'der', type: 'spki' });
      return new Uint8Array(key.subarray(key.length - publicKeyLength));
    },
    encapsulate(publicKey) {
      const { sharedKey, ciphertext } = nodeCrypto.encapsulate(importPublicKey(algorithm, publicKey));
      return { sharedSecret: plain(sharedKey), encapsulated: plain(ciphertext) };
    },
    decapsulate: (seed, ciphertext) => plain(nodeCrypto.decapsulate(importSeed(seed), ciphertext)),
  };
}

function noble(kem: typeof ml_kem768): Implementation {
  return {
    publicKey(seed) {
      const { publicKey, secretKey } = kem.keygen(seed);
      secretKey.fill(0);
      return publicKey;
    },
    encapsulate(publicKey, randomness) {
      const message = randomness.bytes(32);
      try {
        const { sharedSecret, cipherText } = kem.encapsulate(publicKey, message);
        return { sharedSecret, encapsulated: cipherText };
      } finally {
        message.fill(0);
      }
    },
    decapsulate(seed, ciphertext) {
      const { secretKey } = kem.keygen(seed);
      const shared = kem.decapsulate(ciphertext, secretKey);
      secretKey.fill(0);
      return shared;
    },
  };
}

/**
 * "Encapsulation key check" of FIPS 203 §7.2: length, and every 12-bit coefficient below q. Done here because noble's own
 * does not reduce before it compares, so that it accepts everything.
 */
function checkPublicKey(expectedLength: number, publicKey: Bytes): void {
  let reduced = publicKey.length === expectedLength;
  for (let at = 0; at + 2 < expectedLength - 32; at += 3) {
    const [low = 0, middle = 0, high = 0] = publicKey.subarray(at, at + 3);
    if ((low | ((middle & 0x0f) << 8)) >= modulus || ((middle >> 4) | (high << 4)) >= modulus) reduced = false;
  }
  if (!reduced) throw new CryptoError('ML-KEM public key');
}

function checkedSeed(seed: Bytes): Bytes {
  if (seed.length !== mlKemSeed) throw new CryptoError('ML-KEM private key');
  return seed;
}
