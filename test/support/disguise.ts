import { type Bytes, concat } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { End } from './world.ts';

const applicationData = 23;
const handshake = 22;

/** An honest party under which the cryptography lies: while it is on, what was written as application data leaves as handshake content. */
export class Disguise {
  #on = false;

  /** For `HostOptions.weaken`. */
  readonly under = (provider: CryptoProvider): CryptoProvider => ({
    ...provider,
    importRecordKey: (aead, key) => {
      const inner = provider.importRecordKey(aead, key);
      return {
        seal: (nonce, aad, plaintext, out, at) => inner.seal(nonce, aad, this.#disguised(plaintext), out, at),
        open: (nonce, aad, ciphertext) => inner.open(nonce, aad, ciphertext),
        erase: () => inner.erase(),
      };
    },
  });

  /** `from` sends this handshake message under the key it has, without knowing of it. */
  say(from: End, message: Bytes): void {
    this.#on = true;
    from.write(message);
    this.#on = false;
  }

  #disguised(inner: Bytes): Bytes {
    return this.#on && inner.at(-1) === applicationData ? concat(inner.subarray(0, inner.length - 1), Uint8Array.of(handshake)) : inner;
  }
}
