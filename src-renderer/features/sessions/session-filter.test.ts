import { expect, test } from 'vitest';
import { filterOf, isEmpty, toggled, toggles } from './session-filter.ts';

const toggle = (name: string) => {
  const found = toggles.find((one) => one.name === name);
  if (!found) throw new Error(`no toggle ${name}`);
  return found;
};

test('toggles of one group exclude each other, others add up', () => {
  const suspect = toggled(['live'], toggle('suspect'));
  expect(suspect).toEqual(['live', 'suspect']);
  expect(toggled(suspect, toggle('quarantined'))).toEqual(['live', 'quarantined']);
  expect(toggled(suspect, toggle('suspect'))).toEqual(['live']);
});

test('a search, toggles and choices are asked for together', () => {
  const day = 86_400_000;
  const filter = filterOf(' bob ', ['idle', 'suspect'], { order: 'peer', suite: 1 }, 100 * day);
  expect(filter).toEqual({ search: 'bob', standing: 'suspect', usedBefore: 10 * day, order: 'peer', suite: 1 });
  expect(isEmpty(filter)).toBe(false);
  expect(isEmpty(filterOf('  ', [], { order: 'epoch', reversed: true }, 0))).toBe(true);
});
