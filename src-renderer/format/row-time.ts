import { decimalMarks, language } from './language.ts';
import { formatClock } from './time.ts';

/** How the ladder writes times: of day, since a moment, or since the row above. */
export const timeModes = ['clock', 'since', 'delta'] as const;
export type TimeMode = (typeof timeModes)[number];

export interface TimeFrame {
  readonly mode: TimeMode;
  /** What `since` counts from, ms since 1970. */
  readonly zero: number;
}

/** @param above the time of the row above; `null` for the first */
export function rowTime(at: number, above: number | null, { mode, zero }: TimeFrame): string {
  if (mode === 'since') return signedSpan(at - zero);
  if (mode === 'delta') return signedSpan(at - (above ?? at));
  return formatClock(at);
}

/** A span to the millisecond, with the decimal sign of the language: `+0.041 s`, `−12.345 s`, `+3:20.005`, `+2:05:00.000`. */
export function signedSpan(milliseconds: number): string {
  const ms = Math.abs(Math.round(milliseconds));
  const sign = milliseconds < 0 ? '−' : '+';
  const seconds = Math.floor(ms / 1_000);
  const thousandths = `${decimalMarks[language]}${String(ms % 1_000).padStart(3, '0')}`;
  if (seconds < 60) return `${sign}${seconds}${thousandths} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = `${two(seconds % 60)}${thousandths}`;
  return minutes < 60 ? `${sign}${minutes}:${rest}` : `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
