import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { type Bytes, copyOf } from '#engine/bytes.ts';
import type { RecordAead, RecordKey } from '#engine/crypto/aead.ts';
import type { Erase } from '#engine/secret.ts';
import type { Features } from './features.ts';
import { plain } from './hashes.ts';

const tagLength = 16; // bytes
const tagOption = { authTagLength: tagLength } as const;

/** The last plaintext a provider gave out: its memory is returned when the next key is used. */
export interface Lent {
  plaintext: Uint8Array | null;
}

/** Imports a record key; `lent` is shared by all keys of one provider. */
export function importRecordKey(features: Features, erase: Erase, lent: Lent, aead: RecordAead, key: Bytes): RecordKey {
  switch (aead) {
    case 'AES-128-GCM':
      return new NativeRecordKey('aes-128-gcm', key, features.transfer, lent);
    case 'AES-256-GCM':
      return new NativeRecordKey('aes-256-gcm', key, features.transfer, lent);
    case 'CHACHA20-POLY1305':
      return features.native.has('CHACHA20-POLY1305')
        ? new NativeRecordKey('chacha20-poly1305', key, features.transfer, lent)
        : new NobleChaChaKey(key, erase);
    default:
      return aead satisfies never;
  }
}

/** An AEAD key held by node:crypto. Nothing of a Cipher can be reused: each record has its own. */
class NativeRecordKey implements RecordKey {
  readonly #cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly #transfer: boolean;
  readonly #lent: Lent;
  #key: KeyObject | null;

  constructor(cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305', key: Bytes, transfer: boolean, lent: Lent) {
    this.#cipher = cipher;
    this.#transfer = transfer;
    this.#lent = lent;
    this.#key = createSecretKey(key);
  }

  seal(nonce: Bytes, aad: Bytes, plaintext: Bytes, out: Bytes, at: number): number {
    // Every cipher of the union is an AEAD; the typings know overloads for one of them at a time only.
    const cipher = createCipheriv(this.#cipher as 'aes-128-gcm', alive(this.#key), nonce, tagOption);
    cipher.setAAD(aad);
    const body = cipher.update(plaintext);
    out.set(body, at);
    this.#giveBack(body);
    cipher.final();
    const tag = cipher.getAuthTag();
    out.set(tag, at + plaintext.length);
    this.#giveBack(tag);
    return plaintext.length + tagLength;
  }

  open(nonce: Bytes, aad: Bytes, ciphertext: Bytes): Bytes | null {
    if (this.#lent.plaintext !== null) this.#giveBack(this.#lent.plaintext);
    this.#lent.plaintext = null;
    const end = ciphertext.length - tagLength;
    if (end < 0) return null;
    const decipher = createDecipheriv(this.#cipher as 'aes-128-gcm', alive(this.#key), nonce, tagOption); // as in seal
    decipher.setAAD(aad);
    decipher.setAuthTag(ciphertext.subarray(end));
    const plaintext = decipher.update(ciphertext.subarray(0, end));
    try {
      decipher.final();
    } catch {
      plaintext.fill(0);
      return null;
    }
    this.#lent.plaintext = plaintext;
    return plain(plaintext);
  }

  erase(): void {
    this.#key = null; // its memory is node:crypto's; it is cleared when the object is collected
  }

  /**
   * Node allocates an output per call. Handing it back at once lets the next call have the same warm memory; waiting
   * for the collector costs a third of the throughput. Only memory that is this output's alone may be given up.
   */
  #giveBack(output: Uint8Array): void {
    const { buffer } = output;
    if (!this.#transfer || output.byteOffset !== 0 || buffer.byteLength !== output.byteLength) return;
    if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }
}

/** ChaCha20-Poly1305 where the runtime has none (BoringSSL offers it outside the cipher interface only). */
class NobleChaChaKey implements RecordKey {
  readonly #erase: Erase;
  #key: Bytes | null;

  constructor(key: Bytes, erase: Erase) {
    if (key.length !== 32) throw new RangeError('ChaCha20-Poly1305 key of another length');
    this.#erase = erase;
    this.#key = copyOf(key);
  }

  seal(nonce: Bytes, aad: Bytes, plaintext: Bytes, out: Bytes, at: number): number {
    const length = plaintext.length + tagLength;
    chacha20poly1305(alive(this.#key), nonce, aad).encrypt(plaintext, out.subarray(at, at + length));
    return length;
  }

  open(nonce: Bytes, aad: Bytes, ciphertext: Bytes): Bytes | null {
    if (ciphertext.length < tagLength) return null;
    try {
      return chacha20poly1305(alive(this.#key), nonce, aad).decrypt(ciphertext);
    } catch (error) {
      if (this.#key === null) throw error;
      return null;
    }
  }

  erase(): void {
    if (this.#key !== null) this.#erase(this.#key);
    this.#key = null;
  }
}

function alive<K>(key: K | null): K {
  if (key === null) throw new TypeError('record key was erased');
  return key;
}
