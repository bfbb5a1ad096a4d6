import type { Bytes } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';

/** Raw keys of one signer. */
export interface SignatureKeyPair {
  /** 32 bytes Ed25519; uncompressed point for the NIST curves (65, 97, 133 bytes); 2592 bytes ML-DSA-87. */
  readonly publicKey: Bytes;
  /** 32-byte seed Ed25519 and ML-DSA-87; scalar for the NIST curves (32, 48, 66 bytes). Secret. */
  readonly privateKey: Bytes;
}

/** One signature scheme. RFC 9420 §5.1.2: ECDSA signatures are DER, as in TLS. */
export interface Signature {
  generate(randomness: Randomness): SignatureKeyPair;
  /** The public key of a private key that came from elsewhere. @throws {CryptoError} for an unusable private key */
  publicKey(privateKey: Bytes): Bytes;
  /** @throws {CryptoError} for an unusable private key */
  sign(privateKey: Bytes, message: Bytes): Bytes;
  /** `false` for anything that does not verify, unusable keys included. */
  verify(publicKey: Bytes, message: Bytes, signature: Bytes): boolean;
}

/** A key that cannot be imported verifies nothing. */
export function refused(attempt: () => boolean): boolean {
  try {
    return attempt();
  } catch {
    return false;
  }
}
