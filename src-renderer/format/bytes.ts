import { decimalMarks, language } from './language.ts';
import { texts } from './texts.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A byte count for people: `0 B`, `980 B`, `1.5 KiB`, `256 MiB`. */
export function formatBytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${trimZero(value.toFixed(digits)).replace('.', decimalMarks[language])} ${units[unit]}`;
}

/** An exact count with thousands separators. */
export function formatCount(count: number): string {
  return count.toLocaleString(language);
}

/** `1 record`, `2 records`. */
export function counted(count: number, what: keyof typeof texts.counted): string {
  return texts.counted[what](formatCount(count), count === 1);
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
