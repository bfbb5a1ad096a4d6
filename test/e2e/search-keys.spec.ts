import type { Page } from '@playwright/test';
import { expect, openAs, test } from './support/test.ts';

/** "/" brings the focus to the search of the page, and the next one is a letter of the search. */
async function expectSlash(page: Page, role: 'textbox' | 'searchbox' | 'combobox', name: string): Promise<void> {
  const field = page.getByRole(role, { name, exact: true }).first();
  await expect(field).toBeVisible();
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  await page.keyboard.press('/');
  await expect(field).toHaveValue('/');
}

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${address}`);
}

test('"/" goes to the search wherever there is one, and nowhere while letters are no shortcuts', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('d');
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await expect(page.getByRole('grid', { name: 'Ladder of messages and records' })).toBeVisible();
  await page.getByRole('button', { name: 'Cut', exact: true }).focus();
  await expectSlash(page, 'combobox', 'Filter');

  await go(page, 'sessions');
  await expectSlash(page, 'textbox', 'Search sessions');
  await go(page, 'key-packages');
  // Over nothing there is no search.
  await page.getByRole('button', { name: 'Make a KeyPackage…' }).press('Enter');
  await page.getByRole('button', { name: 'Make KeyPackage', exact: true }).press('Enter');
  await expect(page.getByRole('region', { name: 'KeyPackage of Ada' })).toBeVisible();
  await expectSlash(page, 'textbox', 'Search KeyPackages');
  await go(page, 'audit');
  await expectSlash(page, 'searchbox', 'Text in id, fingerprint or details');
  await go(page, 'glossary');
  await expectSlash(page, 'searchbox', 'Search the glossary');

  await page.getByRole('button', { name: 'Keyboard shortcuts' }).press('Enter');
  await page.getByRole('switch', { name: 'Single letters are shortcuts' }).press('Space');
  await page.keyboard.press('Escape');
  await go(page, 'sessions');
  await expect(page.getByRole('textbox', { name: 'Search sessions' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Search sessions' })).not.toBeFocused();
});
