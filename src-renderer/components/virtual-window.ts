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
