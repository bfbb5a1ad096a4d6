import type { Attachment } from 'svelte/attachments';

/**
 * Brings an element into sight as soon as that is wanted, and again when what it stands in has another size, as with larger
 * text or more rows above it: what scrolls it moves no further than it must. Once someone has scrolled it away, it stays there.
 */
export function inSight(wanted: boolean): Attachment<HTMLElement> {
  return (element) => {
    if (!wanted) return;
    let seen = true;
    const bring = (): void => element.scrollIntoView({ block: 'nearest' });
    bring();
    // Within a frame sizes are told of first, so that `seen` is still how it was before.
    const sizes = new ResizeObserver(() => seen && bring());
    const sight = new IntersectionObserver((entries) => (seen = (entries.at(-1)?.intersectionRatio ?? 1) > 0.5), { threshold: 0.5 });
    for (let each: Element | null = element; each !== null; each = each.parentElement) sizes.observe(each);
    sight.observe(element);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  };
}
