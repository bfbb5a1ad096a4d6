import type { Bytes } from '../bytes.ts';
import type { Erase } from '../secret.ts';
import type { RecordAead, RecordKey } from './aead.ts';

export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** Synchronous primitives of the pure engine. The host implements them over node:crypto, with noble where that lacks one. */
export interface CryptoProvider {
  hash(name: HashName, data: Bytes): Bytes;
  hmac(name: HashName, key: Bytes, data: Bytes): Bytes;
  /** Takes a copy of `key` into a form only the cipher can use; the caller erases `key`. */
  importRecordKey(aead: RecordAead, key: Bytes): RecordKey;
  readonly erase: Erase;
}

/** Random bytes. Seeded in tests, the operating system's in the product. */
export interface Randomness {
  bytes(length: number): Bytes;
}
