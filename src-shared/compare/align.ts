/** One place of an alignment: on both sides, or on one. */
export type Pair<T> =
  | { readonly left: T; readonly right: T }
  | { readonly left: T; readonly right: null }
  | { readonly left: null; readonly right: T };

/** Items of one side that are weighed against the other's at once: the table has its square. */
const window = 1_000;

/**
 * Puts two lists side by side in their order, so that as many items as possible stand beside one with the same key: a longest common
 * subsequence. Long lists are taken piece by piece, which may find fewer.
 */
export function align<T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => string): readonly Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l], right[r]];
    if (a !== undefined && b !== undefined && keyOf(a) === keyOf(b)) {
      pairs.push({ left: a, right: b });
      [l, r] = [l + 1, r + 1];
      continue;
    }
    const piece = common(left.slice(l, l + window), right.slice(r, r + window), keyOf);
    const last = l + window < left.length || r + window < right.length ? settled(piece) : piece;
    pairs.push(...last);
    l += last.filter((pair) => pair.left !== null).length;
    r += last.filter((pair) => pair.right !== null).length;
  }
  pairs.push(...left.slice(l).map((item) => ({ left: item, right: null })), ...right.slice(r).map((item) => ({ left: null, right: item })));
  return pairs;
}

/** Of a piece that is not the last, what stands in front of its last match, with it: behind it more may match than was looked at. */
function settled<T>(piece: readonly Pair<T>[]): readonly Pair<T>[] {
  const last = piece.findLastIndex(({ left, right }) => left !== null && right !== null);
  return last < 0 ? piece : piece.slice(0, last + 1);
}

function common<T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => string): readonly Pair<T>[] {
  const [a, b] = [left.map(keyOf), right.map(keyOf)];
  const width = b.length + 1;
  // lengths[i * width + j]: how long a common subsequence the ends from i and from j have
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  return walk(left, right, (i, j) => (a[i] === b[j] ? 'both' : at(i + 1, j) >= at(i, j + 1) ? 'left' : 'right'));
}

function walk<T>(left: readonly T[], right: readonly T[], step: (i: number, j: number) => 'both' | 'left' | 'right'): readonly Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [l, r] = [left[i], right[j]];
    if (l === undefined && r === undefined) return pairs;
    const way = l === undefined ? 'right' : r === undefined ? 'left' : step(i, j);
    if (way !== 'right') i += 1;
    if (way !== 'left') j += 1;
    if (way === 'both' && l !== undefined && r !== undefined) pairs.push({ left: l, right: r });
    else if (way === 'left' && l !== undefined) pairs.push({ left: l, right: null });
    else if (r !== undefined) pairs.push({ left: null, right: r });
  }
}
