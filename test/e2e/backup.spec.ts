import type { Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

const passphrase = 'a passphrase for the backup';

/** The section with this heading, on the page about security. */
async function section(page: Page, title: string) {
  await page.getByRole('button', { name: 'Security', exact: true }).press('Enter');
  return page.getByRole('region', { name: title });
}

test('a backup is made in one browser and restored in another profile, after a look at what it would do', async ({
  page,
  daemon,
  other,
  browser,
}) => {
  await openAs(page, daemon, 'Ada');
  const make = await section(page, 'Back up this profile');
  await make.getByLabel('Passphrase of the backup', { exact: true }).focus();
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await expect(make.getByText('At least 8 characters.', { exact: true })).toBeVisible();
  await make.getByLabel('Passphrase of the backup', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(make.getByText('The two differ.')).toBeVisible();
  await expect(make.getByLabel('Repeat passphrase', { exact: true })).toBeFocused();
  await page.keyboard.type(passphrase);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^epochscope-\d{4}-\d\d-\d\d\.backup$/);
  await expect(make.getByText(/read back whole/)).toBeVisible();
  await make.scrollIntoViewIfNeeded();
  await pictures(page, 'made');

  const context = await browser.newContext();
  const second = await context.newPage();
  await openAs(second, other, 'Bea');
  const restore = await section(second, 'Restore a backup');
  await restore.getByRole('button', { name: 'Preview restore…' }).focus();
  await second.keyboard.press('Enter');
  await expect(restore.getByText('Choose a file.')).toBeVisible();
  await restore.locator('input[type=file]').setInputFiles(await file.path());
  await restore.getByLabel('Passphrase of the backup', { exact: true }).fill('not the passphrase');
  await second.keyboard.press('Enter');
  await expect(restore.getByRole('alert')).toContainText('The passphrase does not open this backup');
  await restore.getByLabel('Passphrase of the backup', { exact: true }).fill(passphrase);
  await second.keyboard.press('Enter');
  const dialog = second.getByRole('dialog', { name: 'Restore this backup?' });
  await expect(dialog).toContainText('Would add identities: 1');
  await pictures(second, 'planned');
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeFocused();
  await second.keyboard.press('Enter');
  await expect(restore.getByText(/^Added identities: 1/)).toBeVisible();
  await second.getByRole('button', { name: /^Identities/ }).press('Enter');
  await expect(second.getByText('Ada', { exact: true }).first()).toBeVisible();
  await context.close();
});
