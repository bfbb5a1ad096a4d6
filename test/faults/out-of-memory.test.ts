import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOnDisk, temporaryParent } from '../storage/profiles-on-disk.ts';
import { everythingIn, livesOn, storeLife } from './store-life.ts';
import { straySlots } from './stray-slots.ts';
import { type Tool, testWith } from './tools.ts';

const folder = mkdtempSync(join(temporaryParent, 'epochscope-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a store holds in front of each step of its life, and behind the last one. */
const truth: string[] = [];

beforeAll(() => {
  mkdirSync(join(folder, 'sound'));
  openOnDisk(join(folder, 'sound')).close();
  cpSync(join(folder, 'sound'), join(folder, 'truth'), { recursive: true });
  const store = openOnDisk(join(folder, 'truth'));
  truth.push(everythingIn(store));
  for (const step of storeLife) {
    step(store);
    truth.push(everythingIn(store));
  }
  store.close();
});

/** Opens what is left: what was said last, or one step more, and it goes on. @param said what was acknowledged */
function expectOldOrNew(directory: string, said: readonly string[]): void {
  const store = openOnDisk(directory);
  expect(truth.slice(Math.max(0, said.length - 1), said.length + 1)).toContain(everythingIn(store));
  livesOn(store);
  store.close();
  openOnDisk(directory).close();
  expect(straySlots(directory)).toEqual([]);
}

const prlimit: Tool = { name: 'prlimit', works: spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status === 0 };
const script = join(import.meta.dirname, 'live-without-memory.ts');

/** Lives on a copy of the sound profile until it ends, and looks at what it leaves. @returns how it ended */
function liveOn(name: string, options: readonly string[], ...args: readonly string[]): string {
  const directory = join(folder, name);
  cpSync(join(folder, 'sound'), directory, { recursive: true });
  const { stdout, signal, status } = spawnSync(process.execPath, [...options, script, directory, ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    maxBuffer: 2 ** 28,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const said = lines.filter((line) => line.startsWith('{'));
  expectOldOrNew(directory, said);
  const last = lines.at(-1) ?? '';
  return `${last.startsWith('{') ? `died (${signal ?? status})` : last} behind ${said.length - 1} steps`;
}

describe('[bad:ST-025] memory runs out while a store lives', () => {
  test('in JavaScript: the process dies, the profile holds the old state or the new one', { timeout: 600_000 }, () => {
    const ends = [24, 32, 40].map((heap) => liveOn(`heap ${heap}`, [`--max-old-space-size=${heap}`], 'heap'));
    console.log(`out of memory: ${ends.join(' · ')}`);
    for (const end of ends) expect(end).toMatch(/^died/);
  });

  testWith(prlimit)('in the system: the process dies or refuses, the profile holds the old state or the new one', { timeout: 600_000 }, () => {
    const ends = [1, 7, 18, 25].map((step) => liveOn(`data ${step}`, [], 'data', String(step)));
    console.log(`out of memory: ${ends.join(' · ')}`);
    for (const end of ends) expect(end).toMatch(/^(died|refused STORE_|whole)/);
    expect(ends.filter((end) => !end.startsWith('whole'))).not.toEqual([]);
  });
});
