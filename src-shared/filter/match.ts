import type { TranscriptRow } from '../views.ts';
import { type FilterField, filterFields, textsOf } from './fields.ts';
import type { Filter } from './parse.ts';
import type { Comparison } from './tokens.ts';

/** Whether a row passes a filter. A field that a row does not have equals nothing and is less and more than nothing. */
export function matches(filter: Filter, row: TranscriptRow): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return matches(filter.left, row) && matches(filter.right, row);
    case 'or':
      return matches(filter.left, row) || matches(filter.right, row);
    case 'not':
      return !matches(filter.inner, row);
    case 'flag': {
      const field: FilterField = filterFields[filter.field];
      return field.kind === 'flag' && field.read(row);
    }
    case 'search':
      return says(row, filter.value.toLowerCase());
    case 'text':
      return textMatches(filterFields[filter.field], filter.comparison, filter.value.toLowerCase(), row);
    case 'number': {
      const field: FilterField = filterFields[filter.field];
      const value = field.kind === 'number' ? field.read(row) : null;
      return value === null ? filter.comparison === '!=' : holds(value, filter.comparison, filter.value);
    }
    default:
      return filter satisfies never;
  }
}

function says(row: TranscriptRow, wanted: string): boolean {
  return textsOf(row).some((text) => text.toLowerCase().includes(wanted)) || row.rules.some((rule) => rule.toLowerCase() === wanted);
}

function textMatches(field: FilterField, comparison: Comparison, wanted: string, row: TranscriptRow): boolean {
  const values = field.kind === 'words' ? field.read(row) : field.kind === 'word' ? [field.read(row)] : [];
  const lower = values.flatMap((value) => (value === null ? [] : [value.toLowerCase()]));
  switch (comparison) {
    case '==':
      return lower.includes(wanted);
    case '!=':
      return !lower.includes(wanted);
    case '~':
      return lower.some((value) => value.includes(wanted));
    case '!~':
      return !lower.some((value) => value.includes(wanted));
    default:
      return false; // the parser gives text no order
  }
}

function holds(value: bigint, comparison: Comparison, wanted: bigint): boolean {
  switch (comparison) {
    case '==':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    default:
      return false; // the parser gives numbers no “contains”
  }
}
