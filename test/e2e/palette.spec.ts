import { expect, expectAccessible, openAs, test } from './support/test.ts';

test('the palette finds and does what makes sense now, by keyboard alone', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('ControlOrMeta+k');
  const field = page.getByRole('combobox', { name: 'Search commands, pages and connections' });
  await expect(field).toBeFocused();
  await expect(page.getByRole('option', { name: /Update keys/ })).toHaveCount(0);
  await page.keyboard.type('identi');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Identities' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('demo');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Initiator', exact: true }).getByText('Open', { exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('zzz');
  await expect(page.getByText('Nothing fits. Try fewer letters.')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('upd');
  await expect(page.getByRole('option', { selected: true })).toContainText('Update keys');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Epoch 2,/ }).first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
});
