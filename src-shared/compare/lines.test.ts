import { describe, expect, test } from 'vitest';
import { compare } from './difference.ts';
import { differenceLines } from './lines.ts';
import { thingOf } from './thing.ts';

const none: ReadonlySet<string> = new Set();
const difference = compare(thingOf('a', { x: 1, y: { in: 2 }, z: 3, w: 4 }), thingOf('a', { x: 1, y: { in: 2 }, z: 5, v: { deep: 1 } }));
const short = (turned: ReadonlySet<string>): readonly string[] =>
  differenceLines(difference, turned).map(({ id, kind, name }) => `${id} ${kind} ${name}`.trim());

describe('lines of a difference', () => {
  test('unfold what differs, and fold what is equal', () => {
    expect(short(none)).toEqual(['0 changed a', '0.0+ fold', '0.2 changed z', '0.3 removed w', '0.4 added v']);
  });

  test('unfold and fold when they are turned', () => {
    expect(short(new Set(['0.0+']))).toEqual([
      '0 changed a',
      '0.0+ fold',
      '0.0 same x',
      '0.1 same y',
      '0.2 changed z',
      '0.3 removed w',
      '0.4 added v',
    ]);
    expect(short(new Set(['0.4']))).toContain('0.4.0 added deep');
    expect(short(new Set(['0']))).toEqual(['0 changed a']);
  });

  test('go deeper where a value was looked into', () => {
    const inner = compare(thingOf('z', { bit: 1 }), thingOf('z', { bit: 0 }));
    const lines = differenceLines(difference, none, new Map([['0.2', inner]]));
    expect(lines.find(({ id }) => id === '0.2.0')).toMatchObject({ name: 'bit', left: '1', right: '0', level: 2 });
  });
});
