import { afterEach, expect, test, vi } from 'vitest';
import { savedFilters } from './saved-filters.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

test('windows beside each other keep and forget filters without undoing what the other did', () => {
  let stored: string | null = null;
  vi.stubGlobal('localStorage', { getItem: () => stored, setItem: (_: string, value: string) => (stored = value) });
  savedFilters.set('bad', true);
  stored = JSON.stringify(['epoch > 1', 'bad']); // another window
  savedFilters.set('dir == sent', true);
  expect(savedFilters.items).toEqual(['dir == sent', 'epoch > 1', 'bad']);
  stored = JSON.stringify(['bytes', ...savedFilters.items]);
  savedFilters.set('bytes', true);
  savedFilters.set('bad', false);
  expect(JSON.parse(stored)).toEqual(['bytes', 'dir == sent', 'epoch > 1']);
  stored = '["bad"]';
  savedFilters.refresh();
  expect(savedFilters.items).toEqual(['bad']);
});

test('where nothing can be stored they last as long as the window', () => {
  const closed = () => {
    throw new Error('closed');
  };
  vi.stubGlobal('localStorage', { getItem: closed, setItem: closed });
  savedFilters.set('row == 1', true);
  savedFilters.refresh();
  expect(savedFilters.has('row == 1')).toBe(true);
});
