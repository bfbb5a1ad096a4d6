import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface SecondTry {
  filesToTryAgain(report: Partial<Report>): readonly string[];
  countTries(first: Partial<Report>, second?: Partial<Report>): { passed: number; failed: number; skipped: number; unsteady: readonly string[] };
}

const root = resolve(import.meta.dirname, '../..');
const { filesToTryAgain, countTries }: SecondTry = await import(pathToFileURL(resolve(root, 'scripts/bootstrap/second-try.mjs')).href);

const fileOf = (path: string, tests: Record<string, string>): Report['testResults'][number] => ({
  name: resolve(root, path),
  status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});
const passing = fileOf('src-main/engine/a.test.ts', { one: 'passed', two: 'pending' });
const red = (path: string): Report['testResults'][number] => fileOf(path, { first: 'failed', second: 'passed' });

test('only tests over sockets, processes and disks are tried again, and only where few fail', () => {
  const timed = ['test/hosts/a.test.ts', 'test/scenario/b.test.ts', 'test/faults/c.test.ts'];
  expect(filesToTryAgain({ testResults: [passing, ...timed.map(red)] })).toEqual(timed);
  expect(filesToTryAgain({ testResults: [...timed, 'test/hostile/d.test.ts'].map(red) })).toEqual([]);
  for (const steady of ['test/property/a.test.ts', 'test/vectors/a.test.ts', 'src-main/engine/b.test.ts', 'test/repository/test/hosts/a.test.ts'])
    expect(filesToTryAgain({ testResults: [red('test/hosts/a.test.ts'), red(steady)] })).toEqual([]);
  // A run that fails without a test that failed: a file that did not load, an error outside of every test.
  expect(filesToTryAgain({ testResults: [passing] })).toEqual([]);
  expect(filesToTryAgain({})).toEqual([]);
});

test('a file that was tried again counts as it did then, and what failed at first is named', () => {
  const first = { testResults: [passing, red('test/hosts/a.test.ts')] };
  expect(countTries(first)).toEqual({ passed: 2, failed: 1, skipped: 1, unsteady: [] });
  const second = { testResults: [fileOf('test/hosts/a.test.ts', { first: 'passed', second: 'passed' })] };
  expect(countTries(first, second)).toEqual({ passed: 3, failed: 0, skipped: 1, unsteady: ['test/hosts/a.test.ts: first'] });
  expect(countTries(first, first)).toEqual({ passed: 2, failed: 1, skipped: 1, unsteady: [] });
  expect(countTries({})).toEqual({ passed: 0, failed: 0, skipped: 0, unsteady: [] });
});
