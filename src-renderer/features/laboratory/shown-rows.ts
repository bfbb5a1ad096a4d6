import type { LaboratoryRow } from '#shared/contract/laboratory.ts';

/** The rows of a run that its ladder shows; steps of the state machine and single records only when everything is wanted. */
export function shownRows(rows: readonly LaboratoryRow[], marked: ReadonlySet<number>, everything: boolean): readonly LaboratoryRow[] {
  return rows.filter(({ row, number }) => everything || marked.has(number) || row.bad || (row.lane !== 'machine' && row.lane !== 'record'));
}
