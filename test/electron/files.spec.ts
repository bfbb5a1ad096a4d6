import { expect, test } from '@playwright/test';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestChannels } from '#shared/contract.ts';
import { runCommand } from '../support/run-program.ts';
import { type Desktop, startDesktop } from './desktop.ts';

// The BUILT main process, with a stand-in for the `electron` module whose dialogs of the system choose one file.

const folder = mkdtempSync(join(tmpdir(), 'epochscope-files-'));
const chosen = join(folder, 'my keys.backup');

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function onDesktop(environment: NodeJS.ProcessEnv, work: (desktop: Desktop) => Promise<void>): Promise<void> {
  const desktop = await startDesktop(environment);
  try {
    await work(desktop);
  } finally {
    await desktop.quit();
  }
}

test('[bad:IP-007] a backup is saved and restored through dialogs of the system, and the page learns a name and a handle, never a path', async () => {
  await onDesktop({ STAND_IN_FILE: chosen }, async ({ page, recorded }) => {
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Create identity' }).click();
    await page.getByRole('button', { name: 'Security', exact: true }).click();
    await page.getByLabel('Passphrase of the backup', { exact: true }).first().fill('correct horse');
    await page.getByRole('region', { name: 'Back up this profile' }).getByLabel('Repeat passphrase', { exact: true }).fill('correct horse');
    await page.getByRole('button', { name: 'Make a backup' }).press('Enter');
    await expect(page.getByText(/^Made, read back whole, and saved: /)).toBeVisible();
    expect(await recorded('dialog.showSaveDialog')).toEqual([expect.stringMatching(/^epochscope-\d{4}-\d\d-\d\d\.backup$/)]);
    expect(statSync(chosen).mode & 0o777).toBe(0o600);
    expect(existsSync(`${chosen}.new`)).toBe(false);

    await page.getByLabel('Backup file').press('Enter');
    await expect(page.getByText('my keys.backup')).toBeVisible();
    await page.getByLabel('Passphrase of the backup', { exact: true }).last().fill('correct horse');
    await page.getByRole('button', { name: 'Preview restore…' }).press('Enter');
    await expect(page.getByRole('dialog', { name: 'Restore this backup?' })).toBeVisible();
    await page.getByRole('button', { name: 'Restore', exact: true }).press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByText('No file chosen')).toBeVisible();
    expect(statSync(chosen).size).toBeGreaterThan(0);
    expect(await page.content()).not.toContain(folder);
    const reply = await page.evaluate(() => bridge.request('chooseTransfer', {}));
    expect(reply).toEqual({ ok: true, value: { transferId: expect.any(String), name: 'my keys.backup' } });
  });
});

test('who chooses nothing changes nothing, and nobody but a window opens a dialog', async () => {
  await onDesktop({}, async ({ page, invokeAs, profile, recorded }) => {
    expect(await invokeAs('our page', requestChannels.chooseTransfer, {})).toEqual({ ok: true, value: null });
    const made = await page.evaluate(() => bridge.request('makeBackup', { passphrase: 'correct horse' }));
    if (!made.ok) throw new Error(made.error.code);
    const { transferId } = made.value;
    expect(await page.evaluate((id) => bridge.request('keepTransfer', { transferId: id }), transferId)).toEqual({ ok: true, value: null });
    const asked = [await recorded('dialog.showOpenDialog'), await recorded('dialog.showSaveDialog')];
    const { code } = await runCommand([
      'backup',
      join(folder, 'by command.backup'),
      '--profile-dir',
      profile,
      '--backup-passphrase-file',
      join(import.meta.dirname, '../support/passphrase.txt'),
    ]);
    expect(code).toBe(0);
    expect([await recorded('dialog.showOpenDialog'), await recorded('dialog.showSaveDialog')]).toEqual(asked);
  });
});
