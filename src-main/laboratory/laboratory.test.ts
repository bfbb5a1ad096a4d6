import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { viewOfError } from '#main/api/error-views.ts';
import { transcriptRow } from '#main/api/transcript-views.ts';
import { Captures } from '#main/capture/captures.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { systemClock } from '#main/hosts/clock.ts';
import { Connections } from '#main/hosts/connections.ts';
import { systemRandomness } from '#main/hosts/randomness.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { certificates } from '#main/trust/certificates.ts';
import { type FaultRuleView, type LaboratoryParams, type LaboratoryRunView, scenarioIds } from '#shared/contract/laboratory.ts';
import { profiles } from '#shared/profile-words.ts';
import { differences } from './differences.ts';
import { Laboratory } from './laboratory.ts';
import { decodeRunFile } from './run-file.ts';
import type { Run } from './run.ts';
import { scenarios } from './scenarios/index.ts';

const nothing = () => undefined;
const directory = mkdtempSync(join(tmpdir(), 'epochscope-laboratory-'));
const traces = new TraceStore({
  path: join(directory, 'trace.db'),
  clock: { wall: () => systemClock.now().wall, later: (delay, call) => systemClock.at(systemClock.now().monotonic + delay, call) },
  onFailure: (error) => {
    throw error;
  },
});
const connections = new Connections();
const laboratory = new Laboratory({
  connections,
  traces,
  captures: new Captures(),
  announcements: { list: nothing, session: nothing, connection: nothing, connectionRemoved: nothing, epochs: nothing, message: nothing },
  certificates,
  crypto: nodeCryptoProvider(),
  randomness: systemRandomness,
  wall: () => systemClock.now().wall,
  words: { row: transcriptRow, error: viewOfError },
});

afterEach(() => laboratory.close());
afterAll(() => {
  traces.close();
  rmSync(directory, { recursive: true, force: true });
});

const allProfiles = profiles.map(({ id }) => id);
const normal: LaboratoryParams = { scenario: 'normal-life', choice: null, profiles: ['draft-00'], suite: 1, seed: 'a', faults: [] };

async function played(params: Partial<LaboratoryParams>): Promise<Run> {
  const run = await laboratory.start({ ...normal, ...params });
  await run.play();
  return run;
}

const states = ({ parts }: LaboratoryRunView) =>
  parts.map(({ profile, state, checks, error }) => ({ profile, state, missed: checks.filter(({ ok }) => !ok), error }));
const variants: readonly Pick<LaboratoryParams, 'scenario' | 'choice'>[] = scenarioIds.flatMap((scenario) => {
  const { choices } = scenarios[scenario];
  return (choices.length === 0 ? [null] : choices).map((choice) => ({ scenario, choice }));
});

describe('every scenario ends as it promises, in every profile', () => {
  test.each(variants)('$scenario $choice', async ({ scenario, choice }) => {
    const { view } = await played({ scenario, choice, profiles: allProfiles });
    expect(states(view)).toEqual(allProfiles.map((profile) => ({ profile, state: 'reached', missed: [], error: null })));
  });

  test('updates and resumptions that cross do so in whatever order the seed says', async () => {
    for (const scenario of ['crossing-updates', 'simultaneous-resumption'] as const) {
      const views: LaboratoryRunView[] = [];
      for (const seed of ['1', '2', '3', '4']) views.push((await played({ scenario, seed })).view);
      expect(views.flatMap(states)).toEqual(views.map(() => ({ profile: 'draft-00', state: 'reached', missed: [], error: null })));
      expect(new Set(views.map(({ parts }) => parts[0]?.digest)).size).toBeGreaterThan(1);
    }
  });
});

