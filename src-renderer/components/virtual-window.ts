export interface Scroll {
  /** Pixels scrolled off above. */
  readonly top: number;
  /** Pixels in sight. */
  readonly viewport: number;
  /** Pixels of every row. */
  readonly height: number;
  /** Rows there are. */
  readonly count: number;
}

/** Rows drawn beyond each edge, so that fast scrolling shows no gap. */
const margin = 6;
/** Rows drawn at most, whatever the size of the screen. */
const mostDrawn = 78;

/** The rows to draw, `last` exclusive. */
export function visibleRange(scroll: Scroll): { readonly first: number; readonly last: number } {
  const inSight = Math.floor(scroll.top / scroll.height);
  const first = Math.max(0, Math.min(inSight - margin, scroll.count - 1));
  const end = Math.ceil((scroll.top + scroll.viewport) / scroll.height) + margin;
  return { first, last: Math.max(first, Math.min(scroll.count, end, first + mostDrawn)) };
}

/**
 * By how many places the rows have moved that stood at `first` and behind it, by their keys; 0 when all are gone. The first of them may
 * be a heading, which is another one when rows come between: the next one tells then.
 */
export function movedBy<T>(items: readonly T[], keyOf: (item: T) => string, first: number, anchors: readonly string[]): number {
  for (const [offset, anchor] of anchors.entries()) {
    const there = items[first + offset];
    if (there !== undefined && keyOf(there) === anchor) return 0;
    const at = items.findIndex((item) => keyOf(item) === anchor);
    if (at >= 0) return at - first - offset;
  }
  return 0;
}
