import { expect, test } from 'vitest';
import { type PaletteEntry, ranked } from './rank.ts';

const entry = (label: string, about = ''): PaletteEntry => ({ id: label, label, about, keys: undefined, run: () => undefined });
const entries = [
  entry('Connect to a peer'),
  entry('Update keys', 'Bob'),
  entry('Resumable sessions'),
  entry('Cut the transport', 'Bob'),
  entry('Bob', 'connection'),
];
const found = (query: string): readonly string[] => ranked(entries, query).map(({ label }) => label);

test('the palette finds by beginning, word, initials and strewn letters, best first', () => {
  expect(found('')).toHaveLength(5);
  expect(found('upd')).toEqual(['Update keys']);
  expect(found('peer')).toEqual(['Connect to a peer']);
  expect(found('uk')[0]).toBe('Update keys');
  expect(found('bob')).toEqual(['Bob', 'Update keys', 'Cut the transport']);
  expect(found('rsss')).toEqual(['Resumable sessions']);
  expect(found('xyz')).toEqual([]);
});
