import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sealCount } from '../support/ledger.ts';
import { Schedule } from '../support/session-schedule.ts';

const runs = Number(process.env['EPOCHSCOPE_SCHEDULES'] ?? 300);
const steps = 200;
const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);
const kept: readonly number[] = JSON.parse(readFileSync(join(import.meta.dirname, 'kept-seeds.json'), 'utf8'));
const totals = new Map<string, number>();

/** Runs one seed; its number is printed and kept when it fails. */
async function runSeed(seed: number): Promise<string | null> {
  const schedule = new Schedule(seed);
  try {
    await schedule.run(steps);
    return null;
  } catch (error) {
    return `seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    for (const [what, count] of schedule.counts) totals.set(what, (totals.get(what) ?? 0) + count);
  }
}

async function runSeeds(seeds: readonly number[]): Promise<string[]> {
  const failures: string[] = [];
  for (const seed of seeds) {
    const failure = await runSeed(seed);
    if (failure !== null) failures.push(failure);
  }
  if (failures.length > 0) {
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/failing-seeds.txt', failures.join('\n'), { flag: 'a' });
  }
  return failures;
}

test('[RS-23] [TP-31] seeds that once failed stay repaired', async () => {
  expect(await runSeeds(kept)).toEqual([]);
});

test(
  `[RS-23] [RS-17] [TP-31] [RL-31] ${runs} random lives of a session: no fork, no key and nonce twice, data in order, resumable by either side at the end`,
  async () => {
    expect(await runSeeds(Array.from({ length: runs }, (_, i) => first + i))).toEqual([]);
  },
  60 * 60_000,
);

afterAll(() => {
  const list = [...totals].map(([what, count]) => `${count} × ${what}`).join(', ');
  process.stdout.write(`schedules: ${runs + kept.length} runs of ${steps} steps; ${sealCount()} seals; ${list}\n`);
});
