import { expect, test } from 'vitest';
import { recordFrames } from './record-frames.ts';

const sizes = (...bytes: readonly number[]) => recordFrames(Uint8Array.from(bytes)).map(({ length }) => length);

test('records are taken apart; what is no record stays in one piece', () => {
  expect(sizes(23, 3, 3, 0, 1, 9, 21, 3, 3, 0, 2, 1, 0)).toEqual([6, 7]);
  expect(sizes(23, 3, 3, 0, 9, 1)).toEqual([6]);
  expect(sizes(0x47, 0x45, 0x54, 0x20, 0x2f)).toEqual([5]);
  expect(sizes(22, 3, 3, 0x41, 1, 0)).toEqual([6]);
  expect(sizes()).toEqual([]);
});
