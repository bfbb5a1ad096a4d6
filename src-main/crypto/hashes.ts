import nodeCrypto, { createHash, createHmac, createSecretKey } from 'node:crypto';
import { blank, type Bytes } from '#engine/bytes.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import type { Features } from './features.ts';

const digestNames = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/** Bytes of output. */
export const digestLength: { readonly [H in HashName]: number } = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

/** The same memory without Buffer's methods: its `slice` is a view, which code written for Uint8Array does not expect. */
export function plain(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function digest(features: Pick<Features, 'oneShotHash'>, name: HashName, data: Bytes): Bytes {
  const algorithm = digestNames[name];
  return plain(features.oneShotHash ? nodeCrypto.hash(algorithm, data, 'buffer') : createHash(algorithm).update(data).digest());
}

/**
 * HMAC. RFC 2104. The key goes in as a KeyObject: Node 24 throws and catches an error with a stack trace for every
 * key given as bytes, which costs ten times the work itself.
 */
export function hmac(name: HashName, key: Bytes, data: Bytes): Bytes {
  return plain(createHmac(digestNames[name], hmacKey(key)).update(data).digest());
}

/** HKDF-Extract. RFC 5869 §2.2; an empty salt means zeros. */
export function hkdfExtract(name: HashName, salt: Bytes, inputKey: Bytes): Bytes {
  return hmac(name, salt, inputKey);
}

/** HKDF-Expand. RFC 5869 §2.3. @throws {RangeError} above 255 blocks */
export function hkdfExpand(name: HashName, key: Bytes, info: Bytes, length: number): Bytes {
  const size = digestLength[name];
  const blocks = Math.ceil(length / size);
  if (blocks > 255) throw new RangeError('HKDF-Expand longer than 255 blocks');
  const keyObject = hmacKey(key);
  const out = blank(length);
  let block: Bytes = new Uint8Array(0);
  for (let counter = 1; counter <= blocks; counter++) {
    const next = plain(createHmac(digestNames[name], keyObject).update(block).update(info).update(Uint8Array.of(counter)).digest());
    block.fill(0);
    block = next;
    const at = (counter - 1) * size;
    out.set(block.subarray(0, Math.min(size, length - at)), at);
  }
  block.fill(0);
  return out;
}

/** HMAC pads its key with zeros, so one zero byte is the empty key, which a KeyObject cannot hold everywhere. */
function hmacKey(key: Bytes): ReturnType<typeof createSecretKey> {
  return createSecretKey(key.length === 0 ? new Uint8Array(1) : key);
}
