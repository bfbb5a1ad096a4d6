import { expect, test } from 'vitest';
import { suiteName, suiteNumber } from './library.ts';

test('suite numbers and the library’s names are one to one', () => {
  for (const id of [1, 2, 3, 7, 0x004d, 0xf0f1, 0xffff]) expect(suiteNumber(suiteName(id))).toBe(id);
  expect(suiteName(0xf0f1)).toBe('61681');
});
