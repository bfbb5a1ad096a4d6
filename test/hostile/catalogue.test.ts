import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { alertRows } from './alert-rows.ts';
import { authRows } from './auth-rows.ts';
import { catalogue, elsewhere } from './catalogue.ts';
import { chainRows } from './chain-rows.ts';
import { commitRows } from './commit-rows.ts';
import { cryptoRows } from './crypto-rows.ts';
import { framingRows } from './framing-rows.ts';
import { keyPackageRows } from './key-package-rows.ts';
import { recordRows } from './record-rows.ts';
import { resourceRows } from './resource-rows.ts';
import { resumptionRows } from './resumption-rows.ts';
import { scaleRows } from './scale-rows.ts';
import { streamRows } from './stream-rows.ts';
import { Trial } from './trial.ts';
import { updateRows } from './update-rows.ts';
import { vaultRows } from './vault-rows.ts';
import { welcomeRows } from './welcome-rows.ts';

const executors = {
  ...recordRows,
  ...streamRows,
  ...alertRows,
  ...authRows,
  ...chainRows,
  ...commitRows,
  ...framingRows,
  ...keyPackageRows,
  ...welcomeRows,
  ...resumptionRows,
  ...updateRows,
  ...cryptoRows,
  ...resourceRows,
  ...scaleRows,
  ...vaultRows,
};
const here = catalogue.cases.filter(({ id }) => elsewhere[id] === undefined);

interface Result {
  readonly id: string;
  readonly layer: string;
  readonly status: 'passed' | 'failed' | `in ${string}`;
  readonly members: number;
  readonly ms: number;
}
const results: Result[] = [];

afterAll(() => {
  const others = Object.entries(elsewhere).map(([id, file]): Result => {
    const layer = catalogue.cases.find((row) => row.id === id)?.layer ?? '';
    return { id, layer, status: `in ${file}`, members: 0, ms: 0 };
  });
  const folder = join(import.meta.dirname, '../../test-results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'catalogue-report.json'), `${JSON.stringify([...results, ...others], null, 1)}\n`);
});

test('every row has an executor, here or elsewhere, and every executor a row', () => {
  expect(catalogue.cases).toHaveLength(catalogue.count);
  const ids = here.map(({ id }) => id);
  expect(ids.filter((id) => !Object.hasOwn(executors, id))).toEqual([]);
  expect(Object.keys(executors).filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(Object.entries(elsewhere))('%s runs in %s', (id, file) => {
  expect(catalogue.cases.map((row) => row.id)).toContain(id);
  const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  expect(source).toContain(`[bad:${id}]`);
  expect(source).not.toMatch(/\b(test|it)\.(skip|todo)\b/);
});

/** Hang guard, ms: the long forms of some rows take minutes, and the others, too, where much else runs. */
const hangs = process.env['EPOCHSCOPE_LONG'] === '1' ? 1_800_000 : 600_000;

describe('bad inputs', () => {
  for (const row of here) {
    test(`[bad:${row.id}] ${row.title}`, { timeout: hangs }, async () => {
      const trial = await Trial.of(row);
      const begun = performance.now();
      let status: Result['status'] = 'failed';
      try {
        await executors[row.id]?.(trial);
        await trial.finish();
        expect(trial.members).toBeGreaterThan(0);
        status = 'passed';
      } finally {
        results.push({ id: row.id, layer: row.layer, status, members: trial.members, ms: Math.round(performance.now() - begun) });
      }
    });
  }
});
