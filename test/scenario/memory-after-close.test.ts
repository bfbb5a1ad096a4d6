import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect } from 'vitest';
import { Needles } from '../faults/needles.ts';
import { memoryOf, ownMemory } from '../faults/process-memory.ts';
import { testWith } from '../faults/tools.ts';
import { readWatched, watchedBy } from '../faults/watched-program.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';
import { DaemonStation } from './daemons.ts';
import { authenticatorsOf } from './shown-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of the secrets of suite 0x0001, bytes. Buffers of other lengths hold one of these, with labels or DER around it. */
const lengths: ReadonlySet<number> = new Set([16, 32]);
/** A copy may be in use for a moment after the last reply. */
const looks = 3;
/** What a KDFLabel begins with: it is overwritten with the rest, and has nothing secret in it. RFC 9420 §8. */
const labelPrefix = 'MLS 1.0 ';
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What the launcher of the product adds to the environment. */
async function launched(): Promise<NodeJS.ProcessEnv> {
  const launcher = pathToFileURL(resolve(import.meta.dirname, '../../scripts/bootstrap/private-memory.mjs')).href;
  const { overwrittenWhenFreed }: { readonly overwrittenWhenFreed: NodeJS.ProcessEnv } = await import(launcher);
  return overwrittenWhenFreed;
}

/** A life with everything in it that makes and ends secrets. @returns the connection that it was about */
async function live(ida: DaemonStation, rob: DaemonStation): Promise<string> {
  const { port } = await rob.ask('listen', { ...listenParams, trust: 'first-use' });
  const { id } = await ida.ask('connect', { ...connectParams, port, trust: 'first-use' });
  const robs = await rob.untilAny(({ state }) => state === 'open');
  for (let pair = 0; pair < 3; pair++) {
    await ida.ask('update', { connectionId: id });
    await rob.ask('update', { connectionId: robs.id });
  }
  const [identity] = await ida.ask('identities', {});
  await ida.ask('rotateIdentityKey', { identityId: identity?.id ?? '', scheme: 'Ed25519' });
  await ida.ask('cut', { connectionId: id });
  await ida.ask('resume', { connectionId: id });
  await ida.ask('update', { connectionId: id });
  await ida.ask('close', { connectionId: id });
  for (const { id: sessionId } of (await ida.ask('sessions', {})).rows) await ida.ask('forgetSession', { sessionId });
  return id;
}

/** Where needles lie in the memory of a daemon that has collected its garbage. */
async function lookInto(station: DaemonStation, watchFile: string, needles: Needles): Promise<ReturnType<Needles['hitsIn']>> {
  const before = readWatched(watchFile).collections;
  process.kill(station.pid, 'SIGUSR2');
  await expect.poll(() => readWatched(watchFile).collections, { timeout: 120_000 }).toBe(before + 1);
  process.kill(station.pid, 'SIGSTOP');
  try {
    return needles.hitsIn(memoryOf(station.pid));
  } finally {
    process.kill(station.pid, 'SIGCONT');
  }
}

testWith(ownMemory)(
  '[bad:ST-014] no secret of a session that was closed and forgotten is in the memory of the process',
  { timeout: 400_000 },
  async () => {
    const watchFile = join(folder, 'Ida');
    const rob = await DaemonStation.open('Rob');
    const ida = await DaemonStation.open('Ida', { ...watchedBy(watchFile), ...(await launched()) });
    const begun = statSync(watchFile).size; // what was before are known-answer tests, and the keys of the profile, which stays unlocked
    const connectionId = await live(ida, rob);
    const { dead } = readWatched(watchFile, begun);
    const needles = new Needles(true);
    for (const secret of dead) if (lengths.has(secret.length) && !secret.includes(labelPrefix)) needles.add(secret);
    // The look finds what is there: the environment of the process names its folder.
    const control = Buffer.from(ida.directory).subarray(0, 66);
    needles.add(control);
    const shown = new Set(authenticatorsOf(ida.directory, connectionId).map(hex));
    let found = new Set<string>();
    let secrets: readonly string[] = [];
    for (let look = 0; look < looks && (look === 0 || secrets.length > 0); look++) {
      found = new Set((await lookInto(ida, watchFile, needles)).map(({ secret }) => secret));
      secrets = [...found].filter((secret) => secret !== hex(control) && !shown.has(secret));
    }
    await ida.end();
    console.log(
      `memory: ${needles.count} values that were overwritten; ${found.size - 1} found again, ${secrets.length} of them not shown to people`,
    );
    expect(needles.count).toBeGreaterThan(300);
    expect(found).toContain(hex(control));
    expect(secrets.length).toBe(0);
  },
);
