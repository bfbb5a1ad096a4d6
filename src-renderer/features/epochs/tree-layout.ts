/** A node's place in a drawing of the ratchet tree: columns from the left, rows from the root down. */
export interface TreePlace {
  readonly index: number;
  readonly column: number;
  readonly row: number;
  /** `null` for the root. */
  readonly parent: number | null;
}

/** Places of the nodes of a tree in the array form of RFC 9420, appendix C: leaves at even indices, `count` odd. */
export function treePlaces(count: number): readonly TreePlace[] {
  const root = rootOf(count);
  const height = levelOf(root);
  return Array.from({ length: count }, (_, index) => ({
    index,
    column: index,
    row: height - levelOf(index),
    parent: index === root ? null : parentOf(index, count),
  }));
}

/** 0 for leaves; the number of ones at the low end. */
function levelOf(index: number): number {
  let level = 0;
  while (((index >> level) & 1) === 1) level += 1;
  return level;
}

function rootOf(count: number): number {
  let width = 1;
  while (width < (count + 1) / 2) width *= 2;
  return width - 1;
}

/** In a tree that is not full a parent may lie beyond the nodes: then the next one above. */
function parentOf(index: number, count: number): number {
  let at = index;
  do {
    const level = levelOf(at);
    const bit = (at >> (level + 1)) & 1;
    at = (at | (1 << level)) ^ (bit << (level + 1));
  } while (at >= count);
  return at;
}
