import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { everythingIn, livesOn, storeLife } from './store-life.ts';
import { ownMounts, testWith } from './tools.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
const hangs = 3_600_000; // ms
const block = 4096;

/** Steps of the life that are lived on the small disk: from a profile with sessions to the end. */
const from = 7;

const folder = mkdtempSync(join(tmpdir(), 'epochscope-small-disk-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the store says after each step when there is room. */
const whole: string[] = [];

beforeAll(() => {
  mkdirSync(at('before'));
  const store = openOnDisk(at('before'));
  for (const step of storeLife.slice(0, from)) step(store);
  store.close();
  cpSync(at('before'), at('roomy'), { recursive: true });
  const roomy = openOnDisk(at('roomy'));
  whole.push(everythingIn(roomy));
  for (const step of storeLife.slice(from)) {
    step(roomy);
    whole.push(everythingIn(roomy));
  }
  roomy.close();
});

/** Mounts a disk of so many blocks, puts the profile on it, runs a script there, and takes away what is then on it. */
const onSmallDisk = `
  set -e
  mount -t tmpfs -o size="$1" none "$2"
  cp -a "$3/." "$2/"
  [ "$4" = writable ] || mount -o remount,ro "$2"
  mkdir "$5"
  shift 5
  "$@" || code=$?
  cp -a "$DISK/." "$OUT/"
  exit "\${code:-0}"`;

interface Lived {
  readonly said: readonly string[];
  readonly refusals: readonly string[];
}

function live(
  blocks: number,
  mode: 'writable' | 'read-only',
  script: string,
  args: readonly string[],
): { readonly out: string; readonly error: string } {
  for (const name of ['disk', 'out']) rmSync(at(name), { recursive: true, force: true });
  mkdirSync(at('disk'));
  const command = [process.execPath, join(import.meta.dirname, script), at('disk'), ...args];
  const { stdout, stderr } = spawnSync(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      onSmallDisk,
      'sh',
      String(blocks * block),
      at('disk'),
      at('before'),
      mode,
      at('out'),
      ...command,
    ],
    { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: at('compiled'), DISK: at('disk'), OUT: at('out') } },
  );
  return { out: stdout, error: stderr };
}

function liveOn(blocks: number, mode: 'writable' | 'read-only' = 'writable'): Lived {
  const { out, error } = live(blocks, mode, 'live-a-life.ts', [String(from), String(storeLife.length)]);
  expect(error).toBe('');
  const lines = out.split('\n').slice(0, -1);
  return {
    said: lines.filter((line) => !line.startsWith('refused')),
    refusals: lines.flatMap((line) => /^refused (\w+)$/.exec(line)?.slice(1) ?? []),
  };
}

/** Blocks that the profile fills by itself. */
const filled = (): number => readdirSync(at('before')).reduce((sum, name) => sum + Math.ceil(statSync(join(at('before'), name)).size / block), 0);

describe('a real file system', () => {
  const withMounts = testWith(ownMounts);

  withMounts('[bad:ST-003] that is full refuses, says so, and has lost nothing when there is room again', { timeout: hangs }, () => {
    let refused = 0;
    const rooms = long ? Array.from({ length: 64 }, (_, room) => room) : [2, 12, 33];
    for (const room of rooms) {
      const { said, refusals } = liveOn(filled() + room);
      for (const refusal of refusals) expect(refusal, `${room} blocks`).toBeOneOf(['STORE_FULL', 'GENERATION_CONFLICT', 'NOT_FOUND', 'STORE_FAILED']);
      if (refusals.includes('STORE_FULL')) refused += 1;
      // What it says behind a refusal is another life: the last thing it said is what counts.
      const store = openOnDisk(at('out'));
      if (said.length > 0 && refusals.length === 0) expect(everythingIn(store)).toBe(whole.at(-1));
      if (said.length > 0) expect(everythingIn(store), `${room} blocks`).toBe(said.at(-1));
      livesOn(store);
      store.close();
    }
    expect(refused).toBeGreaterThan(0);
  });

  withMounts('[bad:ST-003] that takes no writes opens nothing, says so, and stays as it is', { timeout: hangs }, () => {
    expect(liveOn(filled() + 1_000, 'read-only')).toEqual({ said: [], refusals: ['STORE_READ_ONLY'] });
    const store = openOnDisk(at('out'));
    expect(everythingIn(store)).toBe(whole[0]);
    store.close();
  });
});
