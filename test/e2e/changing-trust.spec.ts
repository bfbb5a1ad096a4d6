import { choose, press, tabTo } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

test('a policy is edited and put in order, kept while a listener names it, removed after; “Always” goes back: all by keyboard', async ({
  page,
  daemon,
}) => {
  await openAs(page, daemon, 'Ada');
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  await press(page.getByRole('button', { name: 'New policy…' }));
  const made = page.getByRole('dialog', { name: 'New policy' });
  await page.keyboard.type('Guests');
  await page.keyboard.press('Enter');
  await expect(made).toBeHidden();
  const policies = page.getByRole('region', { name: 'Policies' });
  const guests = policies.getByRole('listitem').filter({ hasText: 'Guests' });
  await expect(guests).toContainText('Pinned key');

  await press(page.getByRole('button', { name: 'Edit… Guests' }));
  const dialog = page.getByRole('dialog', { name: 'Policy “Guests”' });
  for (const step of ['Deny-list', 'Revocation']) {
    await dialog.getByLabel('Next step').selectOption(step);
    await press(dialog.getByRole('button', { name: 'Add', exact: true }));
  }
  for (const move of ['Move up: Deny-list', 'Move up: Revocation', 'Move down: Revocation']) await press(dialog.getByRole('button', { name: move }));
  await dialog.getByRole('checkbox', { name: 'Refuse when the list is out of date' }).press('Space');
  await pictures(page, 'edit');
  await press(dialog.getByRole('button', { name: 'Save' }));
  await expect(dialog).toBeHidden();
  await expect(guests).toContainText('Deny-list → Pinned key → Revocation');
  await press(page.getByRole('button', { name: 'Edit… Guests' }));
  await expect(dialog.getByRole('checkbox', { name: 'Refuse when the list is out of date' })).toBeChecked();
  await page.keyboard.press('Escape');

  await page.keyboard.press('l');
  const listen = page.getByRole('dialog', { name: 'Listen for peers' });
  await listen.getByLabel('Port').fill('0');
  await choose(listen.getByRole('group', { name: 'Whom to believe' }), 'A stored policy');
  await press(listen.getByRole('button', { name: 'Listen', exact: true }));
  await expect(page.getByText('Policy “Guests”')).toBeVisible();
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  await press(guests.getByRole('button', { name: 'Remove' }));
  await expect(guests.getByRole('alert')).toContainText('A listener or a contact names this policy.');
  await pictures(page, 'in-use');
  await press(page.getByRole('navigation').getByRole('button', { name: /127\.0\.0\.1/ }));
  await press(page.getByRole('button', { name: 'Stop listening' }));
  await press(page.getByRole('dialog', { name: /^Stop listening on / }).getByRole('button', { name: 'Stop listening' }));
  await press(page.getByRole('navigation').getByRole('button', { name: 'Trust', exact: true }));
  await press(guests.getByRole('button', { name: 'Remove' }));
  await expect(guests).toHaveCount(0);

  const always = policies.getByRole('listitem').filter({ hasText: 'every connection' });
  await press(page.getByRole('button', { name: 'Edit… Always' }));
  const base = page.getByRole('dialog', { name: 'Policy “Always”' });
  await press(base.getByRole('button', { name: 'Take out: Validity period' }));
  await press(base.getByRole('button', { name: 'Save' }));
  await expect(always).not.toContainText('Validity period');
  await press(always.getByRole('button', { name: 'Reset' }));
  await expect(always).toContainText('Deny-list → Revocation → Validity period');

  const entries = page.getByRole('region', { name: 'Allow and deny' });
  await choose(entries, 'Allow');
  await tabTo(page, 'Fingerprint or name', 'textbox');
  await page.keyboard.type('Bob');
  await tabTo(page, 'List', 'textbox');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('guests');
  await page.keyboard.press('Enter');
  await expect(entries.getByRole('listitem')).toHaveText(/Allow Bob name · list “guests”/);
  await press(entries.getByRole('listitem').getByRole('button', { name: 'Remove' }));
  await expect(entries.getByText('Nobody is on a list')).toBeVisible();
});

test('certificates of a key and a way to the keys are removed after a question, by keyboard', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await press(page.getByRole('navigation').getByRole('button', { name: 'Certificates' }));
  await page.getByLabel('Subject of the new authority').press('Enter');
  await press(page.getByRole('button', { name: 'Laboratory authority Lab root' }));
  const authority = page.getByRole('dialog', { name: 'Laboratory authority Lab root' });
  await authority.getByRole('radio', { name: 'Certificates' }).focus();
  await page.keyboard.press('ArrowRight');
  await press(authority.getByRole('button', { name: 'Issue and install' }));
  await expect(authority.getByText('Issued and installed.')).toBeVisible();
  await page.keyboard.press('Escape');
  await press(page.getByRole('button', { name: 'Certificates of Ada, Ed25519' }));
  const key = page.getByRole('dialog', { name: 'Certificates of Ada, Ed25519' });
  await press(key.getByRole('button', { name: 'Remove certificates' }));
  const question = page.getByRole('dialog', { name: 'Remove the certificates of this key?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await pictures(page, 'remove-certificates');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await press(key.getByRole('button', { name: 'Remove certificates' }));
  await press(question.getByRole('button', { name: 'Remove certificates' }));
  await expect(key.getByText('Removed.')).toBeVisible();
  await expect(key.getByText('No certificates')).toBeVisible();
  await page.keyboard.press('Escape');

  await press(page.getByRole('navigation').getByRole('button', { name: 'Security' }));
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(0); // the last way is never removed
  await press(page.getByRole('button', { name: 'Make a recovery kit' }));
  const kit = page.getByRole('dialog', { name: 'Your recovery kit' });
  await expect(kit.getByRole('button', { name: 'I have it on paper' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(kit).toBeHidden();
  await press(page.getByRole('button', { name: 'Remove Recovery kit' }));
  const remove = page.getByRole('dialog', { name: 'Remove “Recovery kit”?' });
  await expect(remove.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await pictures(page, 'remove-protection');
  await press(remove.getByRole('button', { name: 'Remove' }));
  await expect(page.getByText('Removed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(0);
});
