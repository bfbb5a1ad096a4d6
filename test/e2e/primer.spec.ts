import type { Page } from '@playwright/test';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

/** Names and lengths of the messages in the ladder, oldest first. */
async function messagesIn(page: Page): Promise<readonly (readonly [name: string, length: string])[]> {
  const rows = page
    .getByRole('grid', { name: 'Ladder of messages and records' })
    .getByRole('row')
    .filter({ hasText: /_(hello|update|request|response|status)/ });
  const texts = await rows.allInnerTexts();
  return texts.map((text) => [/[a-z]+(_[a-z]+)+/.exec(text)?.[0] ?? '', text.trim().split(/\s/).at(-1) ?? ''] as const);
}

test('the primer tells the very transcript on screen: each message, its length and its order', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('d');
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await expect(page.getByRole('button', { name: /^Epoch 1,/ }).first()).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: /^Epoch 2,/ }).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('lane == handshake');
  await expect
    .poll(async () => (await messagesIn(page)).map(([name]) => name))
    .toEqual(['client_hello', 'server_hello', 'connection_update', 'epoch_key_update', 'epoch_key_update']);
  const messages = await messagesIn(page);

  await press(page.getByRole('button', { name: 'Help', exact: true }));
  await press(page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Your connection, step by step' }));
  const told = page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
  const lengths = async (): Promise<readonly string[]> =>
    (await told.allInnerTexts()).flatMap((text) => {
      const length = /([\d,]+) bytes/.exec(text)?.[1];
      return length === undefined ? [] : [length];
    });
  await expect.poll(lengths).toEqual(messages.flatMap(([name, length]) => (name === 'epoch_key_update' ? [] : [length])));
  await expect(told.filter({ hasText: 'this is my last record under the old key' })).toHaveCount(2);
  await expect(told.filter({ hasText: 'Epoch 2 began, because you made an update' })).toHaveCount(1);
  await press(told.filter({ hasText: 'sent a Commit of' }).getByRole('button', { name: /^Show in the ladder/ }));
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'connection_update' })).toBeVisible();
});

test('words of the policy forms are explained where they stand', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('d');
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await expect(page.getByRole('button', { name: /^Epoch 1,/ }).first()).toBeVisible();
  await page.keyboard.press('p');
  const limits = page.getByRole('dialog', { name: /^Key policy for / });
  for (const [term, words] of [
    ['record key', 'key'],
    ['epoch', 'epoch'],
    ['resumption', 'session'],
  ] as const) {
    await limits.getByRole('button', { name: term, exact: true }).focus();
    await expect(page.getByRole('tooltip').filter({ hasText: words })).toBeVisible();
  }
  await expect(limits.getByLabel('Update at age, seconds')).toHaveAccessibleDescription(/1 h/);
  await pictures(page, 'key-policy-terms');
  await page.keyboard.press('Escape');
  if (await limits.isVisible()) await page.keyboard.press('Escape');
  await expect(limits).toBeHidden();

  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  const always = page.getByRole('listitem').filter({ hasText: 'every connection' });
  await expect(always.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  await press(page.getByRole('button', { name: 'Edit… Always' }));
  const form = page.getByRole('dialog', { name: 'Policy “Always”' });
  await form.getByRole('button', { name: 'Revocation', exact: true }).focus();
  await expect(page.getByRole('tooltip').filter({ hasText: 'Certificates that their authority takes back' })).toBeVisible();
});
