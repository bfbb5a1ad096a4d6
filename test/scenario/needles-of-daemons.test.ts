import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filesOf, Needles } from '../faults/needles.ts';
import { takeNeedles, watchedBy } from '../faults/watched-program.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';
import { runCommand } from '../support/run-program.ts';
import { DaemonStation } from './daemons.ts';
import { PageFace } from './page-face.ts';
import { auditHashesOf, authenticatorsOf } from './shown-values.ts';

const updates = process.env['EPOCHSCOPE_LONG'] === '1' ? 1_000 : 12;
const folder = mkdtempSync(join(tmpdir(), 'epochscope-overwritten-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const watchFile = (name: string): string => join(folder, name);
type Said = (readonly [name: string, content: Buffer])[];

async function command(station: DaemonStation, said: Said, ...args: readonly string[]): Promise<string> {
  const { out, error } = await runCommand(args, { EPOCHSCOPE_PROFILE_DIR: station.directory });
  said.push([`output of ${args.join(' ')}`, Buffer.from(out + error)]);
  return out;
}

async function pageOf(station: DaemonStation, said: Said): Promise<PageFace> {
  const link = await command(station, [], 'ui'); // the link itself is a secret that this output is for
  const page = await PageFace.open(link.trim());
  said.push(...page.passed);
  return page;
}

/** Everything that a page and the command line can ask about what was done, answers and refusals. */
async function askEverything(station: DaemonStation, page: PageFace, said: Said): Promise<void> {
  for (const request of ['app', 'identities', 'sessions', 'connections', 'listeners', 'notices', 'pins', 'knocking', 'vault', 'settings'])
    await page.ask(request, {});
  const [connection] = await station.ask('connections', {});
  if (connection !== undefined) {
    await page.ask('transcript', { connectionId: connection.id, before: null, limit: 500 });
    await page.ask('epochs', { connectionId: connection.id });
    await page.ask('update', { connectionId: 'no such connection' });
  }
  for (const args of [
    ['identity', 'list'],
    ['sessions'],
    ['status'],
    ['audit', 'list'],
    ['audit', 'verify'],
    ['sessions', '--json'],
    ['resume', 'nobody'],
  ])
    await command(station, said, ...args);
}

test('[bad:ST-012] [bad:ST-015] what daemons overwrite is in no file, body, frame, output or log of theirs', { timeout: 3_600_000 }, async () => {
  const said: Said = [];
  const rob = await DaemonStation.open('Rob', watchedBy(watchFile('Rob')));
  const ida = await DaemonStation.open('Ida', watchedBy(watchFile('Ida')));
  const page = await pageOf(ida, said);
  const { port } = await rob.ask('listen', { ...listenParams, trust: 'first-use' });
  const { id } = await ida.ask('connect', { ...connectParams, port, trust: 'first-use' });
  const robs = await rob.untilAny(({ state }) => state === 'open');
  for (let update = 0; update < updates; update++) {
    if (update % 2 === 0) expect(await page.ask('update', { connectionId: id })).toMatchObject({ ok: true });
    else await rob.ask('update', { connectionId: robs.id });
  }
  await page.ask('send', { connectionId: id, text: 'what a user typed' });
  const [identity] = await ida.ask('identities', {});
  await page.ask('rotateIdentityKey', { identityId: identity?.id ?? '', scheme: 'Ed25519' });
  await page.ask('cut', { connectionId: id });
  await page.ask('resume', { connectionId: id });
  await askEverything(ida, page, said);
  for (const station of [ida, rob])
    for (const { id: sessionId } of (await station.ask('sessions', {})).rows) await station.ask('forgetSession', { sessionId });
  await askEverything(ida, page, said);
  said.push(...page.passed);
  page.close();
  for (const station of [ida, rob]) said.push([`log of ${station.name}`, Buffer.from(await station.end())]);

  const needles = new Needles();
  for (const station of [ida, rob]) takeNeedles(watchFile(station.name), needles);
  for (const [station, connectionId] of [
    [ida, id],
    [rob, robs.id],
  ] as const)
    for (const shown of [...authenticatorsOf(station.directory, connectionId), ...auditHashesOf(station.directory)]) needles.except(shown);
  const frames = page.passed.length;
  console.log(`needles of daemons: ${needles.count} of ${updates} updates, looked for in ${said.length} outputs and ${frames} bodies and frames`);
  expect(needles.count).toBeGreaterThan(10 * updates);
  expect(frames).toBeGreaterThan(2 * (updates / 2));
  expect(needles.findIn(said)).toEqual([]);
  for (const station of [ida, rob]) expect(needles.findIn(filesOf(station.directory))).toEqual([]);
  // The look finds what is there.
  const control = new Needles();
  control.add(Buffer.from('"text":"what a user typed"'));
  expect(control.findIn(page.passed).length).toBeGreaterThan(0);
});
