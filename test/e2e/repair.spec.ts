import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

/** Overwrites the page of the database that holds the newest private keys. */
function loseAPage(profileFolder: string): void {
  const path = join(profileFolder, 'keys.db');
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.lastIndexOf('Ed25519') / 4096) * 4096;
  writeFileSync(path, bytes.fill(0, page, page + 4096));
}

test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED|status of 40[13]/ });

test('a damaged profile says so, is read only, and is repaired by keyboard', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page
    .getByRole('list', { name: 'Kept' })
    .getByRole('button', { name: /Identities/ })
    .press('Enter');
  await page.getByLabel('Your name').fill('Ida');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Ida' })).toBeVisible();
  await daemon.crashAndRestart(() => loseAPage(daemon.profileFolder));
  await page.goto(daemon.url);
  const note = page.getByRole('complementary', { name: 'Damaged profile' });
  await expect(note).toContainText('open for reading only');
  await note.getByRole('button', { name: 'Repair…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Repair this profile' });
  await expect(dialog.getByText('What is wrong')).toBeVisible();
  await expect(dialog.getByText(/\d+ kept/).first()).toBeVisible();
  await pictures(page, 'repair');
  await dialog.getByRole('button', { name: 'Repair now' }).press('Enter');
  const done = page.getByRole('dialog', { name: 'The profile is repaired' });
  await expect(done.getByText(/keys\.db\.damaged-/)).toBeVisible();
  expect(readdirSync(daemon.profileFolder).some((name) => name.startsWith('keys.db.damaged-'))).toBe(true);
  expect(existsSync(join(daemon.profileFolder, 'keys.db'))).toBe(true);
  await done.getByRole('button', { name: 'Close' }).last().press('Enter');
  await expect(note).toBeHidden();
});
