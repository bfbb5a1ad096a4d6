import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const foreign = /(^|[\\/])(node_modules|out|dist|test-results|playwright-report|coverage|external|\.git)$/;
const files = globSync('**/*', { cwd: root, exclude: (path) => foreign.test(path) })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const texts = files.filter((path) => /\.(md|ts|mjs|cjs|svelte|css|html|yml)$/.test(path) && path !== 'test/repository/texts.test.ts');
const documents = files.filter((path) => path.endsWith('.md'));

/** Links and pictures of a document that point into the checkout. */
function localLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|\bsrc(?:set)?="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source ?? '')
    .filter((target) => !/^(https?:|mailto:|#)/.test(target));
}

test.each(documents)('%s links to what exists', (path) => {
  const missing = localLinks(read(path)).filter((target) => !existsSync(join(root, dirname(path), target.split('#')[0] ?? '')));
  expect(missing).toEqual([]);
});

test('a key change is called an update', () => {
  expect(texts.filter((path) => /\bre-?key/i.test(read(path)))).toEqual([]);
});

test('nothing is left to do without saying when', () => {
  expect(texts.filter((path) => /\b(TODO|FIXME|XXX)\b/.test(read(path)))).toEqual([]);
});

test('every document is reached from the README', () => {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    if (!path.endsWith('.md')) return;
    for (const document of documents) {
      const name = document.split('/').at(-1) ?? document;
      if (read(path).includes(name)) visit(document);
    }
  };
  visit('README.md');
  const listed = documents.filter((path) => path.startsWith('docs/') && !path.startsWith('docs/decisions/'));
  expect(listed.filter((path) => !reached.has(path))).toEqual([]);
});

test('the engine’s map names every file', () => {
  const map = read('src-main/engine/README.md');
  const sources = files.filter((path) => /^src-main\/engine\/[^/]+\/[^/]+(?<!\.test)\.ts$/.test(path));
  expect(sources.filter((path) => !map.includes(path.split('/').at(-1) ?? path))).toEqual([]);
});

test('every catalogue of the interface has its German twin', () => {
  const catalogues = files.filter((path) => /^src-renderer\/.*\/texts\.ts$/.test(path));
  expect(catalogues.length).toBeGreaterThan(20);
  expect(catalogues.filter((path) => !files.includes(path.replace('texts.ts', 'texts.de.ts')))).toEqual([]);
});
