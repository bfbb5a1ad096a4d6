import { EngineError } from '../errors.ts';
import type { Randomness } from './provider.ts';

/** `where` of the failure: no key is made from such bytes. */
export const brokenRandomness = 'the source of random bytes is broken';
/** From this length on, equal bytes throughout are no accident: once in 2^56 draws at most. Bytes. */
const judgedLength = 8;

/** A source of random bytes that fails loudly instead of giving none, too few, or the same byte over and over. */
export function watchedRandomness(source: Randomness): Randomness {
  return {
    bytes(length) {
      const bytes = drawn(source, length);
      const stuck = length >= judgedLength && bytes.every((byte) => byte === bytes[0]);
      if (stuck || bytes.length !== length) throw new EngineError({ kind: 'internal', where: brokenRandomness });
      return bytes;
    },
  };
}

function drawn(source: Randomness, length: number): Uint8Array {
  try {
    return source.bytes(length);
  } catch {
    throw new EngineError({ kind: 'internal', where: brokenRandomness });
  }
}
