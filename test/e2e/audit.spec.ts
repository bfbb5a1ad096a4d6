import { readFileSync } from 'node:fs';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

test('the audit log is read, filtered, verified and exported by keyboard', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.goto(`${new URL(page.url()).origin}/#/key-packages`);
  await page.getByRole('button', { name: 'Make a KeyPackage…' }).press('Enter');
  await page.getByRole('dialog').getByLabel('Suite').selectOption('1');
  await page.getByRole('button', { name: 'Make KeyPackage' }).press('Enter');
  await expect(page.getByRole('region', { name: 'KeyPackage of Ada' })).toContainText('On offer');
  await page.getByRole('button', { name: 'Audit log' }).focus();
  await page.keyboard.press('Enter');
  const table = page.getByRole('table', { name: 'Audit log' });
  const rows = table.getByRole('row');
  await expect(rows.filter({ hasText: 'Identity created' })).toContainText(/Browser [0-9a-f]{8}/);
  await expect(rows.filter({ hasText: 'Log started' })).toContainText('Epochscope');
  const given = rows.filter({ hasText: 'KeyPackage given out' });
  await expect(given).toContainText(/valid until: \d{1,2} \w+ \d{4}/); // as people read it, not as it is stored
  await expect(given).toContainText('suite: x25519-aes128-ed25519');
  await page.getByRole('button', { name: 'Verify the chain' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The chain holds: \d+ entries/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy the end of the log' })).toBeVisible();
  await pictures(page, 'audit-log');

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
