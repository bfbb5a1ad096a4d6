import type { Bytes } from '#engine/bytes.ts';
import type { KeySealer } from '#main/store/key-sealer.ts';

/** A keychain in memory: every key it makes is a number, and the blob carries it. */
export class ToyKeychain implements KeySealer {
  availability: 'real' | 'basic_text' | 'none' = 'real';
  /** What it seals with, and what it still opens. */
  key = 1;
  accepts: readonly number[] = [1];

  async available() {
    return { availability: this.availability, backend: this.availability === 'basic_text' ? 'basic_text' : 'toy' };
  }

  async seal(secret: Bytes): Promise<Bytes> {
    return Uint8Array.of(this.key, ...secret.map((byte) => byte ^ this.key));
  }

  async unseal(blob: Bytes): Promise<{ secret: Bytes; again: boolean }> {
    const [key = 0, ...sealed] = blob;
    if (!this.accepts.includes(key)) throw new Error('no such key in the keychain');
    return { secret: Uint8Array.from(sealed, (byte) => byte ^ key), again: key !== this.key };
  }
}
