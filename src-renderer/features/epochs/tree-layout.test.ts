import { expect, test } from 'vitest';
import { treePlaces } from './tree-layout.ts';

test('two members: a root over two leaves', () => {
  expect(treePlaces(3)).toEqual([
    { index: 0, column: 0, row: 1, parent: 1 },
    { index: 1, column: 1, row: 0, parent: null },
    { index: 2, column: 2, row: 1, parent: 1 },
  ]);
});

test('one member alone is the root', () => {
  expect(treePlaces(1)).toEqual([{ index: 0, column: 0, row: 0, parent: null }]);
});

test('a tree of four leaves as in RFC 9420, appendix C', () => {
  expect(treePlaces(7).map(({ index, parent }) => [index, parent])).toEqual([
    [0, 1],
    [1, 3],
    [2, 1],
    [3, null],
    [4, 5],
    [5, 3],
    [6, 5],
  ]);
  expect(treePlaces(7).map(({ row }) => row)).toEqual([2, 1, 2, 0, 2, 1, 2]);
});
