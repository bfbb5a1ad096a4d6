import type { Randomness } from '#engine/crypto/provider.ts';

/** First and longest delay before an automatic resumption, milliseconds. R-TIE. */
const firstDelay = 250;
const longestDelay = 5_000;

/**
 * Delay before attempt `tries` (0 = the first after a cut): uniform in the upper half of a ceiling that doubles from 500 ms
 * to 5 s, so that two ends that were cut together do not meet again and again.
 */
export function retryDelay(tries: number, randomness: Randomness): number {
  const ceiling = Math.min(longestDelay, 2 * firstDelay * 2 ** Math.min(tries, 10));
  const [high = 0, low = 0] = randomness.bytes(2);
  const fraction = (high * 256 + low) / 0x1_0000;
  return ceiling * (0.5 + fraction / 2);
}
