import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { languageOf } from './language.ts';

afterEach(() => vi.unstubAllGlobals());

test('the first language of the system that is ours is spoken, English where none is', () => {
  expect(languageOf(['fr-CH', 'de-CH', 'en'])).toBe('de');
  expect(languageOf(['EN-gb', 'de'])).toBe('en');
  expect(languageOf(['dent', 'fr'])).toBe('en');
  expect(languageOf([])).toBe('en');
});

/** The modules as a page of that system loads them. */
async function pageOf(systemLanguages: readonly string[], stored: string | null) {
  vi.resetModules();
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  vi.stubGlobal('navigator', { languages: systemLanguages });
  vi.stubGlobal('localStorage', { getItem: () => stored });
  return { ...(await import('./language.ts')), ...(await import('./bytes.ts')), ...(await import('./time.ts')) };
}

beforeEach(() => vi.resetModules());

test('a choice counts more than the system, and what is no choice counts as none', async () => {
  expect((await pageOf(['de'], 'en')).language).toBe('en');
  expect((await pageOf(['en'], 'de')).language).toBe('de');
  expect((await pageOf(['de'], 'klingon')).language).toBe('de');
  expect((await pageOf(['fr'], null)).language).toBe('en');
});

test('catalogues, numbers, sizes and times are of the language of the page', async () => {
  const page = await pageOf(['de'], null);
  const texts = page.spoken({ peers: (count: number) => `${count} peers` }, { peers: (count) => `${count} Gegenstellen` });
  expect([texts.peers(2), page.formatCount(1_234_567), page.formatBytes(1536)]).toEqual(['2 Gegenstellen', '1.234.567', '1,5 KiB']);
  expect([page.formatDuration(1340), page.formatAgo(1000, 2000), page.formatAgo(0, 190_000)]).toEqual(['1,3 s', 'gerade eben', 'vor 3 min']);
  expect(page.formatDate(Date.UTC(2026, 10, 21, 12))).toMatch(/^21\.11\.2026/);
});