describe('a cut comes where the variant says', () => {
  test.each([
    ['request', 'draft-00', 'resumption_request'],
    ['response', 'draft-00', 'resumption_response'],
    ['resumption-confirmed', 'draft-00', 'epoch_key_update'],
    ['request', 'editor-copy', 'resumption'],
    ['response', 'editor-copy', 'epoch_key_update'],
  ] as const)('%s, %s: %s has not arrived', async (choice, profile, message) => {
    const run = await laboratory.start({ ...normal, scenario: 'cut-anywhere', choice, profiles: [profile] });
    const cuts = () => run.view.parts[0]?.steps.filter(({ what }) => what === 'cut').length;
    while (cuts() !== 2) await run.step();
    expect(
      run
        .part(profile)
        .rows.filter(({ row }) => row.title === message)
        .map(({ row }) => row.direction),
    ).toEqual(['sent']);
  });

  test('what a side records before it knows whose it is stands at the step in which it happened, by name', async () => {
    const run = await played({ scenario: 'cut-anywhere', choice: 'response' });
    const steps = run.view.parts[0]?.steps ?? [];
    const told = (what: string) => steps.filter((step) => step.what === what).map(({ number }) => number);
    const seen = (side: string, direction: string, title: string) =>
      run
        .part('draft-00')
        .rows.flatMap(({ step, side: of, row }) => (of === side && row.direction === direction && row.title === title ? [step] : []));
    // Bob answers the request that he knows when it comes, before Alice has confirmed who she is.
    expect(seen('bob', 'received', 'resumption_request')).toEqual(told('resumption_request'));
    expect(seen('bob', 'sent', 'resumption_response')).toEqual(told('resumption_request'));
    expect(seen('alice', 'received', 'resumption_response')).toEqual(told('resumption_response'));
    expect(seen('alice', 'received', 'resumption_status')).toEqual(told('resumption_status'));
  });

  test('a run without a variant plays the first one, and says so', async () => {
    const { view, file } = await played({ scenario: 'lost-epoch-key-update' });
    expect([view.choice, decodeRunFile(file.text).choice]).toEqual(['answer', 'answer']);
  });
});

describe('a run is decided by its seed', () => {
  test.each(scenarioIds)('%s: two runs are equal, row for row and byte for byte', async (scenario) => {
    const [first, second] = [(await played({ scenario })).view.parts[0], (await played({ scenario })).view.parts[0]];
    expect(first?.wireDigest).toMatch(/^[0-9a-f]{64}$/);
    expect([second?.digest, second?.wireDigest]).toEqual([first?.digest, first?.wireDigest]);
  });

  test('another seed gives other bytes', async () => {
    const [first, second] = [(await played({})).view.parts[0], (await played({ seed: 'b' })).view.parts[0]];
    expect(second?.wireDigest).not.toBe(first?.wireDigest);
  });

  test.each([0x0002, 0xf0f1])('suite %i, whose cryptography takes chance from the system, repeats its rows', async (suite) => {
    const [first, second] = [(await played({ suite })).view.parts[0], (await played({ suite })).view.parts[0]];
    expect(second).toMatchObject({ state: 'reached', digest: first?.digest, wireDigest: null });
  });

  test('step by step it is the same run as in one go', async () => {
    const steps = await laboratory.start({ ...normal, scenario: 'crossing-updates' });
    let clicks = 0;
    for (; !steps.ended; clicks++) await steps.step();
    const [stepped] = steps.view.parts;
    expect(stepped?.steps).toHaveLength(clicks);
    expect((await played({ scenario: 'crossing-updates' })).view.parts[0]?.digest).toBe(stepped?.digest);
  });
});

