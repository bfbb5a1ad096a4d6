import { type FieldName, fieldNames, filterFields, isFieldName } from './fields.ts';
import { type Comparison, FilterError, type Token, tokensOf } from './tokens.ts';

/** A filter as it was understood. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'flag'; readonly field: FieldName }
  | { readonly kind: 'text'; readonly field: FieldName; readonly comparison: Comparison; readonly value: string }
  | { readonly kind: 'number'; readonly field: FieldName; readonly comparison: Comparison; readonly value: bigint }
  /** A word alone: anything that the row or its decoded bytes say. */
  | { readonly kind: 'search'; readonly value: string };

/** Nested brackets and negations at most; keeps a pasted monster from exhausting the stack. */
const deepest = 64;
/** Characters at most; keeps a pasted monster without brackets from doing the same. */
export const longestFilter = 2_000;

/**
 * Reads a filter: comparisons (`type == connection_update`, `epoch > 3`, `type ~ update`), flags (`bad`), bare words that
 * search everything, joined by `&&`, `||`, `!` and brackets or by and, or, not. Words side by side are joined by and.
 *
 * @throws {FilterError}
 */
export function parseFilter(text: string): Filter {
  if (text.length > longestFilter) throw new FilterError(longestFilter, 'too-long', text.length, longestFilter);
  const reader = new Reader(tokensOf(text), text.length);
  if (reader.peek() === null) return { kind: 'all' };
  const filter = readOr(reader, 0);
  if (reader.peek() !== null) throw unexpected(reader, 'bracket-too-many');
  return filter;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly end: number;
  #at = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.end = end;
  }

  peek(ahead = 0): Token | null {
    return this.#tokens[this.#at + ahead] ?? null;
  }

  take(): Token | null {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  skip(kind: Token['kind']): boolean {
    if (this.peek()?.kind !== kind) return false;
    this.#at += 1;
    return true;
  }
}

function readOr(reader: Reader, depth: number): Filter {
  let left = readAnd(reader, depth);
  while (reader.skip('or')) left = { kind: 'or', left, right: readAnd(reader, depth) };
  return left;
}

function readAnd(reader: Reader, depth: number): Filter {
  let left = readNot(reader, depth);
  for (;;) {
    const joined = reader.skip('and');
    const next = reader.peek()?.kind;
    if (!joined && next !== 'word' && next !== 'not' && next !== 'open') return left;
    left = { kind: 'and', left, right: readNot(reader, depth) };
  }
}

function readNot(reader: Reader, depth: number): Filter {
  if (depth > deepest) throw new FilterError(reader.peek()?.start ?? reader.end, 'too-deep');
  if (reader.skip('not')) return { kind: 'not', inner: readNot(reader, depth + 1) };
  if (!reader.skip('open')) return readTerm(reader);
  const inner = readOr(reader, depth + 1);
  if (!reader.skip('close')) throw unexpected(reader, 'bracket-missing');
  return inner;
}

/** What follows a whole filter: a second comparison with the same field, or brackets that do not match. */
function unexpected(reader: Reader, bracket: 'bracket-too-many' | 'bracket-missing'): FilterError {
  const next = reader.peek();
  if (next?.kind === 'comparison') return new FilterError(next.start, 'second-comparison', next.text);
  return new FilterError(next?.start ?? reader.end, bracket);
}

function readTerm(reader: Reader): Filter {
  const token = reader.take();
  if (token === null) throw new FilterError(reader.end, 'something-missing');
  if (token.kind !== 'word') throw new FilterError(token.start, 'field-or-word');
  const comparison = reader.peek();
  if (comparison?.kind === 'comparison') return readComparison(reader, token);
  if (!token.quoted && isFieldName(token.text) && filterFields[token.text].kind === 'flag') return { kind: 'flag', field: token.text };
  return { kind: 'search', value: token.text };
}

function readComparison(reader: Reader, name: Token & { readonly kind: 'word' }): Filter {
  if (!isFieldName(name.text)) throw new FilterError(name.start, 'no-field', name.text, fieldNames.join(', '));
  const sign = reader.take();
  const value = reader.take();
  if (sign?.kind !== 'comparison') throw new FilterError(name.end, 'comparison');
  if (value?.kind !== 'word') throw new FilterError(value?.start ?? reader.end, 'value-missing', name.text);
  return compare(name.text, sign, value);
}

function compare(
  field: FieldName,
  { text: comparison, start }: Token & { readonly kind: 'comparison' },
  value: Token & { readonly kind: 'word' },
): Filter {
  const { kind } = filterFields[field];
  if (kind === 'number') {
    if (comparison === '~' || comparison === '!~') throw new FilterError(start, 'number-comparison', field);
    if (!/^\d{1,20}$/.test(value.text)) throw new FilterError(value.start, 'number-value', field, value.text);
    return { kind: 'number', field, comparison, value: BigInt(value.text) };
  }
  if (kind === 'flag') return flagged(field, comparison, start, value);
  if (/[<>]/.test(comparison)) throw new FilterError(start, 'text-comparison', field);
  return { kind: 'text', field, comparison, value: value.text };
}

function flagged(field: FieldName, comparison: Comparison, start: number, value: Token & { readonly kind: 'word' }): Filter {
  const wanted = value.text.toLowerCase();
  if (comparison !== '==' && comparison !== '!=') throw new FilterError(start, 'flag-comparison', field);
  if (wanted !== 'true' && wanted !== 'false') throw new FilterError(value.start, 'flag-value', field);
  const flag: Filter = { kind: 'flag', field };
  return (wanted === 'true') === (comparison === '==') ? flag : { kind: 'not', inner: flag };
}
