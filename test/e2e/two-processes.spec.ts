import type { BrowserContext, Page } from '@playwright/test';
import type { Daemon } from './support/daemon.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, listenOnFreePort, openAs, pasteInto, test } from './support/test.ts';

async function pageOf(context: BrowserContext, daemon: Daemon, name: string): Promise<Page> {
  const page = await context.newPage();
  await openAs(page, daemon, name);
  return page;
}

async function connect(page: Page, port: string, trust: 'Trust on first use' | 'Accept anyone' = 'Trust on first use'): Promise<void> {
  await page.bringToFront();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Connect to a peer' });
  await dialog.getByLabel('Port').fill(port);
  await dialog.getByRole('radio', { name: trust }).press('Space');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
}

test('a stranger knocks, is accepted, and gets in on the next attempt', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Pinned keys only');
  const guest = await pageOf(context, other, 'Grace');
  await connect(guest, port);
  await expect(guest.getByRole('alert').first()).toBeVisible();

  await host.bringToFront();
  await expect(host.getByRole('button', { name: '1 stranger is knocking' })).toBeVisible();
  const notices = host.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText(/key (\d{5} ){11}\d{5}/);
  const digits = /(?:\d{5} ){11}\d{5}/.exec((await notices.textContent()) ?? '')?.[0] ?? '';
  await notices.getByRole('button', { name: 'Show who knocks' }).press('Enter');
  await expect(host.getByRole('article').locator('.digits')).toHaveText(digits);
  await expect(notices.getByText('is knocking')).toHaveCount(0);
  await expect(host.getByRole('heading', { name: 'Grace' })).toBeVisible();
  await pictures(host, 'knocking');
  await host.getByRole('button', { name: 'Accept and let them retry' }).press('Enter');
  await expect(host.getByText('Nobody knocks')).toBeVisible();

  if (await guest.getByRole('dialog').isVisible()) await guest.keyboard.press('Escape');
  await connect(guest, port);
  await expect(guest.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await expect(guest.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  await host.bringToFront();
  await host
    .getByRole('list', { name: 'Connections' })
    .getByRole('button', { name: /^Grace epoch/ })
    .press('Enter');
  await expect(host.getByText('Pinned key', { exact: true }).first()).toBeVisible();
});

test('[bad:RN-001] [bad:RN-003] what a peer calls itself stays text, and an unchecked peer is marked everywhere', async ({
  context,
  daemon,
  other,
}) => {
  const name = '<img src=x onerror=alert(1)>\u202etxt';
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Accept anyone');
  await expect(host.getByText('This listener accepts anyone.', { exact: false })).toBeVisible();
  const guest = await pageOf(context, other, '<img src=x onerror=alert(1)>');
  await connect(guest, port, 'Accept anyone');
  await expect(guest.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await expect(guest.getByText('The peer’s key was accepted without any check.', { exact: false })).toBeVisible();

  await host.bringToFront();
  const item = host.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /img src=x/ });
  await expect(item).toContainText('insecure');
  // The warning stays until it is dismissed, so it covers nothing that is to be read.
  const notices = host.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('was accepted without any check');
  const [bar, main] = [await notices.boundingBox(), await host.getByRole('main').boundingBox()];
  expect(bar?.height).toBeGreaterThan(0);
  expect(bar?.y).toBeGreaterThanOrEqual((main?.y ?? 0) + (main?.height ?? 0) - 1);
  await item.press('Enter');
  await expect(host.getByRole('heading', { level: 1 })).toHaveText('<img src=x onerror=alert(1)>');
  await expect(host.getByText('Insecure: not checked')).toBeVisible();
  await expect(host.locator('img')).toHaveCount(0);
  await expectAccessible(host);

  // [bad:RN-002] the same for what it sends
  await guest.bringToFront();
  await guest.keyboard.press('m');
  await guest
    .getByLabel('Message to the peer')
    .fill(`${name} {@html bait} javascript:alert(1) data:image/svg+xml,<svg onload=alert(1)> https://evil.test/`);
  await guest.keyboard.press('Enter');
  await host.bringToFront();
  await host.getByRole('tab', { name: /Messages/ }).press('Enter');
  await expect(host.getByRole('log', { name: 'Messages' })).toContainText('[U+202E]');
  await expect(host.getByRole('log')).toContainText('{@html bait} javascript:alert(1) data:image/svg+xml,<svg onload=alert(1)> https://evil.test/');
  await expect(host.getByRole('log').locator('a, img, svg[onload], iframe')).toHaveCount(0);
  await expect(host.getByRole('log').locator('bdi').first()).toBeVisible();
});

