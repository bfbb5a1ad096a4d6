import type { PageParams, PageView } from '#shared/contract/lists.ts';
import { type Arguments, type OptionSpec, UsageError } from './arguments.ts';
import type { Output } from './output.ts';

/** Rows that are shown when nobody says how many, and at most. */
const defaultLimit = 100;
const greatestLimit = 500;

/** Options of every command that shows a part of a list. @param found what a search looks for, in words */
export function listOptions(found: string, orders: readonly string[]): readonly OptionSpec[] {
  return [
    { name: 'search', takes: 'WORDS', help: `Only those with words that begin like these: ${found}.` },
    { name: 'order', takes: 'ORDER', help: `One of ${orders.join(', ')}; ${orders[0]} unless said otherwise.` },
    { name: 'reversed', takes: null, help: 'The other way round.' },
    { name: 'limit', takes: 'N', help: `At most so many: ${defaultLimit} unless said otherwise, ${greatestLimit} at most.` },
  ];
}

/** What {@link listOptions} were given, besides the order. @throws {UsageError} */
export function listParams(given: Arguments): PageParams & { readonly search?: string } {
  const search = given.value('search');
  const limit = Number(given.value('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > greatestLimit) throw new UsageError(`--limit is a whole number from 1 to ${greatestLimit}.`);
  return { limit, reversed: given.has('reversed'), ...(search === null ? {} : { search }) };
}

/** One object a line with `--json`, else a table, or a word where there is nothing to show. */
export function showAll<T extends object>(
  output: Output,
  items: readonly T[],
  tableOf: (items: readonly T[]) => readonly string[],
  nothing: string,
): void {
  if (output.json) for (const item of items) output.show(item, '');
  else if (items.length === 0) output.note(nothing);
  else output.show({}, tableOf(items));
}

/** Says how much is not shown. */
export function noteRest(output: Output, shown: number, total: PageView<unknown>['total'], more: boolean): void {
  if (more) output.note(`${shown} of ${total.count}${total.more ? ' or more' : ''} are shown: say --limit or --search.`);
}
