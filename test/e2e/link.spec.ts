import { expect, test } from '@playwright/test';
import { Daemon } from './support/daemon.ts';

let daemon: Daemon;

test.beforeEach(async () => {
  daemon = await Daemon.start();
});

test.afterEach(() => daemon.stop());

test('[bad:HT-009] the token leaves the address bar, and no request carries it but the one that trades it', async ({ page }) => {
  const token = daemon.url.split('#token=')[1] ?? 'none';
  const leaks: string[] = [];
  page.on('request', (request) => {
    const { authorization, ...others } = request.headers();
    if ((request.url() + JSON.stringify(others)).includes(token)) leaks.push(request.url());
    if (authorization?.includes(token) === true && !request.url().endsWith('/session')) leaks.push(request.url());
  });
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(page.url()).not.toContain('token');
  expect(leaks).toEqual([]);
  const stored = await page.evaluate(() => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), history.length].join());
  expect(stored).not.toContain(token);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a reload and a second tab need no new link; another browser does', async ({ page, browser }) => {
  await page.goto(daemon.url);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const tab = await page.context().newPage();
  await tab.goto(`${daemon.origin}/`);
  await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(tab.getByRole('alert')).toHaveCount(0);
  const other = await browser.newContext();
  const stranger = await other.newPage();
  await stranger.goto(daemon.url); // used up
  await expect(stranger.getByRole('alert')).toContainText('epochscope ui');
  await other.close();
});

test('the cookie alone, which every port of this machine gets to see, admits nobody', async ({ page }) => {
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${daemon.origin}/`);
  await expect(page.getByRole('alert')).toContainText('epochscope ui');
});

test('[bad:HT-027] when the core is gone nothing of the page is left: no worker, no cache, and what it kept of its session admits nobody', async ({
  page,
}) => {
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const kept = await page.evaluate(async () => [
    (await navigator.serviceWorker.getRegistrations()).length,
    'caches' in globalThis ? (await caches.keys()).length : 0,
    (await indexedDB.databases()).length,
  ]);
  expect(kept).toEqual([0, 0, 0]);
  await daemon.crash();
  await expect(page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  expect(await page.content()).not.toContain('Epochscope');
  await daemon.crashAndRestart();
  await page.goto(`${daemon.origin}/`);
  await expect(page.getByRole('alert')).toContainText('epochscope ui');
});

test('after a restart of the core the page says what it needs', async ({ page }) => {
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await daemon.crashAndRestart();
  await expect(page.getByRole('alert')).toContainText('epochscope ui', { timeout: 30_000 });
  await page.goto(daemon.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
