import { type Page, expect } from '@playwright/test';
import type { Bridge } from '#shared/contract.ts';
import type { ConnectionView } from '#shared/views.ts';

declare global {
  var bridge: Bridge;
}

/** What both the stand-in and the real Electron must do. Each journey uses the page as the user's page does: through `bridge`. */
export async function demoPairJourney(page: Page): Promise<{ readonly initiatorId: string }> {
  expect(await page.evaluate(() => bridge.request('createIdentity', { name: 'Ada' }))).toMatchObject({ ok: true, value: { name: 'Ada' } });
  await page.evaluate(() => {
    Reflect.set(globalThis, 'heard', []);
    bridge.subscribe('connectionsChanged', (changed) => Reflect.get(globalThis, 'heard').push(...changed));
  });
  const started = await page.evaluate(() => bridge.request('startDemo', {}));
  if (!started.ok) throw new Error(`the demo pair did not start: ${started.error.code} ${started.error.detail}`);
  const { initiatorId, responderId } = started.value;
  await expect.poll(() => latest(page, initiatorId), { timeout: 30_000 }).toMatchObject({ state: 'open' });
  await expect.poll(() => latest(page, responderId), { timeout: 30_000 }).toMatchObject({ state: 'open' });
  const before = Number((await latest(page, initiatorId))?.epoch);
  expect(await page.evaluate((connectionId) => bridge.request('update', { connectionId }), responderId)).toMatchObject({ ok: true });
  await expect.poll(async () => Number((await latest(page, initiatorId))?.epoch), { timeout: 30_000 }).toBeGreaterThan(before);
  expect(await page.evaluate((connectionId) => bridge.request('send', { connectionId, text: 'hello' }), initiatorId)).toMatchObject({ ok: true });
  return { initiatorId };
}

/** The page is ours, has the bridge and nothing else of the main process. */
export async function confinedPageJourney(page: Page): Promise<void> {
  expect(await page.evaluate(() => Object.keys(bridge).sort())).toEqual(['host', 'onMenu', 'onPresence', 'request', 'subscribe', 'tellLanguage']);
  expect(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process'), bridge.host])).toEqual([
    'undefined',
    'undefined',
    'desktop',
  ]);
  const location = page.url();
  await page.evaluate(() => {
    globalThis.location.href = 'https://evil.test/';
  });
  await page.evaluate(() => {
    globalThis.location.href = 'file:///etc/passwd';
  });
  await page.evaluate(() => fetch('https://evil.test/x').catch(() => null));
  expect(page.url()).toBe(location);
  expect(await page.evaluate(() => globalThis.open('https://evil.test/') === null)).toBe(true);
}

/** The last view of a connection that the topics brought. */
async function latest(page: Page, id: string): Promise<ConnectionView | undefined> {
  return page.evaluate((wanted) => Reflect.get(globalThis, 'heard').findLast((one: { id: string }) => one.id === wanted), id);
}
