import { randomFillSync, randomUUID } from 'node:crypto';
import { blank } from '#engine/bytes.ts';
import type { Randomness } from '#engine/crypto/provider.ts';
import { watchedRandomness } from '#engine/crypto/watched-randomness.ts';

/**
 * The operating system's random bytes, each in memory of its own so that secrets among them can be overwritten.
 * Throws {EngineError} `internal` rather than give what is not random.
 */
export const systemRandomness: Randomness = watchedRandomness({ bytes: (length) => randomFillSync(blank(length)) });

/** A new id for a row or a connection; says nothing about anything. */
export function freshId(): string {
  return randomUUID();
}
