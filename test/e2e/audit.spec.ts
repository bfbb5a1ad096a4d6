import type { Page, TestInfo } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

async function picture(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: testInfo.outputPath(`${name}-${colorScheme}.png`) });
  }
}

test('the audit log is read, filtered, verified and exported by keyboard', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Audit log' }).focus();
  await page.keyboard.press('Enter');
  const table = page.getByRole('table', { name: 'Audit log' });
  const rows = table.getByRole('row');
  await expect(rows.filter({ hasText: 'Identity created' })).toContainText(/Browser [0-9a-f]{8}/);
  await expect(rows.filter({ hasText: 'Log started' })).toContainText('Epochscope');
  await page.getByRole('button', { name: 'Verify the chain' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The chain holds: \d+ entries/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, testInfo, 'audit-log');

  await page.getByLabel('Operation').selectOption('Identity created');
  await expect(rows).toHaveCount(2);
  await page.getByLabel('Text in id, fingerprint or details').fill('nobody');
  await expect(page.getByText('No entry fits')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Text in id, fingerprint or details').fill('ADA');
  await expect(rows).toHaveCount(2);
  await page.getByLabel('Operation').selectOption('');
  await page.getByLabel('Text in id, fingerprint or details').fill('');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export…' }).focus();
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toBe('epochscope-audit.jsonl');
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\{"log":"[0-9a-f]{32}","format":"epochscope audit log 1"\}\n\{"sequence":1,/);
  // the export is an entry itself, and the page follows the log
  await expect(rows.filter({ hasText: 'Audit log exported' })).toHaveCount(1);
});
