/** Attachment: the arrow, Home and End keys move the focus between the `[data-item]` elements inside. Tab still works. */
export function arrowKeys(container: HTMLElement): () => void {
  const pressed = (event: KeyboardEvent): void => {
    const items = [...container.querySelectorAll<HTMLElement>('[data-item]')];
    const at = items.findIndex((item) => item.matches(':focus'));
    if (at < 0) return;
    const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    items[Math.min(items.length - 1, Math.max(0, target))]?.focus();
  };
  container.addEventListener('keydown', pressed);
  return () => container.removeEventListener('keydown', pressed);
}
