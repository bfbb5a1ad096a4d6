import type { SignatureScheme } from '../crypto/suites.ts';

/** IANA TLS SignatureScheme values, as the fingerprint and the authentication service use them. */
export const signatureSchemes: { readonly [S in SignatureScheme]: number } = {
  'P-256': 0x0403,
  'P-384': 0x0503,
  'P-521': 0x0603,
  'Ed25519': 0x0807,
  'Ed448': 0x0808,
  'ML-DSA-87': 0x0906,
};
