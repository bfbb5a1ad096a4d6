/** @returns a sentence that offers the nearest name, or nothing when none is near */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const ranked = names.map((name) => ({ name, distance: distanceOf(given, name) })).sort((one, other) => one.distance - other.distance);
  const [best] = ranked;
  const near = best !== undefined && (best.distance <= Math.max(1, Math.floor(given.length / 3)) || (given !== '' && best.name.startsWith(given)));
  return near ? ` Did you mean ${prefix}${best.name}?` : '';
}

/** Least number of letters to insert, remove, replace or swap with their neighbour. */
function distanceOf(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const costs = [(last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1)];
      if (swapped) costs.push((beforeLast[column - 2] ?? 0) + 1);
      next.push(Math.min(...costs));
    }
    beforeLast = last;
    last = next;
  }
  return last[to.length] ?? 0;
}
