import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestName, requestChannels } from '#shared/contract.ts';
import { filesOf, Needles } from '../faults/needles.ts';
import { takeNeedles, watchedBy } from '../faults/watched-program.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { demoPairJourney } from './journeys.ts';

// The built desktop app, every secret that it overwrites, and every reply and pushed message that its window was given.
const folder = mkdtempSync(join(tmpdir(), 'epochscope-overwritten-'));
const watchFile = join(folder, 'desktop');
let desktop: Desktop;

test.beforeAll(async () => {
  desktop = await startDesktop({ ...watchedBy(watchFile), STAND_IN_KEEP_PASSED: '1' });
});

test.afterAll(async () => {
  await desktop.quit();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks as the page does. */
const ask = (name: RequestName, params: unknown): Promise<unknown> => desktop.invokeAs('our page', requestChannels[name], params);

test('[bad:ST-012] what the desktop app overwrites is in no reply, no pushed message and no file of its', async () => {
  test.setTimeout(300_000);
  const { initiatorId } = await demoPairJourney(desktop.page);
  for (let update = 0; update < 5; update++) expect(await ask('update', { connectionId: initiatorId })).toMatchObject({ ok: true });
  expect(await ask('update', { connectionId: 'no such connection' })).toMatchObject({ ok: false });
  for (const name of ['app', 'identities', 'sessions', 'connections', 'listeners', 'notices', 'pins', 'vault'] as const)
    expect(await ask(name, {})).toMatchObject({ ok: true });
  for (const name of ['epochs', 'epochHistory'] as const) expect(await ask(name, { connectionId: initiatorId })).toMatchObject({ ok: true });
  expect(await ask('transcript', { connectionId: initiatorId, before: null, limit: 500 })).toMatchObject({ ok: true });

  const passed = (await desktop.recorded('passed')).join('\n');
  const needles = new Needles();
  takeNeedles(watchFile, needles);
  // People compare the safety code of an epoch, its authenticator: it is shown whole.
  for (const [, shown = ''] of passed.matchAll(/"safetyCode":\{"digits":"[\d ]+","hex":"([0-9a-f]+)"/g)) needles.except(Buffer.from(shown, 'hex'));
  console.log(`needles of the desktop app: ${needles.count}, looked for in ${passed.length} characters of replies and pushed messages`);
  expect(needles.count).toBeGreaterThan(50);
  expect(passed).toContain('face:connectionsChanged');
  const control = 'what every reply would show';
  needles.add(Buffer.from(control));
  const channels = Buffer.from(`${passed} ${Buffer.from(control).toString('base64')}`);
  expect(needles.hitsIn([['channels', channels]]).map(({ secret }) => Buffer.from(secret, 'hex').toString('latin1'))).toEqual([control]);
  // The keychain of the stand-in hides nothing, so the file of the data key shows what it wraps.
  expect(needles.findIn(filesOf(desktop.profile)).filter((hit) => !/ in data\.key at /.test(hit))).toEqual([]);
});
