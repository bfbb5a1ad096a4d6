import { filterWords } from '../words/filter.ts';
import type { Translated } from '../words/said.ts';
import { type FilterField, fieldNames, filterFields, isFieldName } from './fields.ts';

/** One way to go on: what replaces `start` to the caret, and what it means; empty where the text says it. */
export interface Completion {
  readonly text: string;
  readonly start: number;
  readonly about: string;
}

/** Suggestions at most. */
const most = 12;

/** How the word before the caret may go on: a field, a comparison, or a value of the field in front of it. */
export function completionsAt(text: string, caret: number, words: Translated<typeof filterWords> = filterWords): readonly Completion[] {
  const before = text.slice(0, caret);
  if (inQuotation(before)) return [];
  const value = /(?:^|[\s(!&|])(\w+)\s*(?:==|!=|!~|~)\s*(\w*)$/u.exec(before);
  if (value !== null) return valuesOf(value[1] ?? '', value[2] ?? '', caret);
  const sign = /(?:^|[\s(!&|])(\w+)\s+$/u.exec(before);
  if (sign !== null && isFieldName(sign[1] ?? '')) return signsOf(sign[1] ?? '', caret, words.signs);
  const name = /(?:^|[\s(!&|])(\w*)$/u.exec(before);
  if (name === null) return [];
  const begun = (name[1] ?? '').toLowerCase();
  const found = fieldNames.filter((field) => field.startsWith(begun) && field !== begun);
  return found.slice(0, most).map((field) => ({ text: field, start: caret - begun.length, about: words.fields[field] }));
}

/** What somebody quotes is theirs to write. */
function inQuotation(before: string): boolean {
  return before.replace(/"(?:[^"\\]|\\.)*"/gsu, '').includes('"');
}

function valuesOf(name: string, begun: string, caret: number): readonly Completion[] {
  if (!isFieldName(name)) return [];
  const field: FilterField = filterFields[name];
  const values = field.kind === 'word' ? field.values : field.kind === 'flag' ? ['true', 'false'] : [];
  const lower = begun.toLowerCase();
  const found = values.filter((value) => value.startsWith(lower) && value !== lower);
  return found.slice(0, most).map((value) => ({ text: value, start: caret - begun.length, about: '' }));
}

function signsOf(name: string, caret: number, words: Readonly<Record<string, string>>): readonly Completion[] {
  if (!isFieldName(name)) return [];
  const { kind } = filterFields[name];
  const signs = kind === 'number' ? ['==', '!=', '<', '<=', '>', '>='] : kind === 'flag' ? ['&&', '||'] : ['==', '!=', '~', '!~'];
  return signs.map((text) => ({ text, start: caret, about: words[text] ?? '' }));
}
