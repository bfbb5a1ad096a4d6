import type { LaboratoryRow } from '#shared/contract/laboratory.ts';

/** What must agree for two rows to be the same event. Epochs, keys and lengths may differ: profiles count and write differently. */
function keyOf({ side, row: { lane, direction, title, bad } }: LaboratoryRow): string {
  return `${side} ${lane} ${direction ?? ''} ${title} ${bad}`;
}

/**
 * Rows of either run that the other has no counterpart for: what a longest common subsequence leaves over. Time and memory grow with
 * the product of both lengths.
 */
export function differences(
  left: readonly LaboratoryRow[],
  right: readonly LaboratoryRow[],
): { readonly left: readonly LaboratoryRow[]; readonly right: readonly LaboratoryRow[] } {
  const [mine, theirs] = [left.map(keyOf), right.map(keyOf)];
  const common = commonLengths(mine, theirs);
  const only: { readonly left: LaboratoryRow[]; readonly right: LaboratoryRow[] } = { left: [], right: [] };
  let [at, other] = [0, 0];
  while (at < left.length || other < right.length) {
    const [here, there] = [left[at], right[other]];
    if (here !== undefined && there !== undefined && mine[at] === theirs[other]) {
      at += 1;
      other += 1;
    } else if (there === undefined || (here !== undefined && lengthAt(common, at + 1, other) >= lengthAt(common, at, other + 1))) {
      if (here !== undefined) only.left.push(here);
      at += 1;
    } else {
      only.right.push(there);
      other += 1;
    }
  }
  return only;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(mine: readonly string[], theirs: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: mine.length + 1 }, () => new Uint16Array(theirs.length + 1));
  for (let at = mine.length - 1; at >= 0; at--) {
    for (let other = theirs.length - 1; other >= 0; other--) {
      const same = mine[at] === theirs[other];
      const length = same ? lengthAt(table, at + 1, other + 1) + 1 : Math.max(lengthAt(table, at + 1, other), lengthAt(table, at, other + 1));
      const row = table[at];
      if (row !== undefined) row[other] = length;
    }
  }
  return table;
}

function lengthAt(table: readonly Uint16Array[], at: number, other: number): number {
  return table[at]?.[other] ?? 0;
}
