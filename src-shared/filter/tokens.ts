import { filterSentences } from '../words/filter.ts';
import { type SaidOf, say } from '../words/said.ts';

/** Comparisons, longest first. */
export const comparisons = ['==', '!=', '<=', '>=', '<', '>', '~', '!~'] as const;
export type Comparison = (typeof comparisons)[number];

export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'comparison'; readonly text: Comparison }
  | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close' }
);

/** A filter that cannot be read; `at` is where, in characters from its start. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly said: SaidOf<typeof filterSentences>;
  readonly at: number;

  constructor(at: number, ...said: SaidOf<typeof filterSentences>) {
    super(say(filterSentences, said));
    this.said = said;
    this.at = at;
  }
}

const signs: readonly (readonly [text: string, kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'comparison'])[] = [
  ['&&', 'and'],
  ['||', 'or'],
  ['==', 'comparison'],
  ['!=', 'comparison'],
  ['!~', 'comparison'],
  ['<=', 'comparison'],
  ['>=', 'comparison'],
  ['<', 'comparison'],
  ['>', 'comparison'],
  ['~', 'comparison'],
  ['!', 'not'],
  ['(', 'open'],
  [')', 'close'],
];
const names: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
]);

/** Characters that end a word. */
const breaks = /[\s()&|=!<>~"]/u;

/** @throws {FilterError} for a quotation without end, and for `=`, `&` and `|` alone */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const next = /\s/u.test(text[at] ?? '') ? null : tokenAt(text, at);
    if (next !== null) tokens.push(next);
    at = next?.end ?? at + 1;
  }
  return tokens;
}

function tokenAt(text: string, start: number): Token {
  if (text[start] === '"') return quotationAt(text, start);
  const sign = signs.find(([characters]) => text.startsWith(characters, start));
  if (sign !== undefined) return signAt(sign, start);
  let end = start;
  while (end < text.length && !breaks.test(text[end] ?? '')) end += 1;
  if (end === start) throw new FilterError(start, 'alone', text[start] ?? '');
  const word = text.slice(start, end);
  const name = names.get(word.toLowerCase());
  return name === undefined ? { kind: 'word', text: word, quoted: false, start, end } : { kind: name, start, end };
}

function signAt([characters, kind]: (typeof signs)[number], start: number): Token {
  const end = start + characters.length;
  if (kind !== 'comparison') return { kind, start, end };
  const text = comparisons.find((comparison) => comparison === characters) ?? '==';
  return { kind, text, start, end };
}

/** `\"` and `\\` stand for a quotation mark and a backslash. */
function quotationAt(text: string, start: number): Token {
  let word = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { kind: 'word', text: word, quoted: true, start, end: at + 1 };
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at += 1;
    word += text[at];
  }
  throw new FilterError(start, 'quotation');
}
