import { describe, expect, test } from 'vitest';
import { lookAlike, mixedScripts, skeleton } from './look-alike.ts';

describe('look-alikes', () => {
  test.each([
    ['Bob', 'bob'],
    ['Bob', 'B\u043eb'], // Cyrillic о
    ['Bob', '\u0412\u043eb'], // Cyrillic В and о
    ['Andre\u0301', 'Andr\u00e9'], // NFD and NFC
    ['alice', 'a1ice'],
    ['alice', 'aIice'],
    ['B\u200bob', 'Bob'], // a zero-width space
    ['modern', 'rnodern'],
    ['Ｂｏｂ', 'Bob'], // full width
    ['Bob', 'B0b'],
    ['ΑΛΙΚΗ', 'αλικη'],
  ])('%j can be taken for %j', (known, shown) => {
    expect(lookAlike(shown, [known])).toBe(known);
  });

  test.each([
    ['Bob', 'Bobby'],
    ['Bob', 'Rob'],
    ['André', 'Andre'],
    ['', ' '],
  ])('%j cannot be taken for %j', (known, shown) => {
    expect(lookAlike(shown, [known])).toBeNull();
  });

  test('the same name is no look-alike of itself, but still of others', () => {
    expect(lookAlike('Bob', ['Bob'])).toBeNull();
    expect(lookAlike('Bob', ['Bob', 'bob'])).toBe('bob');
  });

  test('a skeleton keeps what nobody confuses', () => {
    expect(skeleton('  Zoë  Ω ')).toBe('zoë w');
  });
});

describe('mixed scripts', () => {
  test.each([
    ['B\u043eb', ['Latin', 'Cyrillic']],
    ['αbc', ['Latin', 'Greek']],
    ['Bob Иван', []],
    ['Müller-42', []],
    ['東京 Tokyo', []],
  ])('%j', (name, scripts) => {
    expect(mixedScripts(name)).toEqual(scripts);
  });
});
