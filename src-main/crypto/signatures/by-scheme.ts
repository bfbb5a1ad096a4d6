import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Features } from '../features.ts';
import { ecdsa } from './ecdsa.ts';
import { ed25519 } from './ed25519.ts';
import { mlDsa87 } from './ml-dsa.ts';
import type { Signature } from './signature.ts';

/** @throws {RangeError} for a scheme this build cannot sign with */
export function signatureOf(features: Features, scheme: SignatureScheme): Signature {
  switch (scheme) {
    case 'Ed25519':
      return ed25519(features);
    case 'P-256':
    case 'P-384':
    case 'P-521':
      return ecdsa(features, scheme);
    case 'ML-DSA-87':
      return mlDsa87(features);
    case 'Ed448':
      throw new RangeError(`no ${scheme} in this build`);
    default:
      return scheme satisfies never;
  }
}
