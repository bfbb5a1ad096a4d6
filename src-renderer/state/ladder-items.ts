import type { TranscriptRow } from '#shared/views.ts';

export type Lane = TranscriptRow['lane'];
export const lanes: readonly Lane[] = ['handshake', 'record', 'alert', 'local', 'machine'];

/** What the ladder lists: rows, and a heading before the first row of each attempt. */
export type LadderItem =
  | { readonly kind: 'attempt'; readonly key: string; readonly attempt: number; readonly at: number }
  | { readonly kind: 'row'; readonly key: string; readonly row: TranscriptRow /** Time of the row above. */; readonly above: number | null };

/** How many rows each lane has, shown or not. */
export function countLanes(rows: readonly TranscriptRow[]): { readonly [L in Lane]: number } {
  const counts = { handshake: 0, record: 0, alert: 0, local: 0, machine: 0 };
  for (const row of rows) counts[row.lane] += 1;
  return counts;
}

/** Rows of the lanes that are not `hidden`, those of failures always, under the headings of their attempts. */
export function withAttempts(rows: readonly TranscriptRow[], hidden: ReadonlySet<Lane>): readonly LadderItem[] {
  const items: LadderItem[] = [];
  let attempt = -1;
  let above: number | null = null;
  for (const row of rows) {
    if (row.attempt !== attempt) {
      attempt = row.attempt;
      items.push({ kind: 'attempt', key: `a${attempt}-${row.seq}`, attempt, at: row.at });
    }
    if (!row.bad && hidden.has(row.lane)) continue;
    items.push({ kind: 'row', key: `r${row.seq}`, row, above });
    above = row.at;
  }
  return items;
}
