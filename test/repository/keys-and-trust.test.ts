import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/KEYS-AND-TRUST.md'), 'utf8');
const [, dialogs = ''] = text.split('## Dialogs');
const contentOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A file of tests, and one of its titles where the document quotes it. */
const proofs = [...text.matchAll(/`(test\/[\w./-]+\.ts|src-main\/[\w./-]+\.test\.ts)`(?:: “([^”]+)”)?/g)].map(([, path = '', title]) => ({
  path,
  title,
}));
const browserTests = new Set([...dialogs.matchAll(/`(test\/e2e\/[\w-]+\.spec\.ts)`/g)].map(([, path = '']) => path));

/** What needs a mouse by its nature; the document says so. */
const byMouse: ReadonlySet<string> = new Set(['test/e2e/mutual-pins.spec.ts']);

describe('the document on keys and trust', () => {
  test('names tests that are there', () => {
    expect(proofs.length).toBeGreaterThan(60);
    for (const { path, title } of proofs) expect(contentOf(path), path).toContain(title ?? '');
  });

  test('says of every dialog a browser test that uses no mouse and takes pictures in light and dark', () => {
    expect(browserTests.size).toBeGreaterThan(15);
    for (const path of browserTests) {
      // A click in a script of the page is no hand on a mouse.
      const hands = contentOf(path).match(/.*(?<!\?)\.(click|dblclick|check|uncheck|tap)\(.*|.*\.mouse\..*/g) ?? [];
      if (!byMouse.has(path)) expect(hands, path).toEqual([]);
    }
    expect([...browserTests].filter((path) => !/pictures?\(|colorScheme/.test(contentOf(path)))).toEqual([]);
  });
});
