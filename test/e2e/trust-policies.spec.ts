import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { day, leaf, root } from '../support/certificates.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, pasteInto, test } from './support/test.ts';

const now = Date.now();
const term = { notBefore: now - day, notAfter: now + 90 * day };
const lab = root('CN=Lab root', { scheme: 'Ed25519', ...term });
const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', names: ['dns:bob.example'], ...term });

function files(): { readonly rootFile: string; readonly leafFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'epochscope-e2e-trust-'));
  const [rootFile, leafFile] = [join(folder, 'root.der'), join(folder, 'leaf.der')];
  writeFileSync(rootFile, lab.certificate);
  writeFileSync(leafFile, bob.certificate);
  return { rootFile, leafFile };
}

test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

test('a policy is made by keyboard, a root added, and a certificate checked against both', async ({ page }) => {
  const { rootFile, leafFile } = files();
  await page.getByRole('button', { name: 'Trust', exact: true }).press('Enter');
  await expect(page.getByText('No root is trusted')).toBeVisible();
  await pictures(page, 'empty');
  await page.getByRole('button', { name: 'New policy…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New policy' });
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Give it a name.')).toBeVisible();
  await page.keyboard.type('Rooted');
  await dialog.getByRole('button', { name: 'Add', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Take out: Pinned key' }).focus();
  await page.keyboard.press('Enter');
  await pictures(page, 'policy');
  await dialog.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Rooted')).toBeVisible();
  await page.getByLabel('Add a root').first().setInputFiles(rootFile);
  await expect(page.getByText('Lab root').first()).toBeVisible();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Check a file…' }).press('Enter');
  await (await chooser).setFiles(leafFile);
  const check = page.getByRole('dialog', { name: 'Check of Bob' });
  await expect(check.getByText('Would be refused by “Pinned keys”, by which a listener goes unless told otherwise.')).toBeVisible();
  await expect(check.getByText('believes it')).toBeVisible();
  await expect(check.getByText('“Rooted” would believe it.')).toBeVisible(); // what one policy says is not said of all
  await expect(check.getByText(/leads to the root “Lab root”/)).toBeVisible();
  await pictures(page, 'check');
  await page.keyboard.press('Escape');
  await expect(check).toBeHidden();
});

test('a denied name shows why a peer is refused; a file that is no root is refused in words', async ({ page }) => {
  const { leafFile } = files();
  await page.goto(`${new URL(page.url()).origin}/#/trust`);
  await page.getByLabel('Fingerprint or name').fill('Mallory');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Mallory')).toBeVisible();
  await page.getByLabel('Add a list').first().setInputFiles(leafFile);
  await expect(page.getByText('This file cannot be used')).toBeVisible();
  await pictures(page, 'lists');
  await page.getByRole('button', { name: 'Remove', exact: true }).last().press('Enter');
  await expect(page.getByText('Mallory')).toHaveCount(0);
});

test('a contact has a QR code that can be read back, a mark of how it was compared, and a check', async ({ page }) => {
  await page.getByRole('button', { name: 'Identities' }).press('Enter');
  await page.getByRole('button', { name: 'QR code and file… Ed25519' }).press('Enter');
  const own = page.getByRole('dialog', { name: 'Contact card of Ada, Ed25519' });
  await pictures(page, 'own-card');
  const ownPicture = await own.getByRole('img', { name: /QR code/ }).screenshot();
  const download = page.waitForEvent('download');
  await own.getByRole('button', { name: 'Save contact card…' }).press('Enter');
  expect((await download).suggestedFilename()).toBe('Ada.epochscope-contact');
  await own.getByRole('button', { name: 'Copy contact card' }).press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Pinned keys/ }).press('Enter');
  const card = await pasteInto(page.getByLabel('Contact card'));
  await page.getByLabel('Contact card').fill('');
  await readPicture(page, ownPicture);
  await expect(page.getByLabel('Contact card')).toHaveValue(card);
  await page.getByRole('button', { name: 'Pin this key' }).press('Enter');
  await page.getByRole('button', { name: 'Details… Ada' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Contact: Ada' });
  const code = dialog.getByRole('img', { name: /QR code/ });
  await expect(code).toBeVisible();
  const fixed = dialog.getByRole('checkbox', { name: /^Fixed/ });
  await expect(fixed).not.toBeChecked();
  await fixed.press('Space');
  await dialog.getByLabel('How did you compare them?').fill('read aloud');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Details… Ada' }).press('Enter');
  await dialog.getByRole('button', { name: 'Check credential' }).press('Enter');
  await expect(
    page
      .getByRole('dialog', { name: 'Check of Ada' })
      .getByText(/our own key/)
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await pictures(page, 'contact');
  const picture = await code.screenshot();
  await page.keyboard.press('Escape');
  const row = page.getByRole('row').filter({ hasText: 'Ada' });
  await expect(row.getByText('compared')).toBeVisible();
  await expect(row.getByText('fixed')).toBeVisible();
  await pictures(page, 'pins');
  await page.getByRole('button', { name: 'Details… Ada' }).press('Enter');
  await expect(fixed).toBeChecked();
  await fixed.press('Space');
  await dialog.getByLabel('How did you compare them?').fill('');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(row.getByText('compared')).toHaveCount(0);
  await expect(row.getByText('fixed')).toHaveCount(0);
  await page.getByLabel('Contact card').fill('');
  await readPicture(page, picture);
  await expect(page.getByLabel('Contact card')).toHaveValue(card);
});

test('a connection says why its peer was believed, and can be checked again', async ({ page }) => {
  await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await expect(page.getByText('Open', { exact: true }).first()).toBeVisible();
  await page.getByRole('radio', { name: 'Initiator' }).first().press('Space');
  await page.getByRole('tab', { name: 'Safety code' }).press('Enter');
  const why = page.getByRole('region', { name: 'Why was this peer believed?' }).first();
  await expect(why.getByText('Believed').first()).toBeVisible();
  await expect(why.getByText('vouches').first()).toBeVisible();
  await pictures(page, 'why');
  await why.getByRole('button', { name: 'Check credential' }).press('Enter');
  await expect(page.getByRole('dialog', { name: /^Check of / }).getByText(/^Would be believed by /)).toBeVisible();
});

async function readPicture(page: Page, picture: Buffer): Promise<void> {
  const field = page.getByLabel('Read from a QR code picture or card file…').first();
  await field.setInputFiles({ name: 'card.png', mimeType: 'image/png', buffer: picture });
}
