/**
 * Brings an item into sight inside the list that scrolls it. Unlike `scrollIntoView`, whatever is around the list stays
 * where it is: a pane must not jump because one of its lists shows another line.
 */
export function scrollWithin(list: HTMLElement | undefined, item: Element | null | undefined): void {
  if (!list || !item) return;
  const box = list.getBoundingClientRect();
  const { top, bottom, left, right } = item.getBoundingClientRect();
  const inside = { top: box.top + list.clientTop, left: box.left + list.clientLeft };
  list.scrollTop += outside(top, bottom, inside.top, inside.top + list.clientHeight);
  const { paddingLeft, paddingRight } = getComputedStyle(list); // where a strip fades
  list.scrollLeft += outside(
    left,
    right,
    inside.left + Number.parseFloat(paddingLeft),
    inside.left + list.clientWidth - Number.parseFloat(paddingRight),
  );
}

/** How far it lies before the visible part, negative, or behind it. */
function outside(start: number, end: number, from: number, to: number): number {
  if (start < from) return start - from;
  return end > to ? Math.min(end - to, start - from) : 0;
}
