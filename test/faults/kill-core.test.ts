import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ApiError } from '#main/api/core.ts';
import type { LiveCore } from '#main/hosts/core.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';
import { testPassphrase } from '../support/protection.ts';
import { bundleName, type CoreStepName, coreSteps, crowd, crowdName, damage, nextPassphrase, openCore } from './core-steps.ts';
import { strace, testWith } from './tools.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
/** How many of its system calls are fatal in each step: one, in the long form all of them. */
const kills = long ? Number.POSITIVE_INFINITY : 1;
const hangs = 86_400_000; // ms

/** System calls that change the disk; the same call has other names on other processors. */
const calls = 'pwrite64,write,fsync,fdatasync,ftruncate,?unlink,?unlinkat,?rename,?renameat,?renameat2,copy_file_range,sendfile';

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'epochscope-kill-core-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A profile in use, one of the same that is damaged, and a bundle of another profile. */
beforeAll(async () => {
  if (!strace.works) return;
  const [core, other] = [await openCore(at('sound')), await openCore(at('other'))];
  await core.handlers.createIdentity({ name: 'Ida' });
  const { id: old } = await core.handlers.createIdentity({ name: 'Old' });
  await other.handlers.createIdentity({ name: 'Rob' });
  const { port } = await other.handlers.listen({ ...listenParams, trust: 'first-use' });
  const { id } = await core.handlers.connect({ ...connectParams, port, trust: 'first-use', identityId: old });
  await core.handlers.close({ connectionId: id });
  await core.handlers.retireIdentity({ identityId: old, evenTheLast: false });
  await core.handlers.newKeyPackage({ identityId: null, suite: 1, days: 3 });
  writeFileSync(at(bundleName), await bundleOf(other));
  await core.close();
  await other.close();
  cpSync(at('sound'), at('damaged'), { recursive: true });
  const crowded = await openCore(at('damaged'));
  for (let number = 0; number < crowd; number++) await crowded.handlers.createIdentity({ name: `${crowdName} ${number}` });
  await crowded.close();
  damage(at('damaged'));
}, 120_000);

async function bundleOf({ handlers }: LiveCore): Promise<Buffer> {
  const { transferId } = await handlers.makeBackup({ passphrase: testPassphrase });
  const pieces: Buffer[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const piece: { readonly data: string; readonly next: number | null } = await handlers.readTransfer({ transferId, offset });
    pieces.push(Buffer.from(piece.data, 'base64'));
    offset = piece.next;
  }
  return Buffer.concat(pieces);
}

/** Everything that is to survive, as one line. Entries of the log about opening the profile are left out. */
async function contentOf({ handlers }: LiveCore, passphrase: string): Promise<string> {
  const identities = [...(await handlers.identities({})), ...(await handlers.retiredIdentities({}))];
  const page = { before: null, limit: 500, actions: null, subjectKind: null, from: null, to: null, text: null };
  const log = (await handlers.audit(page)).map(({ action }) => action);
  return JSON.stringify({
    passphrase,
    damaged: (await handlers.damage({})) !== null,
    identities: identities.map(({ name, keys, formerKeys, formerNames, retiredAt, destroyedAt }) => [
      name,
      keys.length,
      formerKeys.map(({ how }) => how),
      formerNames.map((former) => former.name),
      retiredAt !== null,
      destroyedAt !== null,
    ]),
    keyPackages: (await handlers.keyPackages({ limit: 200 })).rows
      .filter(({ state }) => state !== 'ready')
      .map(({ origin, state }) => [origin, state]),
    sessions: (await handlers.sessions({})).rows.map(({ standing }) => standing),
    pins: (await handlers.pins({})).rows.map(({ name }) => name),
    log: log.filter((action) => !/lock/.test(action)),
  });
}

/** Opens the profile with the passphrase that opens it. */
async function reopen(directory: string): Promise<{ readonly core: LiveCore; readonly content: string }> {
  const [core, passphrase] = await openCore(directory).then(
    (opened) => [opened, testPassphrase] as const,
    async () => [await openCore(directory, nextPassphrase), nextPassphrase] as const,
  );
  return { core, content: await contentOf(core, passphrase) };
}

/** Keys open, the log holds, and the profile is of use. */
async function expectOfUse({ handlers }: LiveCore): Promise<void> {
  expect(await handlers.verifyAudit({ head: null })).toMatchObject({ fault: null, gaps: [] });
  for (const { id } of (await handlers.identities({})).slice(0, 3)) {
    const { id: keyPackageId } = await handlers.newKeyPackage({ identityId: id, suite: 1, days: 1 });
    await handlers.withdrawKeyPackage({ keyPackageId });
  }
}

/** A copy of the profile that a step needs. */
function profileFor(step: CoreStepName, name: string): string {
  rmSync(at(name), { recursive: true, force: true });
  cpSync(at(step === 'repair' ? 'damaged' : 'sound'), at(name), { recursive: true });
  return at(name);
}

/** What a step may leave: what was there, what it makes of it, and the borders between its parts. */
interface Sequence {
  readonly before: string;
  readonly between: readonly string[];
  readonly after: string;
  /** Names of the files that are there in the end. */
  readonly files: readonly string[];
}

