import { randomFillSync, randomUUID } from 'node:crypto';
import type { Randomness } from '#engine/crypto/provider.ts';

/** The operating system's random bytes, each in memory of its own so that secrets among them can be overwritten. */
export const systemRandomness: Randomness = { bytes: (length) => randomFillSync(new Uint8Array(length)) };

/** A new id for a row or a connection; says nothing about anything. */
export function freshId(): string {
  return randomUUID();
}
