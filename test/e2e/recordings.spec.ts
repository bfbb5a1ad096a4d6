import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { dropOnWindow } from './support/drag.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

async function exported(page: Page, choice: 'Safe to share' | 'Whole'): Promise<string> {
  await page.getByRole('button', { name: 'Export recording…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export this recording' });
  await dialog.getByRole('radio', { name: new RegExp(choice) }).check();
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).press('Enter');
  return readFileSync(await (await download).path(), 'utf8');
}

/** What the ladder shows: every row that is drawn. */
async function ladderText(page: Page): Promise<readonly string[]> {
  const rows = page.getByRole('grid', { name: 'Ladder of messages and records' }).getByRole('row');
  return (await rows.allInnerTexts()).slice(1);
}

test('a recording is exported, safe or whole, and opens again in the same views', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  await page.getByText('As initiator', { exact: true }).first().click();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 2,/ })).toBeVisible();
  const whole = await exported(page, 'Whole');
  const safe = await exported(page, 'Safe to share');
  expect(whole).toContain('"name":"Bob"');
  expect(safe).not.toMatch(/Bob|Alice|127\.0\.0\.1/);
  const seen = await ladderText(page);
  await page.keyboard.press('h');
  await dropOnWindow(page, 'shared.epochscope.jsonl', whole);
  await expect(page.getByText('A recording from a file. Nothing here is live.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Epoch 2,/ })).toBeVisible();
  await page.getByRole('grid', { name: 'Ladder of messages and records' }).focus();
  await page.keyboard.press('End');
  // The page of a file has fewer lines above its ladder, so more rows are in sight.
  await expect.poll(async () => (await ladderText(page)).slice(-seen.length)).toEqual(seen);
  await page.keyboard.press('Home');
  await page.getByRole('row', { name: /client_hello/ }).click();
  await expect(page.getByRole('tree', { name: 'Fields' })).toContainText('msg_type');
  await pictures(page, 'recording');
  await dropOnWindow(page, 'shared.epochscope.jsonl', safe);
  await expect(page.getByText('Names, addresses and keys were left out of it.')).toBeVisible();
  await page.getByRole('button', { name: 'Close recording' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Start another connection' })).toBeVisible();
  await dropOnWindow(page, 'shared.epochscope.jsonl', whole.replace('"seq":1,', '"seq":-1,'));
  await expect(page.getByText('This recording cannot be read')).toBeVisible();
});
