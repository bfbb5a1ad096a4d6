import { describe, expect, test } from 'vitest';
import { rowTime, signedSpan } from './row-time.ts';
import { formatClock } from './time.ts';

describe('times of the ladder', () => {
  test('are of day, since a moment, or since the row above', () => {
    expect(rowTime(5_041, 5_000, { mode: 'clock', zero: 0 })).toBe(formatClock(5_041));
    expect(rowTime(5_041, 5_000, { mode: 'since', zero: 1_000 })).toBe('+4.041 s');
    expect(rowTime(5_041, 5_000, { mode: 'delta', zero: 0 })).toBe('+0.041 s');
    expect(rowTime(5_041, null, { mode: 'delta', zero: 0 })).toBe('+0.000 s');
  });

  test('are exact to the millisecond, before and after', () => {
    expect(signedSpan(-120)).toBe('−0.120 s');
    expect(signedSpan(200_005)).toBe('+3:20.005');
    expect(signedSpan(7_500_000)).toBe('+2:05:00.000');
    expect(signedSpan(0)).toBe('+0.000 s');
  });
});
