import type { BrowserContext, Page } from '@playwright/test';
import type { Daemon } from './support/daemon.ts';
import { pictures } from './support/pictures.ts';
import { expect, listenOnFreePort, openAs, test } from './support/test.ts';

async function pageOf(context: BrowserContext, daemon: Daemon, name: string): Promise<Page> {
  const page = await context.newPage();
  await openAs(page, daemon, name);
  return page;
}

/** Both in one session, the guest trusting the first key it meets. */
async function connected(
  context: BrowserContext,
  daemon: Daemon,
  other: Daemon,
): Promise<{ readonly host: Page; readonly guest: Page; readonly port: string }> {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use');
  const guest = await pageOf(context, other, 'Grace');
  await guest.bringToFront();
  await guest.keyboard.press('n');
  const dialog = guest.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill(port);
  await dialog.getByRole('radio', { name: 'Trust on first use' }).press('Space');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
  await expect(guest.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await expect(guest.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  return { host, guest, port };
}

async function openConnection(page: Page, peer: string | RegExp): Promise<void> {
  await page.bringToFront();
  await page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: peer }).first().press('Enter');
}

async function say(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await page.keyboard.press('m');
  await page.getByLabel('Message to the peer').fill(text);
  await page.keyboard.press('Enter');
}

// What a browser writes while the core of a page is gone.
test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED|status of 40[13]/ });

test('[TP-30] a key is rotated while connected: both windows show it, data flows, and the session resumes after a restart', async ({
  context,
  daemon,
  other,
}) => {
  const { host, guest } = await connected(context, daemon, other);

  // By keyboard alone: the action, the question, the answer that is not the default.
  await guest.getByRole('button', { name: 'Rotate key…' }).focus();
  await guest.keyboard.press('Enter');
  const question = guest.getByRole('dialog', { name: 'Rotate Grace’s Ed25519 key?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(question).toContainText(/The open connection with .+ makes an update at once and shows the new key\./);
  await pictures(guest, 'question');
  await question.getByRole('button', { name: 'Rotate key', exact: true }).focus();
  await guest.keyboard.press('Enter');
  await expect(guest.getByText('New keys are stored.', { exact: false })).toBeVisible();

  await openConnection(host, /^Grace/);
  await expect(host.getByText('Identity changed in epoch 2')).toBeVisible();
  await pictures(host, 'peer');
  await say(guest, 'under the new key');
  await host.bringToFront();
  await host.getByRole('tab', { name: /Messages/ }).press('Enter');
  await expect(host.getByRole('log', { name: 'Messages' })).toContainText('under the new key');

  // What the guest's page says about its own keys.
  await guest.getByRole('button', { name: 'Identities' }).press('Enter');
  await guest.getByRole('button', { name: 'History and sessions' }).press('Enter');
  await expect(guest.getByText('present key and name')).toBeVisible();
  await expect(guest.getByText(/, replaced$/)).toBeVisible();
  await pictures(guest, 'identities');

  // The guest's core is killed and starts again: it resumes by itself, and what both know of each other is still so.
  await other.crashAndRestart();
  await guest.bringToFront();
  await guest.goto(other.url);
  await openConnection(guest, /^Ada/);
  await expect(guest.getByRole('status').getByText('Open', { exact: true })).toBeVisible({ timeout: 30_000 });
  await say(guest, 'and after a resumption');
  await host.bringToFront();
  await expect(host.getByRole('log', { name: 'Messages' })).toContainText('and after a resumption');
  await expect(host.getByText(/^Identity changed in epoch/)).toBeVisible();
});

test('an identity is renamed, retired, taken back and destroyed, each by keyboard', async ({ context, daemon, other }) => {
  const { host, guest } = await connected(context, daemon, other);
  await guest.getByRole('button', { name: 'Identities' }).press('Enter');
  await guest.getByLabel('Your name').fill('Another');
  await guest.keyboard.press('Enter');
  const card = guest.getByRole('listitem').filter({ has: guest.getByRole('heading', { name: 'Grace', exact: true }) });

  await card.getByRole('button', { name: 'Rename…' }).focus();
  await guest.keyboard.press('Enter');
  const rename = guest.getByRole('dialog', { name: 'Rename Grace' });
  await expect(rename.getByLabel('New name')).toBeFocused();
  await pictures(guest, 'rename');
  await guest.keyboard.press('Enter');
  await expect(rename.getByLabel('New name')).toHaveAttribute('aria-invalid', 'true');
  await guest.keyboard.type('Grace H.');
  await guest.keyboard.press('Enter');
  await expect(rename).toBeHidden();
  await openConnection(host, /^Grace/);
  await expect(host.getByText('Identity changed in epoch 2')).toBeVisible();
  await expect(host.getByRole('heading', { level: 1, name: 'Grace H.' })).toBeVisible();

  await guest.bringToFront();
  const renamed = guest.getByRole('listitem').filter({ has: guest.getByRole('heading', { name: 'Grace H.' }) });
  await renamed.getByRole('button', { name: 'Retire…' }).focus();
  await guest.keyboard.press('Enter');
  const retire = guest.getByRole('dialog', { name: 'Retire Grace H.?' });
  await retire.getByRole('button', { name: 'Retire' }).focus();
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'Retired identities' })).toBeVisible();
  await pictures(guest, 'retired');
  await guest.getByRole('button', { name: 'Take back' }).focus();
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'Retired identities' })).toBeHidden();

  await renamed.getByRole('button', { name: 'Retire…' }).focus();
  await guest.keyboard.press('Enter');
  await retire.getByRole('button', { name: 'Retire' }).focus();
  await guest.keyboard.press('Enter');
  await guest.getByRole('button', { name: 'Destroy keys…' }).focus();
  await guest.keyboard.press('Enter');
  const destroy = guest.getByRole('dialog', { name: 'Destroy the keys of Grace H.?' });
  await expect(destroy).toContainText('cannot be undone');
  await pictures(guest, 'destroy');
  await destroy.getByRole('button', { name: 'Destroy for ever' }).focus();
  await guest.keyboard.press('Enter');
  await expect(guest.getByText(/^Keys destroyed/)).toBeVisible();
  await expect(guest.getByRole('button', { name: 'Take back' })).toHaveCount(0);
});
