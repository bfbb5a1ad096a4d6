import { readFileSync } from 'node:fs';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, listenOnFreePort, openAs, test } from './support/test.ts';

test('a KeyPackage is made, decoded, copied, saved, looked at and withdrawn by keyboard alone', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('navigation').getByRole('button', { name: 'KeyPackages' }).press('Enter');
  await expect(page.getByText('No KeyPackage yet')).toBeVisible();
  await expect(page.getByLabel('Search KeyPackages')).toHaveCount(0); // there is nothing to search
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make a KeyPackage…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Make a KeyPackage to give out' });
  await dialog.getByLabel('Valid for (days)').fill('31');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('A whole number, 1 to 30.')).toBeVisible();
  await dialog.getByLabel('Suite').selectOption('1');
  await dialog.getByLabel('Valid for (days)').fill('14');
  await pictures(page, 'make');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();

  const detail = page.getByRole('region', { name: 'KeyPackage of Ada' });
  await expect(detail).toContainText('On offer');
  await expect(detail).toContainText('x25519-aes128-ed25519');
  await expect(detail.getByRole('treeitem', { name: /^init_key/ })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Given out' });
  await expect(row).toHaveCount(1);
  await expect(row.locator('xpath=following-sibling::tr').getByRole('region', { name: 'KeyPackage of Ada' })).toBeVisible(); // below the row it is of
  await pictures(page, 'detail');
  const downloading = page.waitForEvent('download');
  await detail.getByRole('button', { name: 'Save as file' }).press('Enter');
  const path = await (await downloading).path();
  expect(readFileSync(path).subarray(0, 4).toString('hex')).toBe('00010005'); // MLSMessage: version mls10, wire format mls_key_package

  await detail.getByRole('button', { name: 'Check credential' }).press('Enter');
  const verdict = page.getByRole('dialog', { name: 'Check of Ada' });
  await expect(verdict.getByText(/our own key/).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(verdict).toBeHidden();
  await detail.getByRole('button', { name: 'Withdraw…' }).press('Enter');
  const question = page.getByRole('dialog', { name: 'Withdraw this KeyPackage?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Withdraw for ever' }).press('Enter');
  await expect(detail).toContainText('Withdrawn');
  await expect(detail.getByRole('button', { name: 'Withdraw…' })).toHaveCount(0);
  await page.getByRole('button', { name: 'On offer' }).press('Enter');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).press('Enter');
  await expect(row).toHaveCount(1);

  await page.getByLabel('Look at a file…').last().setInputFiles(path);
  await expect(page.getByText(/bytes, given as bytes\./)).toBeVisible();
});

test('what becomes of the KeyPackages of connections is listed', async ({ page, daemon, other, context }) => {
  await openAs(page, daemon, 'Ada');
  const port = await listenOnFreePort(page, 'Trust on first use');
  const guest = await context.newPage();
  await openAs(guest, other, 'Grace');
  await guest.keyboard.press('n');
  const dialog = guest.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill(port);
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await guest.getByRole('button', { name: 'KeyPackages' }).press('Enter');
  await expect(guest.getByRole('row').filter({ hasText: 'A session came of it' })).toHaveCount(1);
  await expect(guest.getByRole('row').filter({ hasText: 'Ready, in memory' })).toHaveCount(1);
  await page.getByRole('button', { name: 'KeyPackages' }).press('Enter');
  await expect(page.getByRole('row').filter({ hasText: 'Grace' })).toContainText('Accepted once');
  await expectAccessible(page);
});
