import { scrypt as nobleScrypt, scryptAsync } from '@noble/hashes/scrypt.js';
import nodeCrypto from 'node:crypto';
import type { Bytes } from '#engine/bytes.ts';
import type { Features } from './features.ts';
import { plain } from './hashes.ts';

/** What one guess at a passphrase costs. RFC 7914 §2: N = 2^logN, 128·N·r bytes of memory. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

interface Options {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly maxmem: number;
}

/** scrypt beside the event loop, where the runtime has it. RFC 7914. The result is the caller's to erase. */
export function scrypt(features: Features, passphrase: Bytes, salt: Bytes, cost: ScryptCost, length: number): Promise<Bytes> {
  const options = optionsOf(cost);
  if (!features.native.has('scrypt')) return scryptAsync(passphrase, salt, { ...options, dkLen: length });
  const { promise, resolve, reject } = Promise.withResolvers<Bytes>();
  nodeCrypto.scrypt(passphrase, salt, length, options, (error, key) => {
    if (error === null) resolve(plain(key));
    else reject(error);
  });
  return promise;
}

/** The same at once: for the self-test, with its small numbers. */
export function scryptNow(features: Features, passphrase: Bytes, salt: Bytes, cost: ScryptCost, length: number): Bytes {
  const options = optionsOf(cost);
  if (!features.native.has('scrypt')) return nobleScrypt(passphrase, salt, { ...options, dkLen: length });
  return plain(nodeCrypto.scryptSync(passphrase, salt, length, options));
}

/** Memory beyond the standard's own figure is for the runtime's bookkeeping. */
function optionsOf({ logN, r, p }: ScryptCost): Options {
  const N = 2 ** logN;
  return { N, r, p, maxmem: 128 * r * (N + p + 2) + 65_536 };
}
