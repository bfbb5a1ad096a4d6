import { shortOfFull } from '#main/trust/fingerprint.ts';
import { searchTerms } from './search-words.ts';

/**
 * Terms by which a key is found by its digits: each group as it is shown, and all of them run together.
 *
 * @param fingerprint in full; what is none has no digits
 * @returns terms joined by spaces, each once
 */
export function digitTerms(fingerprint: string): string {
  const digits = shortOfFull(fingerprint);
  return searchTerms([digits, digits.replaceAll(' ', '')]);
}

/** Terms of several kinds as one text. */
export function joinedTerms(...kinds: readonly string[]): string {
  return kinds.filter((terms) => terms !== '').join(' ');
}