describe('while it runs', () => {
  test('it waits before each step and says what comes next', async () => {
    const run = await laboratory.start(normal);
    expect(run.view.parts[0]).toMatchObject({ state: 'paused', steps: [], next: { number: 1, kind: 'act', actor: 'alice', what: 'connect' } });
    await run.step();
    expect(run.view.parts[0]?.next).toMatchObject({ number: 2, kind: 'wire', actor: 'alice', what: 'client_hello', link: 1 });
  });

  test('it can be stopped, and what was recorded stays until it is removed', async () => {
    const run = await laboratory.start(normal);
    for (let step = 0; step < 4; step++) await run.step();
    await run.stop();
    expect(run.view.parts[0]).toMatchObject({ state: 'stopped', next: null, digest: null });
    expect(run.part('draft-00').rows.length).toBeGreaterThan(30);
    expect(() => run.file).toThrow('RUN_NOT_OVER');
    await laboratory.remove(run.id);
    expect(connections.list()).toEqual([]);
  });

  test('the oldest run goes when there are too many, with its connections', async () => {
    const first = await laboratory.start(normal);
    for (let count = 0; count < 4; count++) await laboratory.start(normal);
    expect(laboratory.runs).toHaveLength(4);
    expect(() => laboratory.require(first.id)).toThrow('UNKNOWN_RUN');
  });

  test('both ends are laboratory connections of the inspector', async () => {
    const { view } = await played({});
    const ids = view.parts.flatMap(({ aliceId, bobId }) => [aliceId, bobId]);
    expect(ids.map((id) => connections.require(id ?? '').realm.ephemeral)).toEqual([true, true]);
  });
});

describe('faults on the way', () => {
  const fault = (action: FaultRuleView['action'], more: Partial<FaultRuleView> = {}): readonly FaultRuleView[] => [
    { from: 'dialler', link: 1, record: 3, times: 1, action, ...more },
  ];
  const ends = async (faults: readonly FaultRuleView[]) => {
    const { view, part } = await withPart(faults);
    return { state: view.parts[0]?.state, titles: part.rows.map(({ row }) => row.title), summaries: part.rows.map(({ row }) => row.summary), view };
  };
  const withPart = async (faults: readonly FaultRuleView[]) => {
    const run = await played({ faults });
    return { view: run.view, part: run.part('draft-00') };
  };

  test.each([
    ['flip', { kind: 'flip', at: -1, bit: 0 }],
    ['drop', { kind: 'drop' }],
    ['hold', { kind: 'hold', after: 1 }],
    ['replay', { kind: 'replay', after: 1 }],
  ] as const)('[R-REC] %s breaks the records behind it, and is seen', async (kind, action) => {
    const { state, view, summaries } = await ends(fault(action));
    expect(state).toBe('missed');
    expect(view.parts[0]?.steps.filter(({ fault: what }) => what === kind)).toHaveLength(1);
    expect(summaries.join('\n')).toMatch(/cannot be decrypted|could not be decrypted|bad_record_mac/i);
  });

  test('cut: both sides see an end without a goodbye', async () => {
    const { titles, summaries } = await ends(fault({ kind: 'cut' }));
    expect(titles.filter((title) => title === 'failed')).toHaveLength(2);
    expect(summaries).toContain('The connection broke off without a goodbye');
  });

  test.each(variants)('$scenario $choice, whose first message never comes, ends otherwise and can be saved', async ({ scenario, choice }) => {
    const run = await played({ scenario, choice, profiles: allProfiles, faults: fault({ kind: 'drop' }, { link: null, record: 1, times: null }) });
    expect(states(run.view).map(({ state, error }) => [state, error])).toEqual(allProfiles.map(() => ['missed', null]));
    expect(decodeRunFile(run.file.text).runs).toHaveLength(allProfiles.length);
  });

  test('delay: everything else goes first, and the end is reached', async () => {
    const { state, view } = await ends(fault({ kind: 'delay', milliseconds: 2_000 }, { record: null, times: null }));
    expect(state).toBe('reached');
    expect(view.parts[0]?.steps.some(({ kind }) => kind === 'time')).toBe(true);
  });
});

describe('profiles side by side', () => {
  test('the closing message is what draft-00 has and the literal reading lacks', async () => {
    const run = await played({ profiles: ['draft-00', 'draft-00-literal'] });
    const only = differences(run.part('draft-00').rows, run.part('draft-00-literal').rows);
    const messages = (rows: readonly { readonly row: { readonly lane: string; readonly title: string } }[]) =>
      rows.filter(({ row }) => row.lane === 'handshake').map(({ row }) => row.title);
    // Two updates, and each closing message is sent once and received once.
    expect(messages(only.left)).toEqual(Array.from({ length: 4 }, () => 'epoch_key_update'));
    expect(messages(only.right)).toEqual([]);
  });

  test('a run does not differ from itself', async () => {
    const { rows } = (await played({})).part('draft-00');
    expect(differences(rows, rows)).toEqual({ left: [], right: [] });
  });
});

