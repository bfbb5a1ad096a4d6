import type { Bytes } from '../bytes.ts';

/** Record protection algorithms. R-SUITE. */
export type RecordAead = 'AES-128-GCM' | 'AES-256-GCM' | 'CHACHA20-POLY1305';

/** Bytes per key. */
export const recordKeyLength: { readonly [A in RecordAead]: number } = { 'AES-128-GCM': 16, 'AES-256-GCM': 32, 'CHACHA20-POLY1305': 32 };

/** Bytes of authentication tag, all algorithms. RFC 8446 §5.2. */
export const tagLength = 16;

/** One AEAD key. Nonces are 12 bytes; the caller never repeats one. */
export interface RecordKey {
  /**
   * Encrypts `plaintext` into `out` from `at`: ciphertext, then the 16-byte tag. `out` must not overlap `plaintext`.
   *
   * @returns the number of bytes written, `plaintext.length + 16`
   */
  seal(nonce: Bytes, aad: Bytes, plaintext: Bytes, out: Bytes, at: number): number;
  /**
   * Decrypts ciphertext followed by tag. The result is valid until the next call of any key of this provider.
   *
   * @returns the plaintext, or `null` when authentication fails; no other detail
   */
  open(nonce: Bytes, aad: Bytes, ciphertext: Bytes): Bytes | null;
  /** Drops the key; every later call throws. */
  erase(): void;
}

/** What protects one direction: a key and the 12-byte IV its nonces are made from. RFC 8446 §7.3, §5.3. */
export interface TrafficKeys {
  readonly key: RecordKey;
  readonly iv: Bytes;
}
