import type { Bytes } from '#engine/bytes.ts';
import type { HashName } from '#engine/crypto/provider.ts';
import { hkdfExpand, hkdfExtract } from './hashes.ts';

const version = Buffer.from('HPKE-v1', 'ascii');

/** LabeledExtract. RFC 9180 §4. */
export function labeledExtract(hash: HashName, suiteId: Bytes, salt: Bytes, label: string, inputKey: Bytes): Bytes {
  const labeled = Buffer.concat([version, suiteId, Buffer.from(label, 'ascii'), inputKey]);
  const out = hkdfExtract(hash, salt, labeled);
  labeled.fill(0);
  return out;
}

/** LabeledExpand. RFC 9180 §4. */
export function labeledExpand(hash: HashName, suiteId: Bytes, key: Bytes, label: string, info: Bytes, length: number): Bytes {
  const labeled = Buffer.concat([Uint8Array.of(length >> 8, length & 0xff), version, suiteId, Buffer.from(label, 'ascii'), info]);
  return hkdfExpand(hash, key, labeled, length);
}
