import type { Locator, Page } from '@playwright/test';
import { recordingFormat } from '#shared/contract/recordings.ts';
import { recordedConnection, recordedEpoch, recordedRow } from '../support/recordings.ts';
import { dropOnWindow } from './support/drag.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

const ladder = (page: Page): Locator => page.getByRole('grid', { name: 'Ladder of messages and records' });
const rows = (page: Page): Locator => ladder(page).getByRole('row');
const filter = (page: Page): Locator => page.getByRole('combobox', { name: 'Filter', exact: true });

/** One side of a demo pair with more rows than fit. */
async function longLadder(page: Page): Promise<void> {
  await page.keyboard.press('d');
  await expect(page.getByRole('region', { name: 'Initiator', exact: true }).getByText('Open', { exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await expect(ladder(page)).toBeVisible();
  for (let epoch = 2; epoch <= 3; epoch += 1) {
    await page.keyboard.press('u');
    await expect(page.getByRole('button', { name: new RegExp(`^Epoch ${epoch},`) }).first()).toBeVisible();
  }
  await expect.poll(async () => Number(await ladder(page).getAttribute('aria-rowcount'))).toBeGreaterThan(30);
}

/** The newest row there is stands in sight. */
async function expectNewestInSight(page: Page): Promise<void> {
  await expect(async () => {
    const count = Number(await ladder(page).getAttribute('aria-rowcount'));
    await expect(ladder(page).locator(`[aria-rowindex="${count}"]`)).toBeInViewport({ timeout: 1_000 });
  }).toPass();
}

test('the newest rows stay in sight; a pause counts what comes, and a jump goes there: by keyboard alone', async ({ page, daemon }) => {
  test.slow();
  await openAs(page, daemon, 'Ada');
  await longLadder(page);
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  await expectNewestInSight(page);
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 4,/ }).first()).toBeVisible();
  await expectNewestInSight(page);

  await ladder(page).focus();
  await page.keyboard.press('Home');
  const first = ladder(page).locator('[aria-rowindex="2"]');
  await expect(first).toBeInViewport();
  const jump = page.getByRole('button', { name: /^Jump to newest/ });
  await expect(jump).toBeVisible();
  const unseen = async (): Promise<number> => Number((await jump.textContent())?.match(/(\d+) new/)?.[1] ?? 0);
  const before = await unseen();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 5,/ }).first()).toBeVisible();
  await expect.poll(unseen).toBeGreaterThan(before);
  await expect(first).toBeInViewport();
  await pictures(page, 'paused');

  await jump.press('Enter');
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  await expectNewestInSight(page);
  await ladder(page).focus();
  await page.keyboard.press('f');
  await expect(jump).toBeVisible();
});

test('filters are saved, and times are of day, since a row or since the row above: by keyboard alone', async ({ page, daemon }) => {
  test.slow();
  await openAs(page, daemon, 'Ada');
  await longLadder(page);
  await ladder(page).focus();
  await page.keyboard.press('/');
  await expect(filter(page)).toBeFocused();
  await page.keyboard.type('type == close_notify || type == connection_update');
  await expect(rows(page).filter({ hasText: 'connection_update' }).first()).toBeVisible();
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  await filter(page).fill('epoch == 4242');
  await expect(page.getByText(/^No row passes the filter/)).toBeVisible();
  // An emptied field shows every row at once: what was found before does not stand as the truth until a pause is over.
  const stillThere = await filter(page).evaluate(async (input) => {
    if (!(input instanceof HTMLInputElement)) return 'no field';
    input.value = '';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.body.textContent.includes('No row passes the filter');
  });
  expect(stillThere).toBe(false);
  await filter(page).fill('type == close_notify || type == connection_update');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save this filter' })).toBeEnabled();
  await page.getByRole('button', { name: 'Save this filter' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Forget this filter' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');
  await expect(rows(page).filter({ hasText: 'key installed' }).first()).toBeVisible();
  await page.reload();
  await expect(ladder(page)).toBeVisible();
  await ladder(page).focus();
  await page.keyboard.press('/');
  const mine = page.getByRole('option', { name: /close_notify \|\| .*saved by you/ });
  await expect(mine).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(mine).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(filter(page)).toHaveValue('type == close_notify || type == connection_update');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');

  const times = page.getByLabel('How times are written');
  const newest = ladder(page).locator('[data-index]').last();
  await expect(newest).toContainText(/\d\d:\d\d:\d\d/);
  await times.focus();
  await page.keyboard.press('ArrowDown');
  await expect(times).toHaveValue('since');
  await expect(newest).toContainText(/\+[\d:]*\d\.\d{3}/);
  const [above = 0, last = 0] = await secondsOfNewest(page);
  await page.keyboard.press('ArrowDown');
  await expect(times).toHaveValue('delta');
  await expect.poll(async () => Math.abs(((await secondsOfNewest(page))[1] ?? 0) - (last - above))).toBeLessThan(0.0015);
});

test('a search looks into the fields of every message, shows where, says how far it went, and goes on with what comes', async ({ page, daemon }) => {
  test.slow();
  await openAs(page, daemon, 'Ada');
  await longLadder(page);
  await ladder(page).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('field == init_key');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(1);
  await expect(rows(page).filter({ hasText: 'connection_update' })).toHaveCount(0);
  await expect(page.getByText('Searched the whole recording.')).toBeVisible();

  await ladder(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  const found = page.getByRole('treeitem', { name: /^init_key \(found by the filter\)/ });
  await expect(found).toBeVisible();
  await expect(found).toHaveAttribute('aria-selected', 'true');
  await pictures(page, 'found');

  await page.keyboard.press('/');
  await page.keyboard.type('mls_private_message');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  const updates = rows(page).filter({ hasText: 'connection_update' });
  await expect(updates).not.toHaveCount(0);
  const before = await updates.count();
  await ladder(page).focus();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 4,/ }).first()).toBeVisible();
  await expect(updates).toHaveCount(before + 1);
});

