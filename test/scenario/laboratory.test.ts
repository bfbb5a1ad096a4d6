import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FaultRuleView, LaboratoryRunView } from '#shared/contract/laboratory.ts';
import { ApiError } from '#main/api/core.ts';
import { runCommandLine } from '#main/cli/run.ts';
import { hadFaults, parseRecording } from '#shared/recording/recording-file.ts';
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
  expect(await alice.core.handlers.setFaults({ connectionId: initiatorId, rules })).toEqual({ rules, applied: [0], relay: null, port: null });
  expect((await alice.core.handlers.connections({})).map(({ faults }) => faults)).toEqual(['now', 'now']);
  await alice.core.handlers.setAutoResume({ connectionId: initiatorId, on: false });
  await expect(alice.core.handlers.update({ connectionId: initiatorId })).rejects.toBeInstanceOf(ApiError);
  expect((await alice.core.handlers.faults({ connectionId: responderId })).applied).toEqual([1]);
});

test('what we dial on this machine meets faults in a relay from the next transport on', async () => {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const { id } = await alice.connect(port, { autoResume: false });
  const { faults, setFaults, update, cut, resume } = alice.core.handlers;
  const state = async () => (await alice.core.handlers.connection({ connectionId: id })).faults;

  const rules = [every({ kind: 'flip', at: -1, bit: 0 }, { from: 'listener', times: 1 })];
  expect(await setFaults({ connectionId: id, rules: [every({ kind: 'cut' }, { record: 9_999 })] })).toMatchObject({
    applied: [0],
    relay: { passing: 0 },
  });
  expect(await state()).toBe('next');
  expect((await update({ connectionId: id })).state).toBe('open');
  await cut({ connectionId: id });
  await resume({ connectionId: id });
  expect(await state()).toBe('now');
  // The new rules are met by what passes already: what answers the update cannot be opened.
  expect(await setFaults({ connectionId: id, rules })).toMatchObject({ rules, applied: [0], relay: { passing: 1 } });
  await expect(update({ connectionId: id })).rejects.toBeInstanceOf(ApiError);
  expect((await faults({ connectionId: id })).applied).toEqual([1]);
  expect((await alice.core.handlers.connection({ connectionId: id })).state).toBe('dormant');

  expect(await setFaults({ connectionId: id, rules: [] })).toEqual({ rules: [], applied: [], relay: null, port: null });
  expect(await state()).toBe('none');
  await resume({ connectionId: id });
  expect((await update({ connectionId: id })).state).toBe('open');
});

test('what we accepted from this machine meets faults at once, by either end, and everything that tells of it says so', async () => {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const { id } = await alice.connect(port, { autoResume: false });
  const { connections, connection, faults, setFaults, transcript, exportRecording } = bob.core.handlers;
  const connectionId = (await connections({}))[0]?.id ?? '';
  expect((await connection({ connectionId })).faults).toBe('none');
  const told = async () =>
    (await transcript({ connectionId, before: null, limit: 500 })).filter(({ title }) => title === 'faults').map(({ summary }) => summary);

  const rules = [every({ kind: 'flip', at: -1, bit: 0 }, { from: 'dialler', times: 1 })];
  expect(await setFaults({ connectionId, rules })).toEqual({ rules, applied: [0], relay: null, port });
  expect((await connection({ connectionId })).faults).toBe('now');
  // Our reader gets what nobody sent: the update of the other end cannot be opened here.
  await expect(alice.core.handlers.update({ connectionId: id })).rejects.toBeInstanceOf(ApiError);
  expect((await faults({ connectionId })).applied).toEqual([1]);
  await expect.poll(async () => (await connection({ connectionId })).state).toBe('dormant');
  expect((await connection({ connectionId })).faults).toBe('next');

  // What comes next to the same port meets them from its first record on.
  await setFaults({ connectionId, rules: [every({ kind: 'drop' }, { from: 'listener', record: 9_999 })] });
  await alice.core.handlers.resume({ connectionId: id });
  expect(await connection({ connectionId })).toMatchObject({ faults: 'now', state: 'open' });
  expect(await told()).toEqual(['Set on purpose: flip=-1.0 dialler times=1', 'Set on purpose: drop listener record=9999']);
  const exported = parseRecording((await exportRecording({ connectionId, after: 0, safe: true })).text);
  expect(exported && hadFaults(exported)).toBe(true);

  await setFaults({ connectionId, rules: [] });
  expect((await connection({ connectionId })).faults).toBe('none');
  expect((await told()).at(-1)).toBe('Records pass as they are again');
  expect((await alice.core.handlers.update({ connectionId: id })).state).toBe('open');
});

test('a run has the faults it was started with, says so on its connections, and takes no others', async () => {
  const { handlers } = (await Station.open('Alice')).core;
  const faults = [every({ kind: 'drop' }, { record: 9_999 })];
  const run = { scenario: 'normal-life', choice: null, profiles: ['draft-00'], suite: 1, seed: 'x', faults } as const;
  const { parts } = await handlers.laboratoryContinue({ runId: (await handlers.laboratoryStart(run)).id });
  const connectionId = parts[0]?.bobId ?? '';
  expect((await handlers.connection({ connectionId })).faults).toBe('next');
  const rows = await handlers.transcript({ connectionId, before: null, limit: 500 });
  expect(rows.some(({ title }) => title === 'faults')).toBe(true);
  await expect(handlers.setFaults({ connectionId, rules: [] })).rejects.toMatchObject({ view: { code: 'FAULTS_NOT_HERE' } });
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
