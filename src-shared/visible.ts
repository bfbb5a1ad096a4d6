/** Longest peer-supplied text shown in one place, characters. */
export const longestShown = 4096;

/**
 * Text from the peer, made safe to look at: control, zero-width and direction-changing characters become visible marks,
 * letters lose all but a few of their accents, long texts are cut. Line breaks and tabs stay when `multiline`.
 */
export function visible(text: string, multiline = false, limit = longestShown): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  const flat = shown.replace(piled, (all) => {
    const marks = [...all];
    return `${marks.slice(0, mostMarks).join('')}[+${marks.length - mostMarks}]`;
  });
  return flat.replace(hidden, (character) => (multiline && /[\n\t]/.test(character) ? character : mark(character)));
}

/** Marks on one letter: more than any script needs are a pile that covers the lines above and below. */
const mostMarks = 4;
const piled = /\p{M}{5,}/gu;

/** C0, DEL, C1, soft hyphen, zero-width and bidi controls, line separators, BOM, tag characters, unpaired surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function mark(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
