import type { Attachment } from 'svelte/attachments';

/** Brings an element into sight as soon as that is wanted: whatever scrolls it moves no further than it must. */
export function inSight(wanted: boolean): Attachment<HTMLElement> {
  return (element) => {
    if (wanted) element.scrollIntoView({ block: 'nearest' });
  };
}
