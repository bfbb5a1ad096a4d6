import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Titles, titlesIn } from './titles.ts';

/** One line of the checklist: what must hold, and which document wants it. */
export interface Item {
  readonly id: string;
  readonly source: string;
  readonly text: string;
}

/** Why an item has no test of its own here, or not yet. Keys are ids, or `MM-*` for a whole group. */
export type Exemption =
  | { readonly status: 'due'; readonly milestone: string; readonly reason: string }
  | { readonly status: 'covered where Electron’s binary exists' | 'not applicable'; readonly reason: string };

export type Verdict = { readonly status: 'covered'; readonly files: readonly string[] } | Exemption | { readonly status: 'missing' };

export interface Coverage {
  readonly items: readonly (Item & { readonly verdict: Verdict })[];
  /** Exemptions by id whose item has a test by now, and ones that name nothing. */
  readonly stale: readonly string[];
  /** Ids in titles that the checklist does not know. */
  readonly unknown: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');
const testFiles = ['src-main/**/*.test.ts', 'src-shared/**/*.test.ts', 'src-renderer/**/*.test.ts', 'test/**/*.{test,spec}.ts'];
const notTests = /^test[\\/](conformance[\\/]coverage\.test\.ts|mutants[\\/])/;

export const checklist: readonly Item[] = JSON.parse(readFileSync(join(import.meta.dirname, 'checklist.json'), 'utf8'));
export const exemptions: Readonly<Record<string, Exemption>> = JSON.parse(readFileSync(join(import.meta.dirname, 'not-applicable.json'), 'utf8'));

/** Compares the checklist with the titles of all tests in the checkout. */
export function coverage(): Coverage {
  const files = globSync(testFiles, { cwd: root })
    .filter((file) => !notTests.test(file))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  return judge(checklist, exemptions, titlesIn(root, files));
}

export function judge(items: readonly Item[], exempt: Readonly<Record<string, Exemption>>, titles: Titles): Coverage {
  const known = new Set(items.map((item) => item.id));
  return {
    items: items.map((item) => ({ ...item, verdict: verdictOf(item.id, exempt, titles) })),
    stale: Object.keys(exempt).filter((key) =>
      key.endsWith('-*') ? !items.some(({ id }) => groupKey(id) === key) : !known.has(key) || titles.has(key),
    ),
    unknown: [...titles.keys()].filter((id) => !known.has(id)),
  };
}

function verdictOf(id: string, exempt: Readonly<Record<string, Exemption>>, titles: Titles): Verdict {
  const files = titles.get(id);
  if (files) return { status: 'covered', files };
  return exempt[id] ?? exempt[groupKey(id)] ?? { status: 'missing' };
}

const groupKey = (id: string): string => `${id.slice(0, 2)}-*`;
