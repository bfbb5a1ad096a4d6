import { visible } from '../visible.ts';

/** A time, ms since 1970, as `2026-01-31T12:00:00.000Z`. Faces bring it: shared code has no calendar. */
export type Iso = (at: number) => string;

/** The last moment a calendar of JavaScript has, ms since 1970. */
const lastMoment = 8_640_000_000_000_000;

/** Text of anybody as text of Markdown: nothing of it is markup, a link or HTML, and it stays in its line. */
export function escaped(text: string, limit = 300): string {
  return visible(text, false, limit).replace(/[\\`*_{}[\]<>()#+!|~&$^=-]/g, (sign) => `\\${sign}`);
}

/** A heading of a level, with the empty lines it needs. */
export function heading(level: 1 | 2 | 3, text: string): string {
  return `${'#'.repeat(level)} ${text}\n`;
}

/** A table. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`;
}

/** `2026-01-31 12:00:00.000 UTC`; of a number that no calendar has, the number. */
export function timeOf(at: number, iso: Iso): string {
  return at > lastMoment ? String(at) : iso(at).replace('T', ' ').replace('Z', ' UTC');
}

/** Only the time of day. */
export function clockOf(at: number, iso: Iso): string {
  return at > lastMoment ? String(at) : iso(at).slice(11, 23);
}

export function countOf(count: number, locale: string): string {
  return count.toLocaleString(locale);
}