/** A recording of client hellos, enough for a search that takes several parts. */
function longRecording(): string {
  const hex = `e1000022${'4d010101'}${'07'.repeat(30)}`;
  const rows = Array.from({ length: 250 }, (_, index) =>
    recordedRow(index + 1, { title: 'client_hello', hex: index < 3 ? `${hex.slice(0, -8)}c0ffee00` : hex }),
  );
  const head = { format: recordingFormat, safe: false, connection: recordedConnection, epochs: [recordedEpoch] };
  return [head, ...rows, { end: rows.length }].map((line) => `${JSON.stringify(line)}\n`).join('');
}

test('a long search says how far it went, is stopped and goes on: by keyboard alone', async ({ page, daemon }) => {
  test.slow();
  // The daemon's answers about bytes wait, from the 150th on, until the test lets them go.
  const held: (() => void)[] = [];
  let open = false;
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    const asked = new Set<number>();
    socket.onMessage((message) => {
      const { id, request } = JSON.parse(String(message));
      if (request === 'decodeBytes') asked.add(id);
      server.send(message);
    });
    server.onMessage((message) => {
      const waits = !open && asked.size >= 150 && asked.has(JSON.parse(String(message)).id);
      if (waits) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await openAs(page, daemon, 'Ada');
  await dropOnWindow(page, 'long.epochscope.jsonl', longRecording());
  await expect(ladder(page)).toBeVisible();
  await ladder(page).focus();
  await page.keyboard.press('/');
  await page.keyboard.type('c0ffee');
  const status = page.getByRole('group', { name: 'Filter of the ladder' }).getByRole('status');
  await expect(status).toHaveText('Looking for more rows before row 151 of 250 …');
  await page.keyboard.press('Escape');
  if (await page.getByRole('option').first().isVisible()) await page.keyboard.press('Escape');
  open = true;
  for (const release of held.splice(0)) release();
  await expect(status).toHaveText(/^Looked back to row \d+ of 250\.$/);
  await expect(page.getByText('No row that passes so far')).toBeVisible();
  await pictures(page, 'stopped');
  await page.getByRole('button', { name: 'Look further back' }).press('Enter');
  await expect(status).toHaveText('Searched the whole recording.');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(3);
});

/** Times of the two newest rows, seconds. */
async function secondsOfNewest(page: Page): Promise<readonly number[]> {
  const written = await ladder(page).locator('[data-index] .time').allTextContents();
  return written.slice(-2).map((text) =>
    text
      .replace(/[+ s]/g, '')
      .split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0),
  );
}

test('a long recording is read from its beginning; a row found by a filter is seen among the others without it', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const head = { format: recordingFormat, safe: false, connection: recordedConnection, epochs: [recordedEpoch] };
  const recorded = Array.from({ length: 1_500 }, (_, index) => recordedRow(index + 1));
  await dropOnWindow(page, 'long.epochscope.jsonl', [head, ...recorded, { end: 1_500 }].map((line) => `${JSON.stringify(line)}\n`).join(''));
  await expect(ladder(page)).toHaveAttribute('aria-rowcount', '1502'); // its header and the heading of the transport, too
  await filter(page).fill('row == 400');
  await expect(ladder(page)).toHaveAttribute('aria-rowcount', '3');
  await ladder(page).press('End');
  await filter(page).fill('');
  await expect(ladder(page)).toHaveAttribute('aria-rowcount', '1502');
  const chosen = ladder(page).getByRole('row', { selected: true });
  await expect(chosen).toBeInViewport();
  await expect(chosen).toHaveAttribute('data-index', '400');

  // What is found part by part is gone through from where it begins.
  await filter(page).fill('field ~ e1000001 && row > 1100');
  await expect(page.getByText(/scroll up to look further/)).toBeVisible();
  await expect(async () => {
    await ladder(page).press('Home');
    await expect(page.getByText('Searched the whole recording.')).toBeVisible({ timeout: 100 });
  }).toPass();
});
