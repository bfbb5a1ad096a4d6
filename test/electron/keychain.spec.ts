import { expect, test } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestChannels } from '#shared/contract.ts';
import { testPassphrase } from '../support/protection.ts';
import { type Desktop, startDesktopOn } from './desktop.ts';

// The built desktop app with the keychain of the stand-in: the same calls, another key when the system has another keychain.
const stateOf = (desktop: Desktop): Promise<unknown> => desktop.invokeAs('our page', requestChannels.vault, {});
const view = (values: Record<string, unknown>) => ({ ok: true, value: expect.objectContaining(values) });

let profile = '';
test.beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'epochscope-keychain-'));
});
test.afterEach(() => rmSync(profile, { recursive: true, force: true }));

test('a keychain that is real is the default; the next start opens by itself', async () => {
  const first = await startDesktopOn(profile);
  await expect(first.page.getByRole('radio', { name: /Keychain of this system/ })).toBeChecked();
  await first.page.getByLabel('Your name').fill('Ada');
  await first.page.keyboard.press('Enter');
  await expect(first.page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  expect(await stateOf(first)).toEqual(view({ protections: ['keychain'] }));
  expect(await first.quit('kept')).toBe(0);

  const second = await startDesktopOn(profile);
  await expect(second.page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  expect(await second.recorded('safeStorage.decryptStringAsync')).toHaveLength(1);
  await second.chooseMenu('Lock now');
  await expect(second.page.getByRole('heading', { name: 'This profile is locked' })).toBeVisible();
  await second.page.getByRole('button', { name: 'Unlock with the keychain' }).click();
  await expect(second.page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  expect(await second.quit('kept')).toBe(0);
});

test('[bad:ST-021] another keychain is said, with the way out, and nothing on the disk changes', async () => {
  const first = await startDesktopOn(profile);
  await first.invokeAs('our page', requestChannels.protect, { passphrase: testPassphrase, keychain: true, plain: false });
  await first.invokeAs('our page', requestChannels.createIdentity, { name: 'Ada' });
  expect(await first.quit('kept')).toBe(0);
  const before = readFileSync(join(profile, 'data.key'));

  const second = await startDesktopOn(profile, { STAND_IN_KEYCHAIN_KEY: 'k2' });
  await expect(second.page.getByRole('alert')).toContainText('The keychain of this system no longer opens the profile');
  await expect(second.page.getByRole('alert')).toContainText('Use the passphrase or the recovery kit');
  expect(readFileSync(join(profile, 'data.key')).equals(before)).toBe(true);
  await second.page.getByLabel('Passphrase', { exact: true }).fill(testPassphrase);
  await second.page.keyboard.press('Enter');
  await expect(second.page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  expect(await second.quit('kept')).toBe(0);
});

test('[bad:ST-020] basic_text is called what it is and not offered', async () => {
  const desktop = await startDesktopOn(profile, { STAND_IN_KEYCHAIN: 'basic_text' });
  await expect(desktop.page.getByText(/basic_text.*protects nothing/)).toBeVisible();
  await expect(desktop.page.getByRole('radio', { name: /Keychain/ })).toHaveCount(0);
  await expect(desktop.page.getByRole('radio', { name: 'Passphrase' })).toBeChecked();
  const refused = await desktop.invokeAs('our page', requestChannels.protect, { passphrase: null, keychain: true, plain: false });
  expect(refused).toEqual({ ok: false, error: expect.objectContaining({ code: 'KEYRING_UNAVAILABLE' }) });
  expect(await desktop.recorded('safeStorage.encryptStringAsync')).toEqual([]);
  expect(await desktop.quit('kept')).toBe(0);
});
