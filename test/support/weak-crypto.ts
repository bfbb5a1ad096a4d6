import { createCipheriv } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { RecordKey } from '#engine/crypto/aead.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';

/** A rule of record protection that is taken away. */
export type Weakness = 'opens again what was opened' | 'opens what is ahead' | 'opens without a tag' | 'counts no records';

/** A provider whose record keys lack one rule. Suite 0x0001 only: AES-128-GCM. */
export function weakened(weakness: Weakness): (provider: CryptoProvider) => CryptoProvider {
  return (provider) => ({
    ...provider,
    importRecordKey(aead, key) {
      const copy = key.slice();
      const inner = provider.importRecordKey(aead, key);
      return { seal: inner.seal.bind(inner), open: inner.open.bind(inner), erase: () => inner.erase(), ...weak(weakness, inner, copy) };
    },
  });
}

function weak(weakness: Weakness, inner: RecordKey, key: Bytes): Partial<RecordKey> {
  const seen: Bytes[] = [];
  let skipped = 0;
  switch (weakness) {
    case 'opens again what was opened':
      return {
        open(nonce, aad, ciphertext) {
          seen.push(nonce.slice());
          for (const one of seen.toReversed()) {
            const opened = inner.open(one, aad, ciphertext.slice());
            if (opened !== null) return opened;
          }
          return null;
        },
      };
    case 'opens what is ahead':
      return {
        open(nonce, aad, ciphertext) {
          for (let ahead = 0; ahead < 4; ahead++) {
            if (seen.length === 0) seen.push(nonce.slice());
            const opened = inner.open(later(seen[0] ?? nonce, nonce, skipped + ahead), aad, ciphertext.slice());
            if (opened === null) continue;
            skipped += ahead;
            return opened;
          }
          return null;
        },
      };
    case 'opens without a tag':
      return { open: (nonce, _aad, ciphertext) => counterMode(key, nonce, ciphertext.subarray(0, ciphertext.length - 16)) };
    case 'counts no records':
      return {
        seal(nonce, aad, plaintext, out, at) {
          if (seen.length === 0) seen.push(nonce.slice());
          return inner.seal(seen[0] ?? nonce, aad, plaintext, out, at);
        },
        open(nonce, aad, ciphertext) {
          if (seen.length === 0) seen.push(nonce.slice());
          return inner.open(seen[0] ?? nonce, aad, ciphertext);
        },
      };
    default:
      return weakness satisfies never;
  }
}

/** The nonce that comes `ahead` records after `nonce`, both below sequence number 256; `first` is that of number 0. RFC 8446 §5.3. */
function later(first: Bytes, nonce: Bytes, ahead: number): Bytes {
  const next = first.slice();
  const sequence = (nonce[11] ?? 0) ^ (first[11] ?? 0);
  next[11] = (first[11] ?? 0) ^ ((sequence + ahead) & 255);
  return next;
}

/** What AES-GCM does besides its tag. NIST SP 800-38D §7.2: counting starts at 2. */
function counterMode(key: Bytes, nonce: Bytes, data: Bytes): Bytes {
  const counter = Uint8Array.of(...nonce, 0, 0, 0, 2);
  return new Uint8Array(createCipheriv('aes-128-ctr', key, counter).update(data));
}
