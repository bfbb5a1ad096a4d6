/** Puts the focus into a search field if "/" was pressed by itself, nobody is writing, and nothing else took it. */
export function focusBySlash(event: KeyboardEvent, input: HTMLInputElement | null | undefined): void {
  if (!input || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog, [role="dialog"]')) return;
  event.preventDefault();
  input.focus();
  input.select();
}
