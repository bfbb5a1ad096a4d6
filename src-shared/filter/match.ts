import type { TranscriptRow } from '../views.ts';
import { type FieldText, noFieldText, textContains, textEquals } from './field-text.ts';
import { type FilterField, filterFields, textsOf } from './fields.ts';
import type { Filter } from './parse.ts';
import type { Comparison } from './tokens.ts';

/**
 * Whether a row passes a filter; `null` when only the fields of its bytes can tell, and they are not given. A field that a row
 * does not have equals nothing and is less and more than nothing.
 */
export function verdict(filter: Filter, row: TranscriptRow, fields: FieldText | null = row.hasBytes ? null : noFieldText): boolean | null {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return either(filter, row, fields, false);
    case 'or':
      return either(filter, row, fields, true);
    case 'not': {
      const inner = verdict(filter.inner, row, fields);
      return inner === null ? null : !inner;
    }
    case 'flag': {
      const field: FilterField = filterFields[filter.field];
      return field.kind === 'flag' && field.read(row);
    }
    case 'search': {
      const wanted = filter.value.toLowerCase();
      return says(row, wanted) || (fields === null ? null : textContains(fields, wanted));
    }
    case 'text':
      return textMatches(filterFields[filter.field], filter.comparison, filter.value.toLowerCase(), row, fields);
    case 'number': {
      const field: FilterField = filterFields[filter.field];
      const value = field.kind === 'number' ? field.read(row) : null;
      return value === null ? filter.comparison === '!=' : holds(value, filter.comparison, filter.value);
    }
    default:
      return filter satisfies never;
  }
}

/** Two joined: one of them may decide alone, the other one unknown. @param decisive what decides: false for and, true for or */
function either(
  { left, right }: Filter & { readonly kind: 'and' | 'or' },
  row: TranscriptRow,
  fields: FieldText | null,
  decisive: boolean,
): boolean | null {
  const first = verdict(left, row, fields);
  if (first === decisive) return decisive;
  const second = verdict(right, row, fields);
  if (second === decisive) return decisive;
  return first === null || second === null ? null : !decisive;
}

function says(row: TranscriptRow, wanted: string): boolean {
  return textsOf(row).some((text) => text.toLowerCase().includes(wanted)) || row.rules.some((rule) => rule.toLowerCase() === wanted);
}

function textMatches(field: FilterField, comparison: Comparison, wanted: string, row: TranscriptRow, fields: FieldText | null): boolean | null {
  const negated = comparison === '!=' || comparison === '!~';
  const whole = comparison === '==' || comparison === '!=';
  if (field.kind === 'fields') {
    if (fields === null) return null;
    return (whole ? textEquals(fields, wanted) : textContains(fields, wanted)) !== negated;
  }
  const values = field.kind === 'words' ? field.read(row) : field.kind === 'word' ? [field.read(row)] : [];
  const lower = values.flatMap((value) => (value === null ? [] : [value.toLowerCase()]));
  return lower.some((value) => (whole ? value === wanted : value.includes(wanted))) !== negated;
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
