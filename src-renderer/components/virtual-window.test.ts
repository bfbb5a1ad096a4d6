import { expect, test } from 'vitest';
import { movedBy, visibleRange } from './virtual-window.ts';

test('only rows in sight and a margin are drawn', () => {
  expect(visibleRange({ top: 0, viewport: 300, height: 30, count: 1_000_000 })).toEqual({ first: 0, last: 16 });
  expect(visibleRange({ top: 15_000_000, viewport: 300, height: 30, count: 1_000_000 })).toEqual({ first: 499_994, last: 500_016 });
});

test('[bad:RN-006] a list of 10,000 sessions draws no more than one of 100, wherever it is scrolled', () => {
  const drawn = (count: number, top: number): number => {
    const { first, last } = visibleRange({ top, viewport: 720, height: 44, count });
    return last - first;
  };
  const most = Math.max(...Array.from({ length: 100 * 44 }, (_, top) => drawn(100, top)));
  for (let top = 0; top < 10_000 * 44; top += 997) expect(drawn(10_000, top)).toBeLessThanOrEqual(most);
});

test('never more than 78 rows, never beyond the ends', () => {
  expect(visibleRange({ top: 0, viewport: 9000, height: 30, count: 1000 })).toEqual({ first: 0, last: 78 });
  expect(visibleRange({ top: 900, viewport: 300, height: 30, count: 5 })).toEqual({ first: 4, last: 5 });
  expect(visibleRange({ top: 0, viewport: 300, height: 30, count: 0 })).toEqual({ first: 0, last: 0 });
});

test('what stood at a place is found again when others come before it, also below a heading that is another one then', () => {
  const keyOf = (item: string) => item;
  const held = ['heading 5', '5', '6', '7'];
  const anchors = held.slice(0, 2);
  expect(movedBy(held, keyOf, 0, anchors)).toBe(0);
  expect(movedBy([...held, '8'], keyOf, 0, anchors)).toBe(0);
  expect(movedBy(['heading 3', '3', '4', '5', '6', '7'], keyOf, 0, anchors)).toBe(2);
  expect(movedBy(['heading 3', '3', '4', '5', '6', '7'], keyOf, 2, ['6', '7'])).toBe(2);
  expect(movedBy(['1', '2'], keyOf, 0, anchors)).toBe(0);
  expect(movedBy(held, keyOf, 0, [])).toBe(0);
});
