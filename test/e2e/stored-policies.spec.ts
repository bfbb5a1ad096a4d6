import type { Page } from '@playwright/test';
import { choose, press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

/** Makes a policy of these steps through its dialog. */
async function makePolicy(page: Page, name: string, steps: readonly string[]): Promise<void> {
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  await press(page.getByRole('button', { name: 'New policy…' }));
  const dialog = page.getByRole('dialog', { name: 'New policy' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await press(dialog.getByRole('button', { name: 'Take out: Pinned key' }));
  for (const step of steps) {
    await dialog.getByLabel('Next step').selectOption(step);
    await press(dialog.getByRole('button', { name: 'Add', exact: true }));
  }
  await press(dialog.getByRole('button', { name: 'Save' }));
  await expect(dialog).toBeHidden();
  await expect(page.getByText(name)).toBeVisible();
}

test('the dialogs offer stored policies, which decide instead of the short forms, and both sides show which one does', async ({
  context,
  daemon,
  other,
}) => {
  const ada = await context.newPage();
  await openAs(ada, daemon, 'Ada');
  await ada.keyboard.press('l');
  const listen = ada.getByRole('dialog', { name: 'Listen for peers' });
  await expect(listen.getByRole('radio', { name: 'Pinned keys only' })).toBeChecked();
  await expect(listen.getByRole('radio', { name: 'A stored policy' })).toHaveCount(0); // there is none yet
  await ada.keyboard.press('Escape');
  await makePolicy(ada, 'Guests', ['Pinned key', 'First use']);
  await makePolicy(ada, 'Members', ['Allow-list']);
  await ada.keyboard.press('l');
  await listen.getByLabel('Port').fill('0');
  await choose(listen.getByRole('group', { name: 'Whom to believe' }), 'A stored policy');
  const policy = listen.getByLabel('Policy', { exact: true });
  await expect(policy).toHaveAccessibleDescription(/Asks: Pinned key, First use\./);
  await policy.selectOption('Members');
  await expect(policy).toHaveAccessibleDescription(/Asks: Allow-list\./);
  await policy.selectOption('Guests');
  await pictures(ada, 'listen');
  await press(listen.getByRole('button', { name: 'Listen', exact: true }));
  const heading = ada.getByRole('heading', { level: 1, name: /^Listening on / });
  await expect(heading).toBeVisible();
  await expect(ada.getByText('Policy “Guests”')).toBeVisible();
  const port = ((await heading.textContent()) ?? '').replace(/^.*:/, '');

  const grace = await context.newPage();
  await openAs(grace, other, 'Grace');
  await makePolicy(grace, 'Listed', ['Allow-list']);
  const connect = grace.getByRole('dialog', { name: 'Connect to a peer' });
  const through = async (choice: string) => {
    await grace.keyboard.press('n');
    await connect.getByLabel('Port').fill(port);
    await choose(connect.getByRole('group', { name: 'Whom to believe' }), choice);
    await press(connect.getByRole('button', { name: 'Connect', exact: true }));
  };
  await through('A stored policy');
  await expect(grace.getByRole('alert').first()).toContainText('The peer is not on the allow-list');
  await grace.keyboard.press('Escape');
  await through('Trust on first use');
  await expect(grace.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await ada.bringToFront();
  await press(ada.getByRole('navigation').getByRole('button', { name: /^Grace epoch 1 Open/ }));
  await expect(ada.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  await expect(ada.getByText('Policy “Guests”').first()).toBeVisible();
});
