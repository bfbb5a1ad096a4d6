import { afterEach, expect, test, vi } from 'vitest';
import { errorCatalogue } from '#shared/error-catalogue.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('on a German page every code has German words of its own, and what is unknown keeps its words', async () => {
  vi.resetModules();
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  vi.stubGlobal('navigator', { languages: ['de'] });
  vi.stubGlobal('localStorage', { getItem: () => null });
  const { errorWords } = await import('./error-words.ts');
  const untranslated = Object.entries(errorCatalogue).filter(([code, words]) => {
    const german = errorWords({ code, ...words });
    return german.title === words.title || german.next === words.next;
  });
  expect(untranslated).toEqual([]);
  expect(errorWords({ code: 'NEWER', title: 'New', next: 'Look' })).toEqual({ title: 'New', next: 'Look' });
});

test('on an English page the words are those of the core', async () => {
  const { errorWords } = await import('./error-words.ts');
  expect(errorWords({ code: 'LOCKED', title: 'From the core', next: 'As it is' })).toEqual({ title: 'From the core', next: 'As it is' });
});
