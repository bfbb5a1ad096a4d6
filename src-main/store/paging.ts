import { compareText } from './search-words.ts';

/** A place in an order: behind the row with this key, and among equals behind this id. */
export interface Place {
  readonly key: number | string;
  readonly id: string;
}

/** Which part of a list, in which order. */
export interface PageRequest<O extends string> {
  readonly order: O;
  /** The other way round. */
  readonly reversed: boolean;
  /** `null`: from the beginning. */
  readonly after: Place | null;
  readonly limit: number;
}

/** How many rows match: exactly, or at least so many when counting them all would take too long. */
export interface Total {
  readonly count: number;
  readonly more: boolean;
}

export interface Page<R> {
  readonly rows: readonly R[];
  /** Where the next page begins; `null` at the end. */
  readonly next: Place | null;
  readonly total: Total;
}

/** Matches that are counted one by one; from there on a total is a lower bound. */
export const countLimit = 1_000;

/** A page of a list that lies in memory, already filtered. */
export function pageOf<R extends { readonly id: string }>(
  rows: readonly R[],
  keyOf: (row: R) => number | string,
  descending: boolean,
  { after, limit }: Pick<PageRequest<string>, 'after' | 'limit'>,
): Page<R> {
  const placed = rows.map((row) => ({ row, key: keyOf(row), id: row.id })).sort((a, b) => comparePlaces(a, b, descending));
  const rest = after === null ? placed : placed.filter((one) => comparePlaces(one, after, descending) > 0);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ row }) => row),
    next: last === undefined || rest.length <= limit ? null : { key: last.key, id: last.id },
    total: { count: rows.length, more: false },
  };
}

/** Negative when `a` comes first. */
export function comparePlaces(a: Place, b: Place, descending: boolean): number {
  const keys = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compareText(String(a.key), String(b.key));
  const compared = keys === 0 ? compareText(a.id, b.id) : keys;
  return descending ? -compared : compared;
}
