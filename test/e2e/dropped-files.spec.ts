import { day, leaf, revocationList, root } from '../support/certificates.ts';
import { drop } from './support/drag.ts';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

const now = Date.now();
const term = { notBefore: now - day, notAfter: now + 90 * day };
const lab = root('CN=Lab root', { scheme: 'Ed25519', ...term });
const bob = leaf('CN=Bob', lab, { scheme: 'Ed25519', ...term });
const pem = (der: Uint8Array) => Buffer.from(`-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`);
const rootFile = { name: 'root.der', bytes: lab.certificate };
const leafFile = { name: 'bob.pem', bytes: pem(bob.certificate) };
const listFile = { name: 'lab.crl', bytes: revocationList(lab, [{ of: bob }], { thisUpdate: now - day, nextUpdate: now + day }) };
const large = { name: 'large.bin', bytes: new Uint8Array(500_001) };

test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

test('roots, lists and what is to be checked are dropped where they belong; what is too large, or no file of the kind, is refused in words', async ({
  page,
}) => {
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  const check = page.getByRole('group', { name: 'Check a credential' });
  const roots = page.getByRole('group', { name: 'Drop roots here' });
  const lists = page.getByRole('group', { name: 'Drop revocation lists here' });
  await drop(check, large);
  await expect(page.getByRole('alert')).toContainText('larger than');
  await drop(check, leafFile, rootFile);
  await expect(page.getByRole('alert')).toContainText('One file at a time');
  await drop(check, { name: 'noise', bytes: new Uint8Array([1, 2, 3]) });
  await expect(page.getByRole('alert')).toContainText('Could not check');
  const verdict = page.getByRole('dialog', { name: 'Check of Bob' });
  await drop(check, leafFile);
  await expect(verdict.getByText(/^Would be refused by /)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(verdict).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);

  await drop(roots, large);
  await expect(roots.getByRole('alert')).toContainText('large.bin: This file is larger');
  await drop(roots, rootFile);
  await expect(roots.getByText('Lab root', { exact: true })).toBeVisible();
  await drop(lists, { name: 'noise', bytes: new Uint8Array([1, 2, 3]) });
  await expect(lists.getByRole('alert')).toContainText('This file cannot be used');
  await drop(lists, listFile);
  await expect(lists.getByText('1 revoked')).toBeVisible();
  await expect(page).toHaveURL(/#\/trust$/); // nothing of this was taken for a file to decode
  await pictures(page, 'trust');
  await drop(check, { name: 'root.pem', bytes: pem(lab.certificate) });
  await expect(page.getByRole('dialog', { name: 'Check of Lab root' })).toBeVisible();
  await pictures(page, 'check');
});

test('a contact card that is dropped on the check or on a new pin is read', async ({ page }) => {
  const card = {
    name: 'eve.epochscope-contact',
    bytes: Buffer.from(`epochscope:contact?v=1&name=Eve&key=${Buffer.from([8, 7, ...bob.key.publicKey]).toString('base64url')}\n`),
  };
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  await drop(page.getByRole('group', { name: 'Check a credential' }), card);
  await expect(page.getByRole('dialog', { name: 'Check of Eve' })).toBeVisible();
  await page.keyboard.press('Escape');
  await press(page.getByRole('navigation').getByRole('button', { name: /^Pinned keys/ }));
  const form = page.getByRole('group', { name: 'Pin a key' });
  await drop(form, { name: 'large.png', bytes: new Uint8Array(10_000_001) });
  await expect(form.getByRole('alert')).toBeVisible();
  await drop(form, card);
  await expect(form.getByLabel('Contact card')).toHaveValue(/name=Eve/);
  await press(form.getByRole('button', { name: 'Pin this key' }));
  await expect(page.getByRole('row').filter({ hasText: 'Eve' })).toBeVisible();
});

test('certificates are dragged onto the import dialog, taken out again, and capped', async ({ page }) => {
  await press(page.getByRole('navigation').getByRole('button', { name: 'Certificates' }));
  await press(page.getByRole('button', { name: 'Import…' }));
  const dialog = page.getByRole('dialog', { name: 'Import key and certificates' });
  const files = dialog.getByRole('group', { name: 'Certificates and keys' });
  await drop(files, { name: 'large.p12', bytes: new Uint8Array(800_001) });
  await expect(files.getByText(/larger than certificates and keys are/)).toBeVisible();
  await drop(files, rootFile, leafFile);
  await expect(files.getByRole('listitem')).toHaveText([/root\.der/, /bob\.pem/]);
  await pictures(page, 'import');
  await press(dialog.getByRole('button', { name: 'Import', exact: true }));
  await expect(dialog.getByRole('alert')).toContainText('Nothing was imported'); // no key is among them
  await press(files.getByRole('button', { name: 'Leave out root.der' }));
  await expect(files.getByRole('listitem')).toHaveText([/bob\.pem/]);
  await expect(page).toHaveURL(/#\/certificates$/);
});
