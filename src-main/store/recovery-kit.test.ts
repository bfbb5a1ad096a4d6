import { expect, test } from 'vitest';
import { readKit, writeKit } from './recovery-kit.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const key = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const kit = writeKit(key);
const groups = kit.split(' ');

test('a kit is fourteen groups of five letters', () => {
  expect(kit).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}( [0-9A-HJKMNP-TV-Z]{5}){13}$/);
});

test.each([
  ['as it was written', (text: string) => text],
  ['in small letters', (text: string) => text.toLowerCase()],
  ['with hyphens', (text: string) => text.replaceAll(' ', '-')],
  ['in lines', (text: string) => text.replaceAll(' ', '\n  ')],
  ['without spaces', (text: string) => text.replaceAll(' ', '')],
  ['with letters that look alike', (text: string) => text.replaceAll('0', 'o').replaceAll('1', 'l')],
])('it is read %s', (_name, typed) => {
  expect(readKit(typed(kit))).toEqual({ kind: 'key', key });
});

test.each([new Uint8Array(32), new Uint8Array(32).fill(255)])('any key survives', (one) => {
  expect(readKit(writeKit(one))).toEqual({ kind: 'key', key: one });
});

test('any one wrong letter is found, and its group is named', () => {
  for (const [index, group] of groups.entries()) {
    for (let at = 0; at < 5; at++) {
      for (const letter of [...alphabet, 'U', '!'].filter((one) => one !== group[at])) {
        const typed = groups.with(index, group.slice(0, at) + letter + group.slice(at + 1)).join(' ');
        expect(readKit(typed)).toEqual({ kind: 'wrong groups', groups: [index + 1] });
      }
    }
  }
});

test('two neighbours that changed places are found', () => {
  for (const [index, group] of groups.entries()) {
    for (let at = 0; at < 4; at++) {
      const typed = groups.with(index, `${group.slice(0, at)}${group[at + 1]}${group[at]}${group.slice(at + 2)}`).join(' ');
      if (typed !== kit) expect(readKit(typed)).toEqual({ kind: 'wrong groups', groups: [index + 1] });
    }
  }
});

test('groups that changed places are named', () => {
  const swapped = groups.with(2, groups[3] ?? '').with(3, groups[2] ?? '');
  expect(readKit(swapped.join(' '))).toEqual({ kind: 'wrong groups', groups: [3, 4] });
});

test('a group of another kit is found by the whole', () => {
  const other = writeKit(key.map((byte) => byte ^ 85)).split(' ');
  expect(readKit(groups.with(5, other[5] ?? '').join(' '))).toEqual({ kind: 'wrong whole' });
});

test.each(['', '   ', kit.slice(1), `${kit}A`, kit.repeat(2)])('a wrong number of letters is said', (typed) => {
  expect(readKit(typed)).toEqual({ kind: 'wrong length', letters: typed.replaceAll(' ', '').length });
});
