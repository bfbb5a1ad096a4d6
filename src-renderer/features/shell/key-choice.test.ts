import { describe, expect, test } from 'vitest';
import { actionOf, keysPressed, parseOwnKeys, refusalOf } from './key-choice.ts';
import { shortcuts } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keysPressed({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('no two shortcuts have the same key, and every key of ours may be chosen back', () => {
  const all = shortcuts.flatMap(({ keys }) => keys ?? []);
  expect(new Set(all).size).toBe(all.length);
  for (const { run, keys } of shortcuts) if (run !== undefined && keys !== null) expect(refusalOf(run, keys, {}), keys).toBeNull();
});

test.each([
  ['n', {}, 'N'],
  ['N', { shiftKey: true }, 'N'],
  ['?', { shiftKey: true }, '?'],
  ['k', { ctrlKey: true }, 'Ctrl K'],
  ['k', { metaKey: true }, 'Ctrl K'],
  ['k', { ctrlKey: true, shiftKey: true }, null],
  ['n', { altKey: true }, null],
  [' ', {}, null],
  ['Enter', {}, null],
  ['F5', {}, null],
] as const)('%s with %j is %s', (key, more, keys) => {
  expect(press(key, more)).toBe(keys);
});

describe('a chosen key', () => {
  const own = { connect: 'B', update: null } as const;

  test('does what it was chosen for, and the key of before does nothing', () => {
    expect([actionOf('B', own), actionOf('N', own), actionOf('U', own)]).toEqual(['connect', null, null]);
  });

  test('belongs to one thing; what was given up is free', () => {
    expect(refusalOf('listen', 'B', own)).toMatchObject({ why: 'taken', by: { run: 'connect' } });
    expect(refusalOf('listen', 'N', own)).toBeNull();
    expect(refusalOf('listen', 'U', own)).toBeNull();
  });

  test('is none that lists, text fields, the menu or the browser need', () => {
    expect(['/', 'F', 'Z', 'Ctrl C', 'Ctrl V', 'Ctrl W', 'Ctrl 1'].map((keys) => refusalOf('listen', keys, {})?.why)).toEqual([
      'taken',
      'taken',
      ...Array.from({ length: 5 }, () => 'reserved'),
    ]);
  });
});

test.each([
  ['{"connect":"B","update":null}', { connect: 'B', update: null }],
  ['{"connect":"B","listen":"B"}', { listen: 'B' }],
  ['{"connect":"L"}', {}],
  ['{"connect":"L","listen":"N"}', { connect: 'L', listen: 'N' }],
  ['{"connect":"Ctrl C","listen":"\\u0007x","sessions":7,"nothing":"B","__proto__":"B"}', {}],
  ['["B"]', {}],
  ['null', {}],
  ['{"connect":', {}],
  ['', {}],
])('what is stored is read with doubt: %s', (text, own) => {
  expect(parseOwnKeys(text)).toEqual(own);
});
