import { createHmac } from 'node:crypto';
import type { Randomness } from '#engine/crypto/provider.ts';

/**
 * Bytes that follow from `seed` and `stream` alone: HMAC-SHA-256 in counter mode. Only laboratories draw from it; their
 * identities are made for the run, and guard nothing.
 */
export function seededRandomness(seed: string, stream: string): Randomness {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHmac('sha256', seed).update(`${stream} ${counter++}`).digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

/** One of `count` things, by a draw that is the same in every run of the seed. @param count at most 65536 */
export function pick(randomness: Randomness, count: number): number {
  const [high = 0, low = 0] = randomness.bytes(2);
  return Math.floor(((high * 256 + low) / 0x1_0000) * count);
}