describe('files', () => {
  test('a run is saved, played again and found the same', async () => {
    const { text, name } = (await played({ scenario: 'lost-epoch-key-update', choice: 'closing', profiles: allProfiles })).file;
    expect(name).toBe('lost-epoch-key-update-a.json');
    const again = await laboratory.replay(text);
    expect(again.view.parts.map(({ verdict }) => verdict)).toEqual(allProfiles.map(() => ({ same: true })));
  });

  test('with another seed it differs in its bytes alone', async () => {
    // Nothing crosses here: the seed has no order to decide.
    const { text } = (await played({ scenario: 'expired-key-package' })).file;
    const again = await laboratory.replay(text.replace('"seed": "a"', '"seed": "b"'));
    expect(again.view.parts[0]?.verdict).toEqual({ same: false, row: null });
  });

  test('with a fault put in, the first row that differs is named', async () => {
    const file = decodeRunFile((await played({})).file.text);
    const faults = [{ from: 'dialler', link: 1, record: 3, times: 1, action: { kind: 'drop' } }];
    const { view, part } = await laboratory
      .replay(JSON.stringify({ ...file, faults }))
      .then((run) => ({ view: run.view, part: run.part('draft-00') }));
    const [verdict] = view.parts.map(({ verdict: found }) => found);
    expect(verdict).toMatchObject({ same: false });
    const row = verdict?.same === false ? (verdict.row ?? 0) : 0;
    expect(part.prints.slice(0, row - 1)).toEqual(file.runs[0]?.rows.slice(0, row - 1));
    expect(part.prints[row - 1]).not.toBe(file.runs[0]?.rows[row - 1]);
  });

  const codeOf = (text: string): string => {
    try {
      decodeRunFile(text);
      return 'taken';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  test('hostile files are refused with their code, before anything runs', async () => {
    const good = JSON.parse((await played({})).file.text) as Record<string, unknown>;
    const [run] = good['runs'] as readonly Record<string, unknown>[];
    const altered = (change: Record<string, unknown>) => codeOf(JSON.stringify({ ...good, ...change }));
    expect(altered({})).toBe('taken');
    const refused = [
      codeOf(''),
      codeOf('null'),
      codeOf('[]'),
      codeOf('{'),
      codeOf('"'.repeat(100)),
      codeOf(`${'['.repeat(50_000)}`),
      codeOf(' '.repeat(2_000_000)),
      altered({ more: 1 }),
      altered({ format: 'other' }),
      altered({ version: 0 }),
      altered({ scenario: '../../etc/passwd' }),
      altered({ scenario: '__proto__' }),
      altered({ suite: 1.5 }),
      altered({ seed: '' }),
      altered({ seed: 'x'.repeat(65) }),
      altered({ faults: [{ from: 'both', link: null, record: null, times: null, action: { kind: 'explode' } }] }),
      altered({ faults: Array.from({ length: 33 }, () => ({ from: 'both', link: null, record: null, times: null, action: { kind: 'drop' } })) }),
      altered({ runs: [] }),
      altered({ runs: [run, run] }),
      altered({ runs: [{ ...run, profile: 'draft-99' }] }),
      altered({ runs: [{ ...run, rows: ['0123456789abcdef'] }] }),
      altered({ runs: [{ ...run, digest: '00'.repeat(32) }] }),
      altered({ runs: [{ ...run, rows: Array.from({ length: 20_001 }, () => '0123456789abcdef') }] }),
    ];
    expect(refused).toEqual(refused.map(() => 'RUN_FILE'));
    expect(altered({ version: 2 })).toBe('RUN_FILE_VERSION');
    await expect(laboratory.replay(JSON.stringify({ ...good, choice: 'nowhere' }))).rejects.toThrow('UNKNOWN_CHOICE');
    await expect(laboratory.replay(JSON.stringify({ ...good, suite: 0x7777 }))).rejects.toThrow('UNKNOWN_SUITE');
  });
});
