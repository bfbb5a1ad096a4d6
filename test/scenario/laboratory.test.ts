import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LaboratoryRunView } from '#shared/contract/laboratory.ts';
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

test('faults are taken by a demo pair alone: never by a connection with a peer', async () => {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const { id } = await alice.connect(port);
  const rules = [{ from: 'both', link: null, record: null, times: null, action: { kind: 'cut' } }] as const;
  for (const asked of [alice.core.handlers.faults({ connectionId: id }), alice.core.handlers.setFaults({ connectionId: id, rules })]) {
    await expect(asked).rejects.toMatchObject({ view: { code: 'FAULTS_NOT_HERE' } });
    await expect(asked).rejects.toBeInstanceOf(ApiError);
  }
  const { initiatorId, responderId } = await alice.core.handlers.startDemo({});
  expect(await alice.core.handlers.setFaults({ connectionId: initiatorId, rules })).toEqual({ rules, applied: [0] });
  await alice.core.handlers.setAutoResume({ connectionId: initiatorId, on: false });
  await expect(alice.core.handlers.update({ connectionId: initiatorId })).rejects.toBeInstanceOf(ApiError);
  expect((await alice.core.handlers.faults({ connectionId: responderId })).applied).toEqual([1]);
  // The connection with the peer has not noticed.
  expect((await alice.core.handlers.update({ connectionId: id })).state).toBe('open');
});
