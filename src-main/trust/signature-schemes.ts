import type { SignatureScheme } from '#engine/crypto/suites.ts';

interface SchemeFacts {
  /** IANA TLS SignatureScheme. */
  readonly number: number;
  /** Bytes of a public key as MLS leaves carry it. */
  readonly publicKeyLength: number;
}

/** RFC 9420 §5.1.2 takes the numbers of the TLS SignatureScheme registry. */
const schemes: { readonly [S in SignatureScheme]: SchemeFacts } = {
  Ed25519: { number: 0x0807, publicKeyLength: 32 },
  Ed448: { number: 0x0808, publicKeyLength: 57 },
  'P-256': { number: 0x0403, publicKeyLength: 65 },
  'P-384': { number: 0x0503, publicKeyLength: 97 },
  'P-521': { number: 0x0603, publicKeyLength: 133 },
  'ML-DSA-87': { number: 0x0906, publicKeyLength: 2592 },
};

/** The number of a scheme in fingerprints, pins and contact cards. */
export function schemeNumber(scheme: SignatureScheme): number {
  return schemes[scheme].number;
}

/** The scheme with this number, or `null` for one this program does not know. */
export function schemeByNumber(number: number): SignatureScheme | null {
  // Object.keys forgets that the keys are those of the table.
  const names = Object.keys(schemes) as SignatureScheme[];
  return names.find((name) => schemes[name].number === number) ?? null;
}

export function publicKeyLength(scheme: SignatureScheme): number {
  return schemes[scheme].publicKeyLength;
}
