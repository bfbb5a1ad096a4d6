import { expect, test } from 'vitest';
import { isOnTheWay, isOnTheWayAt } from './on-the-way.ts';

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

test('among all epochs each is told by the two after it', () => {
  const all = [{ how: 'handshake', attempt: 1 }, resumed(2), resumed(2), resumed(3), resumed(3)] as const;
  expect([-1, 0, 1, 2, 3, 4, 5].map((at) => isOnTheWayAt(all, at))).toEqual([false, false, true, false, true, false, false]);
});
