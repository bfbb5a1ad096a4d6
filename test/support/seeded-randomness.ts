import { createHash } from 'node:crypto';
import type { Randomness } from '#engine/crypto/provider.ts';

/** Bytes that depend on `seed` alone: SHA-256 in counter mode. A test that fails can be repeated. */
export function seededRandomness(seed: string): Randomness {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash('sha256').update(`${seed}:${counter++}`).digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}
