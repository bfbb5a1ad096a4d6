import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

type Names = Readonly<Record<string, string>>;
interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Names;
}

const read = (name: string): unknown => JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', name), 'utf8'));
const manifest = read('package.json') as { dependencies: Names; devDependencies: Names; optionalDependencies: Names };
const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Entry>> };

const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });

test.each(direct)('%s is pinned exactly, and the lock file agrees', (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  expect(packages[`node_modules/${name}`]?.version).toBe(version);
});

test('only the SQLite driver is a run-time dependency: everything else is bundled', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['better-sqlite3']);
});

test('the lock file names the packages of every platform, or npm ci refuses it there', () => {
  const wanted = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ parent, name })),
  );
  const missing = wanted.filter(({ parent, name }) => !(`${parent}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages));
  expect(missing).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(Object.values(packages).filter((entry) => entry.resolved?.startsWith('http'))).toEqual([]);
});