test('a session is listed, and forgetting it asks first; then the connection can be taken off the list', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use');
  const guest = await pageOf(context, other, 'Grace');
  await connect(guest, port);
  await expect(guest.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();

  await guest.getByRole('button', { name: 'Resumable sessions' }).press('Enter');
  await expect(guest.getByRole('row').filter({ hasText: 'Ada' })).toContainText('In use now');
  await guest.getByRole('grid', { name: 'Resumable sessions' }).focus();
  await guest.keyboard.press('ArrowDown');
  await guest.keyboard.press('Enter');
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Forget…' }).press('Enter');
  const question = guest.getByRole('dialog', { name: 'Forget the session with Ada?' });
  await expect(question).toContainText('This cannot be undone.');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await pictures(guest, 'forget');
  await guest.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(guest.getByRole('row').filter({ hasText: 'Ada' })).toBeVisible();

  await guest.getByRole('button', { name: 'Forget…' }).press('Enter');
  await question.getByRole('button', { name: 'Forget for ever' }).press('Enter');
  await expect(guest.getByText('No session is kept')).toBeVisible();
  await expectAccessible(guest);
  const item = guest.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Ada/ });
  await item.press('Enter');
  await expect(guest.getByText('Failed', { exact: true })).toBeVisible();
  await guest.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
  await expect(guest.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  await expect(item).toHaveCount(0);
});

test('the side that was dialled cannot resume, and says why; the other side can', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use');
  const guest = await pageOf(context, other, 'Grace');
  await connect(guest, port);
  await guest.getByRole('switch', { name: 'Auto-resume' }).press('Space');
  await expect(guest.getByRole('switch', { name: 'Auto-resume' })).toHaveAttribute('aria-checked', 'false');
  await guest.getByRole('button', { name: 'Cut', exact: true }).press('Enter');

  await host.bringToFront();
  await host
    .getByRole('list', { name: 'Connections' })
    .getByRole('button', { name: /^Grace/ })
    .press('Enter');
  await expect(host.getByText(/Cannot be resumed from here:.*only the peer can resume/)).toBeVisible();
  const resume = host.getByRole('button', { name: 'Resume', exact: true });
  await expect(resume).toBeDisabled();
  await resume.focus();
  await expect(resume).toBeFocused();
  await expectAccessible(host);

  await guest.bringToFront();
  await guest.getByRole('button', { name: 'Resume', exact: true }).focus();
  await guest.keyboard.press('Enter');
  await expect(guest.getByText(/^Resumed in epoch/)).toBeVisible();
  await expect(guest.getByRole('button', { name: 'Update keys' })).toBeFocused();
});

test.describe('a peer that goes', () => {
  test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED/ });

  test('while the peer is gone, the next attempt is counted down to and can be made at once', async ({ context, daemon, other }) => {
    const host = await pageOf(context, daemon, 'Ada');
    const port = await listenOnFreePort(host, 'Trust on first use');
    const guest = await pageOf(context, other, 'Grace');
    await connect(guest, port);
    await expect(guest.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
    await host.close();
    await daemon.crashAndRestart();
    await expect(guest.getByRole('status').getByText(/^next attempt in \d s$/)).toBeVisible();
    await expect(guest.getByRole('status').getByText('Cut, will retry')).toBeVisible();
    await guest.getByRole('button', { name: 'Resume', exact: true }).press('Enter');
    await expect(guest.getByRole('alert')).toContainText('Nothing listens at this address');
  });
});

