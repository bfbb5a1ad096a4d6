import type { Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

async function startDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await page.getByText('As initiator', { exact: true }).first().click();
  await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
}

test.describe('the page of epochs', () => {
  test.beforeEach(async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await startDemo(page);
  });

  test('is opened and stepped through by keys; what an update changed is marked', async ({ page }) => {
    await page.keyboard.press('u');
    await expect(page.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    await page.keyboard.press('x');
    await expect(page.getByText('cut, resumed')).toBeVisible();
    await page.keyboard.press('e');
    const epoch = (number: number) => page.getByRole('region', { name: `Epoch ${number}`, exact: true });
    await expect(epoch(4)).toBeVisible();
    await expect(epoch(4).getByText('We asked to resume.')).toBeVisible();
    await expect(page.getByText('Healed:')).toBeVisible();
    await expect(
      epoch(4)
        .getByRole('region', { name: 'Against the key policy' })
        .getByText(/of 1 h$/),
    ).toBeVisible();

    await page.keyboard.press('[');
    await expect(epoch(3)).toBeVisible();
    await page.keyboard.press('[');
    await expect(epoch(2)).toBeVisible();
    await expect(epoch(2).getByText('Transport 1 ended: cut.')).toBeVisible();
    await expect(epoch(2).getByRole('img', { name: /root, new key; [^;]+ · leaf 1, new key/ })).toBeVisible();
    await expect(epoch(2).getByText('encryption key changed')).toBeVisible();
    const keys = epoch(2).getByRole('group', { name: 'Key schedule' });
    await expect(keys.getByRole('row', { name: /^client_write_key.*“key”/ })).toBeVisible();
    await pictures(page, 'epochs');
    await expectAccessible(page);

    await epoch(2).getByText('Every field').click();
    await expect(epoch(2).getByRole('tree')).toContainText('confirmed_transcript_hash');
    await page.keyboard.press(']');
    await expect(epoch(3)).toBeVisible();
    await page.getByRole('button', { name: /^Epoch 1, / }).focus();
    await page.keyboard.press('Enter');
    await expect(epoch(1)).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(epoch(2)).toBeVisible();
    await page.getByRole('button', { name: 'Back to the connection' }).press('Enter');
    await expect(page.getByRole('button', { name: 'Step through' })).toBeVisible();
  });

  test('says of the last epoch of a closed connection how long it lived', async ({ page }) => {
    await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
    await expect(page.getByText('Closed in good order', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Step through' }).press('Enter');
    await expect(page.getByRole('button', { name: /^Epoch 1, .*, lived / })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Against the key policy' })).toHaveCount(0);
  });
});

test.describe('what can be done with a connection', () => {
  test.beforeEach(async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await startDemo(page);
  });

  test('is in its menu, by Shift+F10 and by the other button of the mouse', async ({ page }) => {
    const item = page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ });
    await item.focus();
    await page.keyboard.press('Shift+F10');
    const menu = page.getByRole('menu', { name: 'What can be done with Bob' });
    await expect(menu).toBeVisible();
    await expect(menu.getByRole('menuitem', { name: /^Cut/ })).toContainText('as a network failure would');
    await pictures(page, 'menu');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await expect(menu.getByRole('menuitem', { name: /^Update keys/ })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    await item.click({ button: 'right' });
    await expect(menu).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    await expect(item).toBeFocused();
  });

  test('is in the palette: a key policy is tried on the past, then used', async ({ page }) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('key policy');
    await expect(page.getByRole('option', { name: /^Key policy… Bob: / })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Key policy for Bob' });
    await expect(dialog.getByText('It follows the policy of all connections.')).toBeVisible();
    const age = dialog.getByLabel('Update at age, seconds');
    await age.fill('0.1');
    await expect(dialog.getByText('Give 0 for never, or 1 to 31,536,000, to the millisecond.')).toBeVisible();
    await age.fill('900');
    await dialog.getByRole('button', { name: 'Dry run on this recording' }).press('Enter');
    await expect(dialog.getByRole('region', { name: 'What it would have done' })).toContainText('No update by itself');
    await pictures(page, 'key-policy');
    await age.fill('800');
    await expect(dialog.getByRole('region', { name: 'What it would have done' })).toHaveCount(0);
    await age.fill('900');
    await age.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Key policy changed')).toBeVisible();
    await page.keyboard.press('p');
    await expect(dialog.getByText('It has a policy of its own.')).toBeVisible();
    await expect(age).toHaveValue('900');
    await dialog.getByRole('button', { name: 'Follow all connections' }).press('Enter');
    await expect(dialog).toBeHidden();
    await page.keyboard.press('v');
    await expect(page.getByRole('dialog').getByRole('status')).toContainText(/./);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });
});
