import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { type Attack, flightAttacks, recordAttacks } from '../support/network-attacker.ts';
import { Schedule } from '../support/session-schedule.ts';
import { weakened } from '../support/weak-crypto.ts';

const runs = Number(process.env['EPOCHSCOPE_SCHEDULES'] ?? 300);
const first = Number(process.env['EPOCHSCOPE_SEED'] ?? 1);
const steps = 50;

/** Lives that catch mutants A02 and A03: in them it matters what the attacker held back or repeated. */
const defectLives = [
  ['draft-00', 196, 'an exposed commit matters'],
  ['draft-00', 258, 'an exposed commit matters'],
  ['editor-copy', 1, 'a repeated random matters'],
] as const satisfies readonly (readonly [ProfileName, number, string])[];

/** What the lives of one profile came to. */
class Tally {
  readonly failures: string[] = [];
  readonly reached = new Map<Attack, number>();
  readonly refused = new Map<Attack, number>();
  confirmed = 0;

  async run(profile: ProfileName, seed: number): Promise<void> {
    const schedule = new Schedule(seed, profile, { attacked: true });
    await schedule
      .run(steps)
      .catch((error: unknown) => this.failures.push(`${profile} seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`));
    this.confirmed += schedule.confirmed;
    for (const which of ['reached', 'refused'] as const)
      for (const [attack, count] of schedule.attacks?.[which] ?? []) this[which].set(attack, (this[which].get(attack) ?? 0) + count);
  }

  get report(): string {
    return [...this.reached].map(([attack, count]) => `${attack} ${count} (${this.refused.get(attack) ?? 0} refused at once)`).join(', ');
  }
}

test.each([
  ['[SE-01] [SE-02] [SE-03] [RS-17] [RS-23] [TP-31] [RL-31]', 'draft-00'],
  ['[SE-01] [SE-02] [SE-03] [ED-15] [ED-32] [RL-31]', 'editor-copy'],
] as const)(
  `%s a network that lies about a %s session, ${runs} lives: no fork, no wrong data, nothing confirmed lost, no key and nonce twice, resumable at the end`,
  async (_ids, profile) => {
    const tally = new Tally();
    for (let seed = first; seed < first + runs; seed++) await tally.run(profile, seed);
    process.stdout.write(`attacker, ${profile}: ${runs} runs of ${steps} steps; ${tally.confirmed} updates confirmed data; ${tally.report}\n`);
    if (tally.failures.length > 0) {
      mkdirSync('test-results', { recursive: true });
      writeFileSync('test-results/failing-seeds.txt', tally.failures.join('\n'), { flag: 'a' });
    }
    expect(tally.failures).toEqual([]);
    // The editor's copy has no resumption_response: its answer is protected.
    const possible = [...recordAttacks, ...flightAttacks].filter((attack) => profile === 'draft-00' || attack !== 'injected response');
    const idle = (map: ReadonlyMap<Attack, number>, attacks: readonly Attack[]) => attacks.filter((attack) => !map.has(attack));
    if (runs < 100) return;
    expect(idle(tally.reached, possible)).toEqual([]);
    expect(idle(tally.refused, recordAttacks)).toEqual([]);
    expect(tally.confirmed).toBeGreaterThan(runs / 10);
  },
  120 * 60_000,
);

test.each(defectLives)('[SE-02] %s life %i, in which %s', async (profile, seed) => {
  await new Schedule(seed, profile, { attacked: true }).run(steps);
});

describe('the oracles see what they are there for', () => {
  test.each([
    ['opens again what was opened', 'not a prefix of what was written'],
    ['opens what is ahead', 'not a prefix of what was written'],
    ['opens without a tag', 'not a prefix of what was written'],
    ['counts no records', 'a key and nonce were used twice'],
  ] as const)('[SE-01] [SE-02] record protection that %s is found out', async (weakness, complaint) => {
    const complaints = new Set<string>();
    for (let seed = 1; seed <= 40 && !complaints.has(complaint); seed++)
      await new Schedule(seed, 'draft-00', { attacked: true, weaken: weakened(weakness) })
        .run(steps)
        .catch((error: unknown) => complaints.add(String(error).replace(/^.*(?=not a prefix|a key and nonce)/, '')));
    expect([...complaints]).toContain(complaint);
  });
});
