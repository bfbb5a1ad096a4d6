import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = resolve(import.meta.dirname, '../../out/renderer');

/** Most bytes the interface may have, as they travel (gzip) and as they are read. Raise a line only with the reason in the commit. */
const budgets = [
  { files: '**/*.js', gzip: 386_000, read: 1_200_000 },
  { files: '**/*.css', gzip: 26_000, read: 138_000 },
  { files: '**/*', gzip: 456_000, read: 1_490_000 },
] as const;

test.each(budgets)('the interface keeps its byte budget: $files', ({ files, gzip, read }) => {
  expect(existsSync(join(built, 'index.html')), 'build first: npm test -- build').toBe(true);
  const contents = globSync(files, { cwd: built, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  expect(contents.length).toBeGreaterThan(0);
  expect(contents.reduce((sum, content) => sum + gzipSync(content).length, 0)).toBeLessThanOrEqual(gzip);
  expect(contents.reduce((sum, content) => sum + content.length, 0)).toBeLessThanOrEqual(read);
});