async function undisturbed(step: CoreStepName): Promise<Sequence> {
  const directory = profileFor(step, 'undisturbed');
  const { core, content: before } = await reopen(directory);
  const between = new Set<string>();
  const perform = await coreSteps[step](core, folder);
  await perform();
  await core.close();
  const { core: again, content: after } = await reopen(directory);
  await again.close();
  // An entry of the log that is written behind a step that is no transaction of the store.
  const { log, ...rest } = JSON.parse(after);
  if (step === 'a new passphrase' || step === 'repair') between.add(JSON.stringify({ ...rest, log: JSON.parse(before).log }));
  if (step === 'destroying an identity with its session') between.add(await withoutSession(step));
  return { before, between: [...between], after, files: namesIn(directory) };
}

async function withoutSession(step: CoreStepName): Promise<string> {
  const { core } = await reopen(profileFor(step, 'undisturbed-half'));
  for (const { id } of (await core.handlers.sessions({})).rows) await core.handlers.forgetSession({ sessionId: id });
  const content = await contentOf(core, testPassphrase);
  await core.close();
  return content;
}

/** Copies of what was damaged have a date in their name. */
const namesIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => !name.includes('.damaged-'))
    .sort();

interface Lived {
  readonly killed: boolean;
  readonly said: readonly string[];
}

/** A process that does the step under strace. */
function live(step: CoreStepName, directory: string, trace: readonly string[]): Lived {
  const script = join(import.meta.dirname, 'core-step.ts');
  const { stdout, status, signal, stderr } = spawnSync(
    'strace',
    ['-f', '-qq', '-y', '-s', '12', '-o', at('log'), ...trace, process.execPath, script, directory, folder, step],
    { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: at('compiled') } },
  );
  const killed = signal === 'SIGKILL' || status === 137;
  if (!killed && status !== 0) throw new Error(stderr);
  return { killed, said: stdout.split('\n').slice(0, -1) };
}

/** A system call of the main thread: which one, and the how manieth of these. */
interface Place {
  readonly call: string;
  readonly number: number;
}

/** Where the disk is changed between the beginning and the end of the step. */
function placesOf(step: CoreStepName): readonly Place[] {
  live(step, profileFor(step, 'counted'), ['-e', `trace=${calls}`]);
  const lines = readFileSync(at('log'), 'latin1').split('\n');
  const main = /^\d+/.exec(lines[0] ?? '')?.[0] ?? '';
  const counts = new Map<string, number>();
  const places: Place[] = [];
  let begun = false;
  for (const line of lines) {
    const [, thread, call = '', target = ''] = /^(\d+) +(\w+)\((\S*)/.exec(line) ?? [];
    if (thread !== main) continue;
    const number = (counts.get(call) ?? 0) + 1;
    counts.set(call, number);
    if (line.includes('"begins\\n"')) begun = true;
    else if (line.includes('"done\\n"')) break;
    else if (begun && (call !== 'write' || target.includes(folder))) places.push({ call, number });
  }
  return places;
}

/** The n-th of so many that are as far apart as possible; which ones depends on the step. */
function some(places: readonly Place[], most: number, first: number): readonly Place[] {
  if (places.length <= most) return places;
  const stride = Math.floor(places.length / most);
  return places.filter((_, index) => index % stride === first % stride).slice(0, most);
}

const names = Object.keys(coreSteps) as readonly CoreStepName[]; // the keys of that object

describe('[CR-02] [bad:ST-001] the product is killed in the middle of', () => {
  testWith(strace).each(names)('%s: one state or the other, everything opens, and it can be done again', { timeout: hangs }, async (step) => {
    const { before, between, after, files } = await undisturbed(step);
    expect(before).not.toBe(after);
    const places = placesOf(step);
    expect(places.length).toBeGreaterThan(0);
    const counts = { before: 0, between: 0, after: 0, killed: 0 };
    for (const { call, number } of some(places, kills, 7 * names.indexOf(step) + 5)) {
      const directory = profileFor(step, 'killed');
      const { killed, said } = live(step, directory, ['-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${number}`]);
      if (killed) counts.killed += 1;
      const what = `${call} ${number} of ${step}`;
      const { core, content } = await reopen(directory);
      expect([before, ...between, after], what).toContain(content);
      counts[content === before ? 'before' : content === after ? 'after' : 'between'] += 1;
      if (said.includes('done')) expect(content, what).toBe(after);
      if (content !== after) await doAgain(step, core);
      await expectOfUse(core);
      await core.close();
      expect(namesIn(directory), what).toEqual(files);
    }
    console.log(`${step}: ${places.length} places, ${JSON.stringify(counts)}`);
    expect(counts.killed).toBeGreaterThan(0);
  });
});

/** It ends as if nothing had happened, or is told that it has been done. */
async function doAgain(step: CoreStepName, core: LiveCore): Promise<void> {
  const error = await coreSteps[step](core, folder)
    .then((perform): Promise<unknown> => perform())
    .then(
      () => null,
      (cause: unknown) => cause,
    );
  if (error === null) return;
  if (!(error instanceof ApiError)) throw error;
  expect(error.view.code).toBeOneOf(['NOTHING_TO_REPAIR', 'UNLOCK_FAILED']);
}
