import { expect, test } from 'vitest';
import { isOnTheWay } from './on-the-way.ts';

const resumed = (attempt: number) => ({ how: 'resumption', attempt }) as const;

test('of two epochs of one resumption the first is on the way; of two resumptions, or of one commit, none is', () => {
  expect(isOnTheWay(resumed(2), resumed(2), null)).toBe(true);
  expect(isOnTheWay(resumed(2), resumed(2), resumed(3))).toBe(true);
  expect(isOnTheWay(resumed(2), resumed(3), resumed(3))).toBe(false);
  expect(isOnTheWay(resumed(2), { how: 'update', attempt: 2 }, null)).toBe(false);
  expect(isOnTheWay(resumed(2), null, null)).toBe(false);
  expect(isOnTheWay({ how: 'update', attempt: 2 }, resumed(2), null)).toBe(false);
});

test('a commit from before the cut, merged in front of both, has no early key', () => {
  expect(isOnTheWay(resumed(2), resumed(2), resumed(2))).toBe(false);
});
