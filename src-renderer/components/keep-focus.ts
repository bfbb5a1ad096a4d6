import { tick } from 'svelte';

/** After a control that took itself away: the focus goes to the page, not to nowhere. */
export async function keepFocus(): Promise<void> {
  await tick();
  if (document.activeElement === document.body) document.getElementById('main')?.focus();
}
