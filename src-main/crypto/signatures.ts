import type { Randomness } from '#engine/crypto/provider.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Features } from './features.ts';
import { detectFeatures } from './self-test.ts';
import { signatureOf } from './signatures/by-scheme.ts';
import type { Signature, SignatureKeyPair } from './signatures/signature.ts';

/** A key pair for an identity. Takes its bytes from `randomness`, so that a seeded source repeats it. @throws {RangeError} for a scheme this build cannot sign with */
export function generateSigner(scheme: SignatureScheme, randomness: Randomness, features: Features = detectFeatures()): SignatureKeyPair {
  return signature(scheme, features).generate(randomness);
}

/** @throws {RangeError} for a scheme this build cannot sign with */
export function signature(scheme: SignatureScheme, features: Features = detectFeatures()): Signature {
  return signatureOf(features, scheme);
}
