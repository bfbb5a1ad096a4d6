import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FaultRuleView, LaboratoryRunView } from '#shared/contract/laboratory.ts';
import { ApiError } from '#main/api/core.ts';
import { runCommandLine } from '#main/cli/run.ts';
import { Station } from './cores.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-'));
const environment = { EPOCHSCOPE_PROFILE_DIR: join(folder, 'profile'), XDG_RUNTIME_DIR: folder };
afterAll(() => rmSync(folder, { recursive: true }));

/** A command line with a core of its own, without a process around it. */
async function lab(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await runCommandLine(['lab', ...words, '--insecure-plain-keys'], {
    version: '0',
    programFolder: '',
    environment,
    streams: { out: (text) => void out.push(text), error: (text) => void error.push(text) },
    interrupted: new AbortController().signal,
    secret: async () => null,
  });
  return { code, out: out.join(''), error: error.join('') };
}

test('a run is played, written, and found the same again; a changed file is not', async () => {
  const file = join(folder, 'run.json');
  const played = await lab('run', 'truncation', '--profile', 'draft-00', '--seed', 'classroom', '--out', file, '--steps');
  expect(played).toMatchObject({ code: 0 });
  expect(played.out).toContain('Truncation (seed classroom)');
  expect(played.out).toContain('Draft 00: Ended as promised');
  expect(played.out).toMatch(/\d+\. Somebody on the way ends the stream/);

  const again = await lab('replay', file, '--json');
  expect(again.code).toBe(0);
  const view = JSON.parse(again.out) as LaboratoryRunView;
  expect(view.parts.map(({ verdict }) => verdict)).toEqual([{ same: true }]);

  writeFileSync(file, readFileSync(file, 'utf8').replace('"truncation"', '"normal-life"'));
  const other = await lab('replay', file);
  expect(other).toMatchObject({ code: 1 });
  expect(other.out).toMatch(/Differs from the file at row \d+/);
});

test('what there is no scenario or variant of is said', async () => {
  expect(await lab('run', 'normal-live')).toMatchObject({ code: 2, error: expect.stringContaining('normal-life') });
  expect(await lab('run', 'normal-life', 'nowhere')).toMatchObject({ code: 1, error: expect.stringContaining('UNKNOWN_CHOICE') });
});

const every = (action: FaultRuleView['action'], more: Partial<FaultRuleView> = {}): FaultRuleView => ({
  from: 'both',
  link: null,
  record: null,
  times: null,
  action,
  ...more,
});

test('faults are taken by a demo pair at once', async () => {
  const alice = await Station.open('Alice');
  const { initiatorId, responderId } = await alice.core.handlers.startDemo({});
  const rules = [every({ kind: 'cut' })];
  expect(await alice.core.handlers.setFaults({ connectionId: initiatorId, rules })).toEqual({ rules, applied: [0], relay: null });
  await alice.core.handlers.setAutoResume({ connectionId: initiatorId, on: false });
  await expect(alice.core.handlers.update({ connectionId: initiatorId })).rejects.toBeInstanceOf(ApiError);
  expect((await alice.core.handlers.faults({ connectionId: responderId })).applied).toEqual([1]);
});

test('what we dial on this machine meets faults in a relay from the next transport on; the other side cannot ask for them', async () => {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const { id } = await alice.connect(port, { autoResume: false });
  const inbound = (await bob.core.handlers.connections({}))[0]?.id ?? '';
  const { faults, setFaults, update, cut, resume } = alice.core.handlers;
  for (const asked of [bob.core.handlers.faults({ connectionId: inbound }), bob.core.handlers.setFaults({ connectionId: inbound, rules: [] })])
    await expect(asked).rejects.toMatchObject({ view: { code: 'FAULTS_NOT_HERE' } });

  const rules = [every({ kind: 'flip', at: -1, bit: 0 }, { from: 'listener', times: 1 })];
  expect(await setFaults({ connectionId: id, rules: [every({ kind: 'cut' }, { record: 9_999 })] })).toMatchObject({
    applied: [0],
    relay: { passing: 0 },
  });
  expect((await update({ connectionId: id })).state).toBe('open');
  await cut({ connectionId: id });
  await resume({ connectionId: id });
  // The new rules are met by what passes already: what answers the update cannot be opened.
  expect(await setFaults({ connectionId: id, rules })).toMatchObject({ rules, applied: [0], relay: { passing: 1 } });
  await expect(update({ connectionId: id })).rejects.toBeInstanceOf(ApiError);
  expect((await faults({ connectionId: id })).applied).toEqual([1]);
  expect((await alice.core.handlers.connection({ connectionId: id })).state).toBe('dormant');

  expect(await setFaults({ connectionId: id, rules: [] })).toEqual({ rules: [], applied: [], relay: null });
  await resume({ connectionId: id });
  expect((await update({ connectionId: id })).state).toBe('open');
});

test('a run meets the faults of the command line, the same each time', async () => {
  const play = async () => {
    const played = await lab('run', 'normal-life', '--profile', 'draft-00', '--seed', 'faulty', '--fault', 'drop dialler record=3 times=1', '--json');
    const view = JSON.parse(played.out) as LaboratoryRunView;
    return { code: played.code, faults: view.faults, digests: view.parts.map(({ digest }) => digest) };
  };
  const [first, second] = [await play(), await play()];
  expect(first).toEqual(second);
  expect(first).toMatchObject({ code: 1, faults: [every({ kind: 'drop' }, { from: 'dialler', record: 3, times: 1 })] });
  expect(await lab('run', 'normal-life', '--fault', 'lose it')).toMatchObject({ code: 2, error: expect.stringContaining('is no rule for faults') });
});
