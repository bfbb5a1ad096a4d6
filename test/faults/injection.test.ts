import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { sampleAbout, sampleSession } from '../storage/sample-session.ts';
import { everythingIn, livesOn, storeLife } from './store-life.ts';
import { strace, testWith } from './tools.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
const hangs = 3_600_000; // ms

/** System calls by which a store changes the disk. */
const calls = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate'] as const;
/** Steps of the life that are lived under faults: a save, forgetting, a first save with a KeyPackage, a save. */
const [from, to] = [7, 11];

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'epochscope-injection-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(at('before'));
  const store = openOnDisk(at('before'));
  for (const step of storeLife.slice(0, from)) step(store);
  store.close();
});

interface Lived {
  readonly said: readonly string[];
  readonly refusals: readonly string[];
  readonly killed: boolean;
}

interface Life {
  readonly profile: string;
  readonly from: number;
  readonly to: number;
}
const aLife: Life = { profile: at('before'), from, to };
/** Opening what the first schema version left behind: every migration, and nothing else. */
const migration: Life = { profile: join(import.meta.dirname, '../storage/fixtures/profile-1'), from: 0, to: 0 };

/** A process with the real store, a copy of the profile, and one kind of system call that strace interferes with. */
function live(profile: string, call: string, inject: string | null, life: Life = aLife): Lived {
  rmSync(profile, { recursive: true, force: true });
  cpSync(life.profile, profile, { recursive: true });
  const script = join(import.meta.dirname, 'live-a-life.ts');
  const options = ['-f', '-qq', '-e', `trace=${call}`, ...(inject === null ? [] : ['-e', `inject=${call}:${inject}`]), '-o', at('log')];
  const { stdout, status, signal, stderr } = spawnSync(
    'strace',
    [...options, process.execPath, script, profile, String(life.from), String(life.to)],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: at('compiled') },
    },
  );
  const lines = stdout.split('\n').slice(0, -1);
  const killed = signal === 'SIGKILL' || status === 137;
  if (!killed && status !== 0) throw new Error(stderr);
  return {
    said: lines.filter((line) => !line.startsWith('refused')),
    refusals: lines.flatMap((line) => /^refused (\w+)$/.exec(line)?.slice(1) ?? []),
    killed,
  };
}

/** How often the call is made when nothing interferes, and what is said then. */
function undisturbed(call: string, life: Life = aLife): { readonly count: number; readonly said: readonly string[] } {
  const { said } = live(at('undisturbed'), call, null, life);
  return {
    count: readFileSync(at('log'), 'latin1')
      .split('\n')
      .filter((line) => line.includes(`${call}(`)).length,
    said,
  };
}

/** The last thing that was said, or one step further; and the store lives on. */
function expectNothingLost(profile: string, { said }: Lived, whole: readonly string[]): void {
  const store = openOnDisk(profile);
  const last = said.at(-1);
  const index = last === undefined ? 0 : whole.indexOf(last);
  expect(index).toBeGreaterThanOrEqual(0);
  expect(everythingIn(store)).toBeOneOf([whole[index], whole[index + 1]]);
  livesOn(store);
  store.close();
}

const withStrace = testWith(strace);
const some = (count: number, most: number): readonly number[] => {
  const stride = long ? 1 : Math.max(1, Math.ceil(count / most));
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => number % stride === 0);
};

describe('a real process on a real file', () => {
  withStrace.each(calls)('[bad:ST-001] killed at any %s leaves one state, and nothing acknowledged is lost', { timeout: hangs }, (call) => {
    const { count, said } = undisturbed(call);
    for (const number of some(count, 5)) {
      const lived = live(at('killed'), call, `signal=SIGKILL:when=${number}`);
      expect(lived.killed).toBe(true);
      expectNothingLost(at('killed'), lived, said);
    }
  });

  withStrace.each(calls)(
    '[bad:ST-018] killed at any %s of a migration leaves the old schema or the new one, with everything',
    { timeout: hangs },
    (call) => {
      const { count, said } = undisturbed(call, migration);
      for (const number of some(count, 3)) {
        expect(live(at('killed'), call, `signal=SIGKILL:when=${number}`, migration).killed).toBe(true);
        const store = openOnDisk(at('killed'));
        expect(everythingIn(store)).toBe(said[0]);
        store.close();
      }
    },
  );

  withStrace.each([
    ['ENOSPC', 'pwrite64', 'STORE_FULL'],
    ['EIO', 'fsync', 'STORE_FAILED'],
    ['EIO', 'fdatasync', 'STORE_FAILED'],
    ['EIO', 'pwrite64', 'STORE_FAILED'],
    ['EROFS', 'pwrite64', 'STORE_FAILED'],
  ] as const)(
    '[bad:ST-003] [bad:ST-004] told %s by any %s from then on refuses, says so, and has lost nothing',
    { timeout: hangs },
    (error, call, code) => {
      const { count, said } = undisturbed(call);
      for (const number of some(count, 2)) {
        const lived = live(at('failed'), call, `error=${error}:when=${number}+`);
        expect(lived.killed).toBe(false);
        // What fails may be the destruction of an old key, which is made up for later: then nothing needs to be refused.
        for (const refusal of lived.refusals)
          expect(refusal).toBeOneOf([code, 'STORE_FULL', 'STORE_FAILED', 'STORE_READ_ONLY', 'GENERATION_CONFLICT', 'NOT_FOUND']);
        if (number < count / 2) expect(lived.refusals).not.toEqual([]);
        expectNothingLost(at('failed'), lived, said);
      }
    },
  );

  withStrace('[bad:ST-004] told EIO once by fsync does not try that file again', { timeout: hangs }, () => {
    const { count, said } = undisturbed('fsync');
    for (const number of some(count, 3)) {
      const lived = live(at('once'), 'fsync', `error=EIO:when=${number}`);
      expectNothingLost(at('once'), lived, said);
      // From the first refusal on, until the profile is opened again.
      if (lived.refusals.length > 0 && lived.said.length > 0) expect(lived.refusals.length).toBeGreaterThanOrEqual(said.length - lived.said.length);
    }
  });
});

describe.skipIf(process.platform === 'win32')('[bad:ST-005] files that are taken away', () => {
  test.each(['keys.db', 'key-slots.bin'])('%s: the step is refused, and all after it', (name) => {
    const profile = at('taken');
    rmSync(profile, { recursive: true, force: true });
    cpSync(at('before'), profile, { recursive: true });
    const store = openOnDisk(profile);
    renameSync(join(profile, name), at('elsewhere'));
    const save = () => store.sessions.save(sampleSession('taken', 1n), sampleAbout, null);
    expect(save).toThrow(expect.objectContaining({ code: 'STORE_FAILED', message: expect.stringContaining('removed or replaced') }));
    expect(save).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
    store.close();
    renameSync(at('elsewhere'), join(profile, name));
    const again = openOnDisk(profile);
    livesOn(again);
    again.close();
  });
});
