import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { createHash } from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Features } from './features.ts';
import { plain } from './hashes.ts';

/** The SHA-3 functions that X-Wing is made of. FIPS 202. */
export interface Sha3 {
  /** SHA3-256. */
  hash(data: Bytes): Bytes;
  /** SHAKE256. @param length bytes of output */
  expand(data: Bytes, length: number): Bytes;
}

export function sha3(features: Features): Sha3 {
  return features.native.has('SHA-3') ? native : noble;
}

const native: Sha3 = {
  hash: (data) => plain(createHash('sha3-256').update(data).digest()),
  expand: (data, length) => plain(createHash('shake256', { outputLength: length }).update(data).digest()),
};

const noble: Sha3 = {
  hash: (data) => sha3_256(data),
  expand: (data, length) => shake256(data, { dkLen: length }),
};
