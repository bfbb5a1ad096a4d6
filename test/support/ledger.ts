import { createHash } from 'node:crypto';
import type { CryptoProvider } from '#engine/crypto/provider.ts';

/** Every (key, nonce) that sealed something in this process: a second time is the one thing that must never happen. */
const sealed = new Set<string>();
let seals = 0;
let repeats = 0;

/** How many records were sealed under the ledger so far. */
export function sealCount(): number {
  return seals;
}

/** How often a key and nonce came a second time: an engine may take the exception for a failure of its own. */
export function repeatCount(): number {
  return repeats;
}

/** A provider that notes every seal; [RL-31] throws when a key and nonce come a second time. */
export function withLedger(provider: CryptoProvider): CryptoProvider {
  return {
    ...provider,
    importRecordKey(aead, key) {
      const id = createHash('sha256').update(aead).update(key).digest('base64');
      const inner = provider.importRecordKey(aead, key);
      return {
        ...inner,
        seal(nonce, aad, plaintext, out, at) {
          const entry = `${id} ${Buffer.from(nonce).toString('base64')}`;
          if (sealed.has(entry)) {
            repeats += 1;
            throw new Error('ledger: a key and nonce were used twice');
          }
          sealed.add(entry);
          seals += 1;
          return inner.seal(nonce, aad, plaintext, out, at);
        },
        open: (nonce, aad, ciphertext) => inner.open(nonce, aad, ciphertext),
        erase: () => inner.erase(),
      };
    },
  };
}
