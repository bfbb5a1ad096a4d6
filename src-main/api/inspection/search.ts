import { setImmediate } from 'node:timers/promises';
import type { Range, TraceRow } from '#main/store/trace-store.ts';
import { type Filter, parseFilter } from '#shared/filter/parse.ts';
import { verdict } from '#shared/filter/match.ts';
import type { FieldText } from '#shared/filter/field-text.ts';
import { FilterError } from '#shared/filter/tokens.ts';
import type { FoundRows } from '#shared/contract/inspection.ts';
import type { TranscriptRow } from '#shared/views.ts';
import { refusal } from '../error-views.ts';

/** Rows read at once. */
const step = 1_000;
/** Others get their turn after so many rows, and after so many characters of decoded fields: some milliseconds of work. */
const rowsInTurn = 200;
const decodedInTurn = 32 * 1024;
/** Rows looked at in one request at most, and characters decoded for it; the face asks on, and can stop. */
const span = 50_000;
const decodedSpan = 2 * 1024 * 1024;

/** Where rows are read from, and what they say. */
export interface RowSource {
  page(range: Range, limit: number): readonly TraceRow[];
  viewOf(row: TraceRow): TranscriptRow;
  /** @returns what the fields of its bytes say, and how many characters had to be made for it */
  fieldsOf(row: TraceRow): { readonly text: FieldText; readonly made: number };
}

/** Which rows: older than `before`, newer than `after`, `limit` of them at most. */
export interface Wanted {
  readonly before: number;
  readonly after: number;
  readonly limit: number;
}

/**
 * The newest rows between two places that pass a filter, oldest first. Bytes are decoded only where nothing else decides. Stops
 * after `limit` rows, after {@link span} rows looked at or {@link decodedSpan} characters decoded, and at the beginning.
 */
export async function searchRows(source: RowSource, filter: Filter, { before, after, limit }: Wanted): Promise<FoundRows> {
  const found: TranscriptRow[] = [];
  const until = (continueBefore: number | null): FoundRows => ({ rows: found.reverse(), continueBefore });
  let [place, decoded, breath] = [before, 0, decodedInTurn];
  for (let looked = 0; looked < span && decoded < decodedSpan; looked += step) {
    const page = source.page({ before: place }, step);
    for (let at = page.length - 1; at >= 0; at -= 1) {
      const row = page[at];
      if (row === undefined) continue;
      if (row.seq <= after) return until(null);
      if (decoded >= decodedSpan) return until(place);
      place = row.seq;
      const { passes, made } = look(source, filter, row);
      decoded += made;
      if (passes !== null) found.push(passes);
      if (found.length === limit) return until(place);
      if (decoded < breath && at % rowsInTurn !== 0) continue;
      breath = decoded + decodedInTurn;
      await setImmediate();
    }
    if (page.length < step) return until(null);
  }
  return until(place);
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

function look(source: RowSource, filter: Filter, row: TraceRow): { readonly passes: TranscriptRow | null; readonly made: number } {
  const view = source.viewOf(row);
  const known = verdict(filter, view);
  if (known !== null) return { passes: known ? view : null, made: 0 };
  const { text, made } = source.fieldsOf(row);
  return { passes: verdict(filter, view, text) === true ? view : null, made };
}
