import type { Locator, Page } from '@playwright/test';
import { pictures } from './support/keyboard.ts';
import { expect, openAs, test } from './support/test.ts';

const ladder = (page: Page): Locator => page.getByRole('grid', { name: 'Ladder of messages and records' });
const rows = (page: Page): Locator => ladder(page).getByRole('row');

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
  await expect.poll(async () => Number(await ladder(page).getAttribute('aria-rowcount'))).toBeGreaterThan(40);
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
  const then = await unseen();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 6,/ }).first()).toBeVisible();
  await expect.poll(unseen).toBeGreaterThan(then);
  await expect(first).toBeInViewport();
  await pictures(page, 'paused');

  await jump.press('Enter');
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  await expectNewestInSight(page);
  await ladder(page).focus();
  await page.keyboard.press('f');
  await expect(jump).toBeVisible();
});

test('filters are saved, a word is searched for, and times are of day, since a row or since the row above: by keyboard alone', async ({
  page,
  daemon,
}) => {
  test.slow();
  await openAs(page, daemon, 'Ada');
  await longLadder(page);
  await ladder(page).focus();
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Filter', exact: true });
  await expect(field).toBeFocused();
  await page.keyboard.type('close || connection_update');
  await expect(rows(page).filter({ hasText: 'connection_update' }).first()).toBeVisible();
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save this filter' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Forget this filter' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');
  await expect(rows(page).filter({ hasText: 'epoch 3' }).first()).toBeVisible();
  await page.reload();
  await expect(ladder(page)).toBeVisible();
  await ladder(page).focus();
  await page.keyboard.press('/');
  const mine = page.getByRole('option', { name: /close \|\| connection_update.*saved by you/ });
  await expect(mine).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(mine).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('close || connection_update');
  await expect(rows(page).filter({ hasText: 'client_hello' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter');

  const times = page.getByLabel('How times are written');
  const newest = ladder(page).locator('[data-index]').last();
  await expect(newest).toContainText(/\d\d:\d\d:\d\d/);
  await times.focus();
  await page.keyboard.press('ArrowDown');
  await expect(times).toHaveValue('since');
  await expect(newest).toContainText(/\+[\d:]*\d\.\d{3}/);
  await page.keyboard.press('ArrowDown');
  await expect(times).toHaveValue('delta');
  await expect(newest).toContainText(/\+0?[\d:]*\d\.\d{3}/);
});
