import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

/** Opens what has the focus, as a person without a mouse does. */
async function press(target: Locator): Promise<void> {
  await target.focus();
  await target.press('Enter');
}

async function openCertificates(page: Page): Promise<void> {
  await press(page.getByRole('navigation').getByRole('button', { name: 'Certificates' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Certificates' })).toBeVisible();
}

/** Chooses one of the radio buttons at the top of a dialog with the arrow keys. */
async function choose(dialog: Locator, name: string): Promise<void> {
  const radios = dialog.getByRole('radio');
  await radios.first().focus();
  for (let i = 0; i < (await radios.count()); i++) {
    if (await dialog.getByRole('radio', { name, exact: true }).isChecked()) return;
    await dialog.page().keyboard.press('ArrowRight');
  }
  await expect(dialog.getByRole('radio', { name, exact: true })).toBeChecked();
}

async function saved(page: Page, act: () => Promise<void>): Promise<{ readonly name: string; readonly path: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

test('an authority certifies a key; key and certificates leave under a passphrase and become an identity elsewhere', async ({
  context,
  daemon,
  other,
}) => {
  const page = await context.newPage();
  await openAs(page, daemon, 'Ada');
  await openCertificates(page);
  await expectAccessible(page);
  const subject = page.getByLabel('Subject of the new authority');
  await subject.fill('');
  await press(page.getByRole('button', { name: 'New authority' }));
  await expect(page.getByText('Say the subject: CN= and a name.')).toBeVisible();
  await subject.fill('Lab');
  await subject.press('Enter');
  await expect(page.getByText('This name cannot be put into a certificate')).toBeVisible();
  await subject.fill('CN=Lab root');
  await subject.press('Enter');
  await expect(subject).toHaveValue('CN=Lab root 2'); // one more click makes no twin
  await press(page.getByRole('button', { name: 'Laboratory authority Lab root' }));
  const authority = page.getByRole('dialog', { name: 'Laboratory authority Lab root' });
  await expect(authority.getByText('Nothing issued yet')).toBeVisible();
  await press(authority.getByRole('button', { name: 'Issue a certificate' }));
  await authority.getByLabel('Alternative names').fill('dns:ada.example.org');
  await expectAccessible(page);
  await press(authority.getByRole('button', { name: 'Issue and install' }));
  await expect(authority.getByText('Issued and installed.')).toBeVisible();
  await pictures(page, 'authority');
  await page.keyboard.press('Escape');
  await expect(page.getByText('CN=Ada', { exact: true })).toBeVisible();
  await pictures(page, 'page');

  await press(page.getByRole('button', { name: 'Certificates of Ada, Ed25519' }));
  const key = page.getByRole('dialog', { name: 'Certificates of Ada, Ed25519' });
  await key.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  await expect(key.getByText('dns:ada.example.org')).toBeVisible();
  await pictures(page, 'details');
  await choose(key, 'Export');
  await key.getByLabel('What to export').selectOption('Private key and certificates (PKCS#12)');
  await key.getByLabel('Passphrase of the file').fill('short');
  await page.keyboard.press('Enter');
  await expect(key.getByText('At least 8 characters.', { exact: true })).toBeVisible();
  await expect(key.getByLabel('Passphrase of the file')).toBeFocused();
  await key.getByLabel('Passphrase of the file').fill('long enough');
  await pictures(page, 'export');
  const file = await saved(page, () => page.keyboard.press('Enter'));
  expect(file.name).toBe('Ada-Ed25519.p12');
  await expect(key.getByText('Saved Ada-Ed25519.p12.')).toBeVisible();

  const guest = await context.newPage();
  await openAs(guest, other, 'Grace');
  await openCertificates(guest);
  await press(guest.getByRole('button', { name: 'Import…' }));
  const dialog = guest.getByRole('dialog', { name: 'Import key and certificates' });
  await expect(dialog.getByLabel('Certificates and keys').last()).toBeFocused();
  await press(dialog.getByRole('button', { name: 'Import', exact: true }));
  await expect(dialog.getByText('Paste, drop or choose at least one file.')).toBeVisible();
  await expect(dialog.getByLabel('Password of the file')).toBeHidden(); // nothing is chosen that could need it
  await dialog.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: 'application/x-pkcs12', buffer: await readFile(file.path) });
  await dialog.getByLabel('Password of the file').fill('wrong');
  await guest.keyboard.press('Enter');
  await expect(dialog.getByText('The password does not open the file')).toBeVisible();
  await pictures(guest, 'import');
  await dialog.getByLabel('Password of the file').fill('long enough');
  await guest.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(guest.getByText('Imported “Ada”.')).toBeVisible();
  await expect(guest.getByText('CN=Ada', { exact: true })).toBeVisible();
});

test('a request goes to another profile, its answer is pasted, and the certificate is revoked', async ({ context, daemon, other }) => {
  const asker = await context.newPage();
  await openAs(asker, daemon, 'Ada');
  await openCertificates(asker);
  await asker.getByLabel('Key type of another key for Ada').selectOption('P-384');
  await press(asker.getByRole('button', { name: 'Request a certificate for another kind of key of Ada' }));
  const key = asker.getByRole('dialog', { name: 'Certificates of Ada, P-384' });
  await key.getByLabel('Subject').fill('CN=Ada, O=Example');
  await expectAccessible(asker);
  const request = await saved(asker, () => press(key.getByRole('button', { name: 'Save request' })));
  expect(request.name).toBe('Ada-P-384.csr.pem');

  await choose(key, 'Details');
  await expect(key.getByText('No certificates')).toBeVisible();

  const signer = await context.newPage();
  await openAs(signer, other, 'Grace');
  await openCertificates(signer);
  await signer.getByLabel('Subject of the new authority').press('Enter');
  await press(signer.getByRole('button', { name: 'Laboratory authority Lab root' }));
  const authority = signer.getByRole('dialog', { name: 'Laboratory authority Lab root' });
  await choose(authority, 'Sign a request');
  await authority
    .getByLabel('Certificate request')
    .last()
    .fill(await readFile(request.path, 'utf8'));
  const answer = await saved(signer, () => press(authority.getByRole('button', { name: 'Sign and save' })));
  await choose(authority, 'Certificates');
  await press(authority.getByRole('button', { name: 'Revoke Ada' }));
  const question = signer.getByRole('dialog', { name: 'Revoke this certificate?' });
  const reason = question.getByLabel('Reason');
  await expect(reason).toBeFocused();
  await reason.selectOption('The key may be known to others');
  await pictures(signer, 'revoke');
  await press(question.getByRole('button', { name: 'Revoke Ada' }));
  await expect(question).toBeHidden();
  await expect(authority.getByText('revoked: The key may be known to others')).toBeVisible();
  await choose(authority, 'Publish');
  const list = await saved(signer, () => press(authority.getByRole('button', { name: 'Save revocation list' })));
  expect(await readFile(list.path, 'utf8')).toContain('BEGIN X509 CRL');

  await asker.bringToFront();
  await choose(key, 'Install');
  await key.getByLabel('Issued certificates').last().fill('hello');
  await press(key.getByRole('button', { name: 'Install' }));
  await expect(key.getByText('This is not a certificate or key that can be read')).toBeVisible();
  await key
    .getByLabel('Issued certificates')
    .last()
    .fill(await readFile(answer.path, 'utf8'));
  await press(key.getByRole('button', { name: 'Install' }));
  await expect(key.getByText('Installed. Peers see the certificates')).toBeVisible();
  await asker.keyboard.press('Escape');
  await expect(asker.getByText('CN=Ada, O=Example', { exact: true })).toBeVisible();
});

test('authorities that cannot be read are no empty list: the failure is shown, and nothing is offered until they are known', async ({
  context,
  daemon,
}) => {
  const page = await context.newPage();
  let refuses = true;
  await page.routeWebSocket(/\/rpc$/, (way) => {
    const core = way.connectToServer();
    way.onMessage((message) => {
      const { id, request } = JSON.parse(String(message)) as { id: number; request?: string }; // the page's own frames: src-renderer/web-bridge.ts
      if (refuses && request === 'authorities') way.send(JSON.stringify({ id, ok: false, error: unreadable }));
      else core.send(message);
    });
  });
  await openAs(page, daemon, 'Ada');
  await openCertificates(page);
  await expect(page.getByRole('alert')).toContainText('Could not read laboratory authorities');
  await expect(page.getByLabel('Subject of the new authority')).toHaveCount(0);
  await expectAccessible(page);
  refuses = false;
  await press(page.getByRole('button', { name: 'Try again' }));
  await expect(page.getByLabel('Subject of the new authority')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

const unreadable = { code: 'STORE_UNREADABLE', title: 'The store cannot be read', next: 'Try again.', rule: null, alert: null, detail: null };
