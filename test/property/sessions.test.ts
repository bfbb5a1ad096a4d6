import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { sealCount } from '../support/ledger.ts';
import { Schedule } from '../support/session-schedule.ts';

const runs = Number(process.env['EPOCHSCOPE_SCHEDULES'] ?? 300);
const steps = 200;
const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);
interface Life {
  readonly profile: ProfileName;
  readonly seed: number;
}

const kept: readonly Life[] = JSON.parse(readFileSync(join(import.meta.dirname, 'kept-seeds.json'), 'utf8'));
let lives = 0;
const totals = new Map<string, number>();

/** Runs one seed; its number is printed and kept when it fails. */
async function runSeed({ profile, seed }: Life): Promise<string | null> {
  lives += 1;
  const schedule = new Schedule(seed, profile);
  try {
    await schedule.run(steps);
    return null;
  } catch (error) {
    return `${profile} seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    for (const [what, count] of schedule.counts) totals.set(what, (totals.get(what) ?? 0) + count);
  }
}

async function runSeeds(seeds: readonly Life[]): Promise<string[]> {
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

test.each([
  ['[RS-17] [RS-23] [TP-31] [RL-31]', 'draft-00', runs],
  ['[ED-15] [ED-32] [RL-31]', 'editor-copy', runs],
  ['[R-LIT]', 'draft-00-literal', Math.ceil(runs / 5)],
] as const)(
  '%s random lives of a %s session, %i of them: no fork, no key and nonce twice, data in order, resumable at the end',
  async (_ids, profile, count) => {
    expect(await runSeeds(Array.from({ length: count }, (_, i) => ({ profile, seed: first + i })))).toEqual([]);
  },
  60 * 60_000,
);

afterAll(() => {
  const list = [...totals].map(([what, count]) => `${count} × ${what}`).join(', ');
  process.stdout.write(`schedules: ${lives} runs of ${steps} steps; ${sealCount()} seals; ${list}\n`);
});
