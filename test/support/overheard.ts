import { type Bytes, toHex } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';

/** What was sealed: content, content type and padding. RFC 8446 §5.2. */
export interface Inner {
  readonly type: number;
  readonly content: Bytes;
}

/** Listens to the cryptography of a party: for every protected record that it sent, what is inside. */
export class Overheard {
  readonly #inner = new Map<string, Inner>();

  readonly listen = (provider: CryptoProvider): CryptoProvider => ({
    ...provider,
    importRecordKey: (aead, key) => {
      const inner = provider.importRecordKey(aead, key);
      return {
        open: inner.open.bind(inner),
        erase: () => inner.erase(),
        seal: (nonce, aad, plaintext, out, at) => {
          const said = plaintext.slice();
          const length = inner.seal(nonce, aad, plaintext, out, at);
          this.#inner.set(toHex(out.subarray(at, at + length)), unpadded(said));
          return length;
        },
      };
    },
  });

  /** @param encrypted `encrypted_record` @throws {Error} for a record that no party of ours sealed */
  inside(encrypted: Bytes): Inner {
    const inner = this.#inner.get(toHex(encrypted));
    if (inner === undefined) throw new Error('a protected record that nobody sealed');
    return inner;
  }
}

function unpadded(plaintext: Bytes): Inner {
  let end = plaintext.length - 1;
  while (end > 0 && plaintext[end] === 0) end--;
  return { type: plaintext[end] ?? 0, content: plaintext.slice(0, end) };
}
