import { createHash } from 'node:crypto';
import { skeleton } from '#main/trust/look-alike.ts';
import { behind } from './search-words.ts';

/*
 * Terms by which a pin is found when another name can be taken for its own: the hash of what the name looks like, then that of the
 * name. They begin with a mark that no word of a search has, so that nobody finds them by typing.
 */

const mark = '~';
/** Hexadecimal digits of each hash: 64 bits, and a term that is found is compared with the name itself. */
const digits = 16;

/** @returns terms joined by spaces, each once */
export function lookTerms(names: readonly (string | null)[]): string {
  const terms = names.flatMap((name) => (name === null ? [] : (lookTerm(name) ?? [])));
  return [...new Set(terms)].join(' ');
}

/** Where the terms of names lie that look like this one: from `first` to below `end`, and `own` is that of the very name. */
export interface LookRange {
  readonly first: string;
  readonly own: string;
  readonly end: string;
}

/** @returns `null` for a name that looks like nothing */
export function lookRange(name: string): LookRange | null {
  const own = lookTerm(name);
  if (own === null) return null;
  const first = own.slice(0, mark.length + digits);
  return { first, own, end: behind(first) };
}

function lookTerm(name: string): string | null {
  const look = skeleton(name);
  return look === '' ? null : `${mark}${hashed(look)}${hashed(name)}`;
}

function hashed(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, digits);
}
