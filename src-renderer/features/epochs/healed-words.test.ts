import { expect, test } from 'vitest';
import { healedWords } from './healed-words.ts';

test('each side is told of by itself', () => {
  expect(healedWords({ us: 10_000, peer: null, both: null }, 40_000)).toEqual([
    ['us', '30 s ago'],
    ['peer', 'not yet'],
    ['both', 'not yet'],
  ]);
});

test('what is the same of both sides is said once', () => {
  expect(healedWords({ us: 10_000, peer: 10_100, both: 10_000 }, 40_100)).toEqual([['both', '30 s ago']]);
  expect(healedWords({ us: null, peer: null, both: null }, 0)).toEqual([['both', 'not yet']]);
});
