import { setImmediate } from 'node:timers/promises';
import type { Range, TraceRow } from '#main/store/trace-store.ts';
import { type Filter, parseFilter } from '#shared/filter/parse.ts';
import { matches } from '#shared/filter/match.ts';
import { FilterError } from '#shared/filter/tokens.ts';
import type { FoundRows } from '#shared/contract/inspection.ts';
import type { TranscriptRow } from '#shared/views.ts';
import { refusal } from '../error-views.ts';

/** Rows read at once; others get their turn in between. */
const step = 1_000;
/** Rows looked at in one request at most; the face asks on, and can stop. */
const span = 50_000;

/** Where rows are read from. */
export interface RowSource {
  page(connectionId: string, range: Range, limit: number): readonly TraceRow[];
}

/**
 * The newest rows before a place that pass a filter, oldest first. Stops after `limit` rows, after {@link span} rows looked
 * at, and at the beginning of the recording.
 *
 * @throws {ApiError} `BAD_FILTER`
 */
export async function searchRows(
  source: RowSource,
  viewOf: (row: TraceRow) => TranscriptRow,
  connectionId: string,
  filter: Filter,
  before: number,
  limit: number,
): Promise<FoundRows> {
  const found: TranscriptRow[] = [];
  let place = before;
  for (let looked = 0; looked < span; looked += step) {
    const page = source.page(connectionId, { before: place }, step);
    for (let at = page.length - 1; at >= 0; at -= 1) {
      const row = page[at];
      if (row === undefined) continue;
      place = row.seq;
      const view = viewOf(row);
      if (!matches(filter, view)) continue;
      found.push(view);
      if (found.length === limit) return { rows: found.reverse(), continueBefore: place };
    }
    if (page.length < step) return { rows: found.reverse(), continueBefore: null };
    await setImmediate();
  }
  return { rows: found.reverse(), continueBefore: place };
}

/** @throws {ApiError} `BAD_FILTER`; the detail says what is wrong, and where */
export function readFilter(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) throw refusal('BAD_FILTER', `${error.message} (at ${error.at})`);
    throw error;
  }
}
