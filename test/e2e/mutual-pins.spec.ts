import { connect } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** What a person does, counted. Keys that only move the focus would not count; none is used here. */
class Hands {
  clicks = 0;
  fields = 0;

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }

  async write(field: Locator, text: string): Promise<void> {
    this.fields += 1;
    await field.fill(text);
  }
}

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });

/** Where both dialogs point before anybody types: MLS-TLS's port of ours. */
const usualPort = 7443;

function inUse(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}

test('two empty profiles become two identities that pin each other, within 12 clicks and 2 text fields', async ({ context, daemon, other }) => {
  test.skip(await inUse(usualPort), `port ${usualPort} is in use on this machine, and another would cost a third text field`);
  const hands = new Hands();
  const ada = await context.newPage();
  await ada.goto(daemon.url);
  await hands.write(ada.getByLabel('Your name'), 'Ada');
  await hands.click(button(ada, 'Create identity'));
  await hands.click(ada.getByRole('navigation').getByRole('button', { name: 'Listen…' }));
  await hands.click(ada.getByRole('dialog').getByRole('button', { name: 'Listen', exact: true }));
  await expect(ada.getByText(/127\.0\.0\.1:7443/).first()).toBeVisible();

  const bob = await context.newPage();
  await bob.goto(other.url);
  await hands.write(bob.getByLabel('Your name'), 'Bob');
  await hands.click(button(bob, 'Create identity'));
  await hands.click(bob.getByRole('navigation').getByRole('button', { name: 'Connect…' }));
  await hands.click(bob.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }));

  await ada.bringToFront();
  await hands.click(button(ada, '1 stranger is knocking'));
  await hands.click(button(ada, 'Accept and let them retry'));
  await expect(ada.getByText('Nobody knocks')).toBeVisible();

  await bob.bringToFront();
  await hands.click(bob.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }));
  await expect(bob.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await expect(bob.getByRole('status').getByText('Open', { exact: true })).toBeVisible();

  // Looking is not doing: both sides know the other's key now.
  const counted = [hands.clicks, hands.fields] as const;
  for (const [page, peer, kind] of [
    [ada, 'Bob', /you decided|explicit|by you/i],
    [bob, 'Ada', /first use/i],
  ] as const) {
    await page.bringToFront();
    await page
      .getByRole('list', { name: 'Kept' })
      .getByRole('button', { name: /Pinned keys/ })
      .click();
    const row = page.getByRole('row').filter({ hasText: peer });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(kind);
    await pictures(page, `pinned by ${peer === 'Bob' ? 'Ada' : 'Bob'}`);
  }
  test.info().annotations.push({ type: 'counted', description: `${counted[0]} clicks, ${counted[1]} text fields` });
  expect(counted[0]).toBeLessThanOrEqual(12);
  expect(counted[1]).toBeLessThanOrEqual(2);
});
