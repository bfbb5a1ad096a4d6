import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';

export interface KemKeyPair {
  /** The form MLS stores. Secret. */
  readonly privateKey: Bytes;
  readonly publicKey: Bytes;
}

export interface Encapsulation {
  /** Secret. */
  readonly sharedSecret: Bytes;
  /** `kem_output`. */
  readonly encapsulated: Bytes;
}

/** A key encapsulation mechanism as HPKE uses it. RFC 9180 §4. Every method throws {@link CryptoError} for unusable keys. */
export interface Kem {
  /** HPKE kem_id. */
  readonly id: number;
  generate(randomness: Randomness): KemKeyPair;
  /** DeriveKeyPair. RFC 9180 §4. */
  derive(inputKey: Bytes): KemKeyPair;
  /** The pair of a stored private key. */
  pair(privateKey: Bytes): KemKeyPair;
  checkPublicKey(publicKey: Bytes): void;
  /** A native ML-KEM takes its share of the randomness from the operating system and cannot be seeded. */
  encapsulate(publicKey: Bytes, randomness: Randomness): Encapsulation;
  decapsulate(pair: KemKeyPair, encapsulated: Bytes): Bytes;
}

/** The pair of a private key that nobody else holds: what `pair` does not keep of it is erased. */
export function pairOfFresh(pair: Kem['pair'], privateKey: Bytes): KemKeyPair {
  try {
    return pair(privateKey);
  } finally {
    privateKey.fill(0);
  }
}
