import type { FoundRows } from '#shared/contract/inspection.ts';
import type { RecordedRow } from '#shared/contract/recordings.ts';
import type { Params } from '#shared/contract.ts';
import type { FieldText } from '#shared/filter/field-text.ts';
import { verdict } from '#shared/filter/match.ts';
import { parseFilter } from '#shared/filter/parse.ts';
import type { TranscriptRow } from '#shared/views.ts';

/** Rows looked at in one request at most, and rows whose bytes are decoded for it: the ladder asks on, and can stop. */
const mostLooked = 50_000;
const mostDecoded = 100;

/**
 * The rows of a file that pass a filter, as a core would search its own.
 *
 * @param fieldsOf decodes the bytes of a row; called only where nothing else decides
 * @throws {FilterError}
 */
export async function searchFile(
  rows: readonly RecordedRow[],
  { filter, before, after, limit }: Params<'searchTranscript'>,
  fieldsOf: (row: RecordedRow) => Promise<FieldText>,
): Promise<FoundRows> {
  const wanted = parseFilter(filter);
  const found: TranscriptRow[] = [];
  await new Promise((resume) => setTimeout(resume)); // the page has its turn between two parts
  const looked = rowsBefore(rows, before).slice(-mostLooked);
  const [oldest] = looked;
  for (let at = looked.length - 1, decoded = 0; at >= 0; at -= 1) {
    const row = looked[at];
    if (row === undefined || row.seq <= (after ?? 0)) break;
    let passes = verdict(wanted, row);
    if (passes === null) {
      passes = verdict(wanted, row, await fieldsOf(row));
      decoded += 1;
    }
    if (passes) found.push(plain(row));
    if (found.length === limit || decoded === mostDecoded) return { rows: found.reverse(), continueBefore: row === rows[0] ? null : row.seq };
  }
  const more = looked.length === mostLooked && oldest !== rows[0] && oldest !== undefined && oldest.seq > (after ?? 0);
  return { rows: found.reverse(), continueBefore: more ? oldest.seq : null };
}

export function rowsBefore(rows: readonly RecordedRow[], before: number | null): readonly RecordedRow[] {
  return before === null ? rows : rows.filter(({ seq }) => seq < before);
}

/** The row as a core gives it. */
export function plain({ hex: _, group: __, ...row }: RecordedRow): TranscriptRow {
  return row;
}
