import type { Page } from '@playwright/test';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, openAs, test } from './support/test.ts';

async function go(page: Page, name: string): Promise<void> {
  await press(page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }));
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('what the peer of a session shows is put beside a credential of ours and of a connection, field by field', async ({ page, daemon }) => {
  test.slow();
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('d');
  await expect(page.getByRole('region', { name: 'Initiator', exact: true }).getByText('Open', { exact: true })).toBeVisible();

  await page.keyboard.press('s');
  const list = page.getByRole('grid', { name: 'Resumable sessions' });
  await list.focus();
  await page.keyboard.press('Home');
  const bob = list.getByRole('row', { name: /Bob/ });
  if ((await bob.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await expect(bob).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('region', { name: 'Session with Bob' });
  await press(detail.getByRole('button', { name: 'Compare credential…' }));
  await expect(detail.getByRole('button', { name: 'Chosen to compare' })).toBeVisible();

  await go(page, 'Identities');
  const ours = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Ada' }) });
  await press(ours.getByRole('button', { name: 'Compare credential…' }).first());
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible();
  const table = page.getByRole('group', { name: 'Differences, field by field' });
  const line = (name: string) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${name}\\b.*differs$`) }) });
  await expect(line('name')).toContainText('Bob');
  await expect(line('name')).toContainText('Ada');
  await expect(line('identity')).toContainText(Buffer.from('Ada').toString('hex'));
  await expect(line('signatureKey')).toBeVisible();
  await pictures(page, 'credentials');

  // The same key met on the connection and in the session is one credential.
  const left = page.getByLabel('Left', { exact: true });
  const offered = await left.locator('optgroup[label="Credentials"] option').allTextContents();
  expect(offered).toEqual(expect.arrayContaining([expect.stringMatching(/^Ada, Ed25519, yours$/), expect.stringMatching(/^Bob, peer of session /)]));
  await page.getByLabel('Right', { exact: true }).selectOption({ label: 'Nothing chosen' });
  await press(page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ }));
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await press(page.getByRole('tab', { name: 'Safety code' }));
  await press(page.getByRole('button', { name: 'Compare credential…' }));
  await expect(page.getByText('No difference')).toBeVisible();
});
