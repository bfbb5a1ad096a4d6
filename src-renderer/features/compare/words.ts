import { spoken } from '../../format/language.ts';
import { wordOf } from '../../format/word-of.ts';
import { german } from './words.de.ts';

/** English has the names of the documented schema as they are. */
export const english: {
  readonly names: { readonly [name: string]: string };
  readonly values: { readonly [value: string]: string };
} = { names: {}, values: {} };

const words = spoken(english, german);

/** Fields whose values are what people, peers or files say. */
const given: ReadonlySet<string> = new Set(['name', 'label', 'summary', 'subject', 'issuer', 'verifiedBy', 'value', 'title', 'next', 'detail']);

/** What a field is called: `sent client_hello`, `epoch 3`, `notBefore`. */
export function nameOf(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  const whole = wordOf(words.names, name);
  return whole !== name || rest.length === 0 ? whole : [wordOf(words.names, first), ...rest].join(' ');
}

export function valueWords(name: string, value: string | null): string | null {
  return value === null || given.has(name) ? value : wordOf(words.values, value);
}
