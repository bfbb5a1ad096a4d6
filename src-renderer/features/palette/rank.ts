/** Something the palette can do. */
export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** Where it leads, or what it acts on. */
  readonly about: string;
  /** What will happen; shown, not searched. */
  readonly tells?: string;
  /** Key that does the same. */
  readonly keys: string | undefined;
  readonly run: () => void;
}

/**
 * Entries whose label or subject holds the letters of the query in order, best first: whole beginnings of words before
 * letters strewn about; among equals the given order.
 */
export function ranked(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return entries;
  const scored = entries.flatMap((entry) => {
    const score = Math.max(scoreOf(entry.label.toLowerCase(), wanted), scoreOf(`${entry.label} ${entry.about}`.toLowerCase(), wanted) - 1);
    return score > 0 ? [{ entry, score }] : [];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ entry }) => entry);
}

/** 0 when the letters do not occur in order. */
function scoreOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  if (at === 0) return 100;
  if (at > 0) return text[at - 1] === ' ' ? 90 : 70;
  if (initialsOf(text).startsWith(wanted)) return 60;
  let place = -1;
  let gaps = 0;
  for (const letter of wanted.replaceAll(' ', '')) {
    const next = text.indexOf(letter, place + 1);
    if (next < 0) return 0;
    gaps += next - place - 1;
    place = next;
  }
  return Math.max(2, 50 - gaps);
}

function initialsOf(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('');
}