test('pins are made from contact cards and on first use, and can be removed', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  await host.getByRole('button', { name: 'Identities' }).press('Enter');
  await host.getByRole('button', { name: 'Copy contact card' }).first().press('Enter');
  const guest = await pageOf(context, other, 'Grace');
  await guest.getByRole('button', { name: 'Pinned keys' }).press('Enter');
  await expect(guest.getByText('No key is pinned')).toBeVisible();
  await guest.getByRole('button', { name: 'Pin this key' }).press('Enter');
  await expect(guest.getByText('Paste the contact card of your peer.')).toBeVisible();
  expect(await pasteInto(guest.getByLabel('Contact card'))).toMatch(/^epochscope:contact\?/);
  await guest.getByRole('button', { name: 'Pin this key' }).press('Enter');
  const pin = guest.getByRole('row').filter({ hasText: 'Ada' });
  await expect(pin).toContainText('explicit');
  await pictures(guest, 'pins');
  await pin.getByRole('button', { name: 'Remove…' }).press('Enter');
  await guest.getByRole('dialog').getByRole('button', { name: 'Remove pin' }).press('Enter');
  await expect(guest.getByText('No key is pinned')).toBeVisible();
});

test('a profile is chosen on both sides, and a wrong choice says what to do', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use', async (listening) => {
    await listening.locator('summary', { hasText: 'Advanced options' }).press('Enter');
    await listening.getByRole('checkbox', { name: /^Draft 00 draft-00/ }).press('Space');
    await listening.getByRole('button', { name: 'Listen', exact: true }).press('Enter');
    await expect(listening.getByText('Choose at least one profile.')).toBeVisible();
    await listening.getByRole('checkbox', { name: /^Editor’s copy/ }).press('Space');
    await expectAccessible(host);
  });
  await expect(host.getByText('Editor’s copy', { exact: true })).toBeVisible();
  const guest = await pageOf(context, other, 'Grace');
  await connect(guest, port);
  await expect(guest.getByRole('alert').first()).toContainText(/profile/i);
  await guest.getByRole('dialog').locator('summary', { hasText: 'Advanced options' }).press('Enter');
  await guest
    .getByRole('dialog')
    .getByRole('radio', { name: /^Editor’s copy/ })
    .press('Space');
  await expectAccessible(guest);
  await guest.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).press('Enter');
  await expect(guest.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  await expect(guest.getByText('Editor’s copy', { exact: true }).first()).toBeVisible();
  await guest.getByRole('button', { name: 'KeyUpdate', exact: true }).press('Enter');
  await expect(guest.getByText(/Sending key changed within the epoch/)).toBeVisible();
  await expect(guest.getByText('key_update').first()).toBeVisible();
  await expectAccessible(guest);
});

test('[R-EARLY] a message can go with the first flight of a resumption, and says what became of it', async ({ context, daemon, other }) => {
  const host = await pageOf(context, daemon, 'Ada');
  const port = await listenOnFreePort(host, 'Trust on first use', async (listening) => {
    await listening.locator('summary', { hasText: 'Advanced options' }).press('Enter');
    await listening.getByRole('switch', { name: 'Take early data of resumptions' }).press('Space');
    await expectAccessible(host);
  });
  const guest = await pageOf(context, other, 'Grace');
  await connect(guest, port);
  await guest.getByRole('switch', { name: 'Auto-resume' }).press('Space');
  await expect(guest.getByRole('switch', { name: 'Auto-resume' })).toHaveAttribute('aria-checked', 'false');
  await guest.getByRole('button', { name: 'Cut', exact: true }).press('Enter');
  await guest.getByRole('tab', { name: /Messages/ }).press('Enter');
  await expect(guest.getByText(/^Early data: it leaves before/)).toBeVisible();
  await guest.getByLabel('Message to the peer').fill('first of all');
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Resume with it' }).press('Enter');
  await expect(guest.getByText(/^Resumed in epoch \d+; the peer took it$/)).toBeVisible();
  await expect(guest.getByRole('log', { name: 'Messages' })).toContainText('first of all');
  await expect(guest.getByRole('log', { name: 'Messages' }).getByText('early', { exact: true })).toBeVisible();
});
