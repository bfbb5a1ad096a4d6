import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { lockProfile } from '#main/store/profile-lock.ts';
import { type CrashingFlow, crashingRun, succeeds } from './crashing-run.ts';
import { type Fault, faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const session = (generation: bigint) => sampleSession('s', generation, { pending: samplePending('s', generation) });
const { id } = session(1n);
const faults: readonly Fault[] = ['not-done', 'half-done', 'done'];

interface Flow extends CrashingFlow {
  /** Generations that may be found after a crash; `null` = no session. The last one is the only one when `run` returned. */
  readonly outcomes: readonly (bigint | null)[];
}

const flows: { readonly [name: string]: Flow } = {
  'the first save': { prepare: () => undefined, run: (store) => store.sessions.save(session(1n), sampleAbout, null), outcomes: [null, 1n] },
  'a further save': {
    prepare: (store) => store.sessions.save(session(1n), sampleAbout, null),
    run: (store) => store.sessions.save(session(2n), sampleAbout, null),
    outcomes: [1n, 2n],
  },
  forgetting: {
    prepare: (store) => store.sessions.save(session(1n), sampleAbout, null),
    run: (store) => store.sessions.forget(id),
    outcomes: [1n, null],
  },
};

describe.each(Object.entries(flows))('[CR-02] a crash at any file call of %s', (_name, flow) => {
  test.each(faults)('leaves one state that opens, when the call was %s', (fault) => {
    for (let fatal = 1; ; fatal++) {
      const { directory, returned, hit } = crashingRun(flow, fatal, fault);
      const after = openProfile(directory);
      const found = after.sessions.load(id);
      const generation = found?.generation ?? null;
      expect(flow.outcomes).toContain(generation);
      if (returned) expect(generation).toBe(flow.outcomes.at(-1));
      if (found) expect(found).toEqual(session(found.generation));
      const next = session((generation ?? 0n) + 1n);
      after.sessions.save(next, sampleAbout, null);
      expect(after.sessions.load(id)).toEqual(next);
      closeProfile(after);
      if (!hit) break; // the flow ended before the fault: every call was hit once
    }
  });

  test.each(faults)('is no worse when the error passes and the process lives on, when the call was %s', (fault) => {
    for (let fatal = 1; ; fatal++) {
      const directory = temporaryDirectory();
      const before = openProfile(directory);
      flow.prepare(before);
      closeProfile(before);

      const files = faultyFiles(fatal, fault, true);
      const store = openProfile(directory, files);
      if (!succeeds(() => flow.run(store))) flow.run(store);
      expect(store.sessions.load(id)?.generation ?? null).toBe(flow.outcomes.at(-1));
      const hit = files.calls() >= fatal;
      closeProfile(store);
      expect(openProfile(directory).sessions.load(id)?.generation ?? null).toBe(flow.outcomes.at(-1));
      if (!hit) break;
    }
  });
});

test('[CR-03] a save that fails leaves the stored session and its key as they were', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.sessions.save(session(1n), sampleAbout, null);
  const reader = new Sqlite(join(directory, 'keys.db'));
  reader.exec('BEGIN; SELECT * FROM sessions'); // another program that reads keeps a commit from happening
  const use = { reference: named('key package'), notAfter: 1n };
  expect(() => store.sessions.save(session(2n), sampleAbout, use)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
  reader.close();
  expect(store.sessions.load(id)).toEqual(session(1n));
  expect(store.sessions.isReplayed(use.reference)).toBe(false);
  store.sessions.save(session(2n), sampleAbout, use);
  closeProfile(store);
  expect(openProfile(directory).sessions.load(id)).toEqual(session(2n));
});

test('[CR-03] between two steps nothing is locked: another program can write', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  for (const generation of [1n, 2n]) {
    store.sessions.save(session(generation), sampleAbout, null);
    const other = new Sqlite(join(directory, 'keys.db'), { timeout: 0 });
    other.exec('BEGIN IMMEDIATE; ROLLBACK');
    other.close();
  }
});

test('[CR-03] while an old key cannot be destroyed, no further step is stored', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.sessions.save(session(1n), sampleAbout, null);
  closeProfile(store);
  // calls of a save: write key, sync, destroy old key, sync; the third fails, and all after it
  const failing = openProfile(directory, faultyFiles(3, 'not-done'));
  failing.sessions.save(session(2n), sampleAbout, null);
  expect(() => failing.sessions.save(session(3n), sampleAbout, null)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
  closeProfile(failing);
  expect(openProfile(directory).sessions.load(id)).toEqual(session(2n));
});

test.each(faults)('[CR-02] [R-DEL] no key of a suspect session outlives a start, whichever file call failed (%s)', (fault) => {
  for (let fatal = 1; ; fatal++) {
    const directory = temporaryDirectory();
    const before = openProfile(directory);
    before.sessions.save(session(1n), sampleAbout, null);
    closeProfile(before);
    const old = readFileSync(join(directory, 'keys.db'));

    const files = faultyFiles(fatal, fault);
    const crashing = openProfile(directory, files);
    crashing.sessions.save({ ...session(2n), standing: 'suspect' }, sampleAbout, null);
    closeProfile(crashing);
    const after = openProfile(directory);
    expect(after.sessions.find(id)).toMatchObject({ standing: 'suspect', generation: 2n, size: 0, quarantine: null });
    expect(after.sessions.load(id)).toBeNull();
    closeProfile(after);

    writeFileSync(join(directory, 'keys.db'), old);
    const stolen = openProfile(directory);
    expect(() => stolen.sessions.load(id)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
    closeProfile(stolen);
    if (files.calls() < fatal) break;
  }
});

describe('with a second process', () => {
  test('[CR-02] whatever was acknowledged survives SIGKILL', async () => {
    const directory = temporaryDirectory();
    const { id: childId } = sampleSession('child', 1n);
    let acknowledged = 0n;
    for (const lines of [1, 4, 9, 2, 23]) {
      const child = startSaving(directory);
      acknowledged = await killAfter(child, lines);
      const store = openProfile(directory);
      const found = store.sessions.load(childId);
      expect(found?.generation).toBeOneOf([acknowledged, acknowledged + 1n]);
      expect(found).toEqual(sampleSession('child', found?.generation ?? 0n));
      closeProfile(store);
    }
  });

  test('[CR-04] a profile in use is refused with its owner’s number, and free again after SIGKILL', async () => {
    const directory = temporaryDirectory();
    const child = startSaving(directory);
    await once(child.stdout, 'data');
    expect(() => lockProfile(directory, { pid: process.pid, program: 'desktop', since: 0 })).toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED', message: expect.stringContaining(`process ${child.pid} (daemon)`) }),
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    lockProfile(directory, { pid: process.pid, program: 'desktop', since: 0 }).release();
  });
});

type Child = ChildProcessByStdio<null, Readable, null>;

function startSaving(directory: string): Child {
  const script = fileURLToPath(new URL('save-forever.ts', import.meta.url));
  return spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills the child once it has printed some lines. @returns the last generation it printed */
async function killAfter(child: Child, lines: number): Promise<bigint> {
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const printed = output.split('\n').slice(0, -1);
  expect(printed.length).toBeGreaterThanOrEqual(lines);
  return BigInt(printed.at(-1) ?? 0);
}
