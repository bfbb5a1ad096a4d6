import { afterAll, expect, test } from 'vitest';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { sealCount } from '../support/ledger.ts';
import { everyDeed } from '../support/network-attacker.ts';
import { Schedule } from '../support/session-schedule.ts';

const runs = Number(process.env['EPOCHSCOPE_SCHEDULES'] ?? 300);
const steps = 200;
const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);
/** Probability of a lie about one chunk: most connections get on for a while before one comes. */
const lies = 0.06;
const totals = new Map<string, number>();

/** @returns why the life of this seed broke a promise; `null` when it kept them all */
async function lifeOf(profile: ProfileName, seed: number): Promise<string | null> {
  const schedule = new Schedule(seed, profile, lies);
  try {
    await schedule.run(steps);
    return null;
  } catch (error) {
    return `${profile} seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`;
  } finally {
    for (const [what, count] of schedule.counts) totals.set(what, (totals.get(what) ?? 0) + count);
  }
}

async function livesOf(profile: ProfileName, from: number, count: number): Promise<string[]> {
  const broken: string[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const why = await lifeOf(profile, seed);
    if (why !== null) broken.push(why);
  }
  return broken;
}

test.each([
  ['[SE-02] [SE-03]', 'draft-00', runs],
  ['[SE-02] [SE-03] [R-ED]', 'editor-copy', runs],
] as const)(
  '%s a network that lies about a %s session, %i lives: no fork, no wrong plaintext, no key and nonce twice, resumable at the end',
  async (_ids, profile, count) => {
    expect(await livesOf(profile, first, count)).toEqual([]);
  },
  120 * 60_000,
);

test('every kind of lie was told', () => {
  expect(everyDeed.filter((deed) => (totals.get(deed) ?? 0) === 0)).toEqual([]);
});

afterAll(() => {
  const list = [...totals].map(([what, count]) => `${count} × ${what}`).join(', ');
  process.stdout.write(`lies: lives of ${steps} steps; ${sealCount()} seals; ${list}\n`);
});
