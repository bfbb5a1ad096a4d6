import type { Bytes } from '#engine/bytes.ts';

/**
 * What the system offers for keeping a secret of this user. `basic_text`: it pretends to, with a password that everybody knows;
 * we treat that as none and call it what it is.
 */
export type SealerAvailability = 'real' | 'basic_text' | 'none';

/** The keychain of the operating system, as far as a host has one. Never blocks. */
export interface KeySealer {
  available(): Promise<{ readonly availability: SealerAvailability /** Its name, for people. */; readonly backend: string }>;
  /** An opaque blob, at most some hundred bytes longer. @throws what the system throws */
  seal(secret: Bytes): Promise<Bytes>;
  /**
   * The caller erases the secret. `again`: the system asks to seal it anew, because its own key has changed.
   *
   * @throws what the system throws, for example because its keychain is another one now
   */
  unseal(blob: Bytes): Promise<{ readonly secret: Bytes; readonly again: boolean }>;
}
