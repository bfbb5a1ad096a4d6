import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

test('a profile whose only identity is retired says so, and can be used again by either way out', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const retire = async () => {
    await press(page.getByRole('navigation').getByRole('button', { name: 'Identities' }));
    await press(page.getByRole('button', { name: 'Retire…' }));
    await press(page.getByRole('dialog', { name: /^Retire / }).getByRole('button', { name: 'Retire' }));
  };
  const heading = page.getByRole('heading', { level: 1, name: 'No identity is in use' });
  await retire();
  await expect(heading).toBeFocused();
  await expect(page.getByText('Nobody can connect to you')).toBeVisible();
  await pictures(page, 'retired');
  await page.reload();
  await expect(heading).toBeVisible();
  await expect(page.getByText('Watch two peers agree on keys.')).toHaveCount(0); // this is no first start
  await press(page.getByRole('button', { name: 'Take back' }));
  await expect(page.getByRole('navigation')).toBeVisible();

  await retire();
  await press(page.getByRole('button', { name: 'Destroy keys…' }));
  const question = page.getByRole('dialog', { name: 'Destroy the keys of Ada?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await press(question.getByRole('button', { name: 'Destroy for ever' }));
  await expect(page.getByText('The keys of all of them are destroyed')).toBeVisible();
  await pictures(page, 'destroyed');
  await page.getByLabel('Your name').fill('Grace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation')).toBeVisible();
  await press(page.getByRole('navigation').getByRole('button', { name: 'Identities' }));
  await expect(page.getByRole('heading', { name: 'Grace' })).toBeVisible();
});
