/** Primitives that noble can stand in for, under the names the self-test shows. */
export type Replaceable =
  | 'CHACHA20-POLY1305'
  /** SHA3-256 and SHAKE256, both. */
  | 'SHA-3'
  | 'scrypt'
  | 'X25519'
  | `ECDH ${NistCurveName}`
  | 'Ed25519'
  | `ECDSA ${NistCurveName}`
  | 'ML-KEM-768'
  | 'ML-KEM-1024'
  | 'ML-DSA-87';

export type NistCurveName = 'P-256' | 'P-384' | 'P-521';

/** What is taken from this runtime's own cryptography. Electron (BoringSSL) lacks some of it, older Node too. */
export interface Features {
  /** The rest of {@link Replaceable} comes from noble. */
  readonly native: ReadonlySet<Replaceable>;
  /** `crypto.hash`: one call instead of three. */
  readonly oneShotHash: boolean;
  /** `ArrayBuffer.prototype.transfer`: gives memory back at once instead of at the next collection. */
  readonly transfer: boolean;
}

/** Everything the best runtime has. Whether this one does, the self-test finds out. */
export const allFeatures: Features = {
  native: new Set<Replaceable>([
    'CHACHA20-POLY1305',
    'SHA-3',
    'scrypt',
    'X25519',
    'ECDH P-256',
    'ECDH P-384',
    'ECDH P-521',
    'Ed25519',
    'ECDSA P-256',
    'ECDSA P-384',
    'ECDSA P-521',
    'ML-KEM-768',
    'ML-KEM-1024',
    'ML-DSA-87',
  ]),
  oneShotHash: true,
  transfer: true,
};

/** A runtime that offers nothing beyond the minimum: everything replaceable comes from noble. */
export const noFeatures: Features = { native: new Set(), oneShotHash: false, transfer: false };
