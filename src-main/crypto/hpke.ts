import { blank, type Bytes } from '#engine/bytes.ts';
import { type RecordAead, recordKeyLength } from '#engine/crypto/aead.ts';
import type { HashName, Randomness } from '#engine/crypto/provider.ts';
import { CryptoError } from '#engine/crypto/crypto-error.ts';
import type { Features } from './features.ts';
import { digestLength } from './hashes.ts';
import { labeledExpand, labeledExtract } from './hpke-labels.ts';
import type { Kem, KemKeyPair } from './kem/kem.ts';
import { importRecordKey } from './record-key.ts';

const none = new Uint8Array(0);
const tagLength = 16; // bytes
const kdfIds: { readonly [H in HashName]: number } = { 'SHA-256': 1, 'SHA-384': 2, 'SHA-512': 3 }; // RFC 9180 §7.2
const aeadIds: { readonly [A in RecordAead]: number } = { 'AES-128-GCM': 1, 'AES-256-GCM': 2, 'CHACHA20-POLY1305': 3 }; // RFC 9180 §7.3

export interface HpkeSuite {
  readonly kem: Kem;
  readonly kdf: HashName;
  readonly aead: RecordAead;
}

/** HPKE in base mode. RFC 9180. Failures are {@link CryptoError}. */
export interface Hpke {
  seal(publicKey: Bytes, info: Bytes, aad: Bytes, plaintext: Bytes): { readonly encapsulated: Bytes; readonly ciphertext: Bytes };
  open(pair: KemKeyPair, encapsulated: Bytes, info: Bytes, aad: Bytes, ciphertext: Bytes): Bytes;
  /** SendExport: a secret only the owner of `publicKey` can repeat. RFC 9180 §6.2. */
  sendExport(publicKey: Bytes, info: Bytes, context: Bytes, length: number): { readonly encapsulated: Bytes; readonly secret: Bytes };
  receiveExport(pair: KemKeyPair, encapsulated: Bytes, info: Bytes, context: Bytes, length: number): Bytes;
}

export function hpke(features: Features, randomness: Randomness, suite: HpkeSuite): Hpke {
  const { kem, kdf } = suite;
  const { id } = kem;
  const suiteId = Uint8Array.of(0x48, 0x50, 0x4b, 0x45, id >> 8, id & 0xff, 0, kdfIds[kdf], 0, aeadIds[suite.aead]); // "HPKE" || ids
  const pskIdHash = labeledExtract(kdf, suiteId, none, 'psk_id_hash', none);

  /** KeySchedule, mode_base. RFC 9180 §5.1. Erases the shared secret. */
  function schedule<T>(sharedSecret: Bytes, info: Bytes, use: (expand: (label: string, length: number) => Bytes) => T): T {
    const context = Buffer.concat([Uint8Array.of(0), pskIdHash, labeledExtract(kdf, suiteId, none, 'info_hash', info)]);
    const secret = labeledExtract(kdf, suiteId, sharedSecret, 'secret', none);
    sharedSecret.fill(0);
    try {
      return use((label, length) => labeledExpand(kdf, suiteId, secret, label, context, length));
    } finally {
      secret.fill(0);
    }
  }

  function withKey<T>(sharedSecret: Bytes, info: Bytes, use: (key: Bytes, nonce: Bytes) => T): T {
    return schedule(sharedSecret, info, (expand) => {
      const key = expand('key', recordKeyLength[suite.aead]);
      try {
        return use(key, expand('base_nonce', 12));
      } finally {
        key.fill(0);
      }
    });
  }

  function exported(sharedSecret: Bytes, info: Bytes, context: Bytes, length: number): Bytes {
    return schedule(sharedSecret, info, (expand) => {
      const base = expand('exp', digestLength[kdf]);
      const out = labeledExpand(kdf, suiteId, base, 'sec', context, length);
      base.fill(0);
      return out;
    });
  }

  return {
    seal(publicKey, info, aad, plaintext) {
      const { sharedSecret, encapsulated } = kem.encapsulate(publicKey, randomness);
      return { encapsulated, ciphertext: withKey(sharedSecret, info, (key, nonce) => sealOnce(features, suite.aead, key, nonce, aad, plaintext)) };
    },
    open(pair, encapsulated, info, aad, ciphertext) {
      return withKey(kem.decapsulate(pair, encapsulated), info, (key, nonce) => openOnce(features, suite.aead, key, nonce, aad, ciphertext));
    },
    sendExport(publicKey, info, context, length) {
      const { sharedSecret, encapsulated } = kem.encapsulate(publicKey, randomness);
      return { encapsulated, secret: exported(sharedSecret, info, context, length) };
    },
    receiveExport: (pair, encapsulated, info, context, length) => exported(kem.decapsulate(pair, encapsulated), info, context, length),
  };
}

/** One AEAD encryption under a key that is used once. @returns ciphertext and tag */
export function sealOnce(features: Features, aead: RecordAead, key: Bytes, nonce: Bytes, aad: Bytes, plaintext: Bytes): Bytes {
  const imported = importOnce(features, aead, key);
  const out = blank(plaintext.length + tagLength);
  imported.seal(nonce, aad, plaintext, out, 0);
  imported.erase();
  return out;
}

/** @throws {CryptoError} when authentication fails */
export function openOnce(features: Features, aead: RecordAead, key: Bytes, nonce: Bytes, aad: Bytes, ciphertext: Bytes): Bytes {
  const imported = importOnce(features, aead, key);
  const plaintext = imported.open(nonce, aad, ciphertext);
  imported.erase();
  if (plaintext === null) throw new CryptoError('AEAD');
  return plaintext;
}

/** Its plaintext is lent to nobody else, so it stays valid. */
function importOnce(features: Features, aead: RecordAead, key: Bytes): ReturnType<typeof importRecordKey> {
  return importRecordKey(features, (bytes) => bytes.fill(0), { plaintext: null }, aead, key);
}
