import { filterFields } from './fields.ts';
import type { Filter } from './parse.ts';

/** What a filter looks for in the fields of bytes, in lower case; nothing of what it wants absent. */
export function soughtInFields(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...soughtInFields(filter.left), ...soughtInFields(filter.right)];
    case 'search':
      return [filter.value.toLowerCase()];
    case 'text':
      return filterFields[filter.field].kind === 'fields' && !filter.comparison.startsWith('!') ? [filter.value.toLowerCase()] : [];
    default:
      return [];
  }
}
