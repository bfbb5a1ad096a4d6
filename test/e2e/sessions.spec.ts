import { fillWithSessions, manySessions } from './support/many-sessions.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

test.describe('with thousands of them', () => {
  test.use({ profile: { fill: fillWithSessions } });

  test('thousands of sessions are listed, searched, filtered and opened by keyboard alone', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await page.keyboard.press('s');
    const list = page.getByRole('grid', { name: 'Resumable sessions' });
    await expect(page.getByRole('heading', { name: `Resumable sessions ${inWords(manySessions)}` })).toBeVisible();
    await expect(page.getByRole('navigation').getByRole('button', { name: `Resumable sessions ${inWords(manySessions)}` })).toBeVisible();
    await pictures(page, 'list');

    await list.focus();
    await expect(list.getByRole('row', { name: /Peer 0003/ })).toContainText(/Suspect$|Suspect\s/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(list.getByRole('row', { selected: true })).toContainText('Peer 0001');
    await expect(list.getByRole('row', { selected: true })).toContainText('Connection removed');
    await page.keyboard.press('End');
    await expect(list.getByRole('row', { selected: true })).toContainText('Peer 0099');
    // The next page is read once its edge is reached.
    await expect(list.locator('[data-index="100"]')).toBeAttached();
    await page.keyboard.press('End');
    await expect(list.getByRole('row', { selected: true })).toContainText('Peer 0199');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('region', { name: 'Session with Peer 0000' });
    await expect(detail).toContainText(/Stored\s*once/);
    await expect(detail).toContainText('Pinned on first use');
    await expect(detail).toContainText(/Founded by\s*us/);
    await pictures(page, 'detail');

    await page.keyboard.press('/');
    const search = page.getByRole('textbox', { name: 'Search sessions' });
    await expect(search).toBeFocused();
    await search.fill('zebra');
    await expect(list.getByRole('row', { name: /Zebra/ })).toHaveCount(3);
    await search.fill('10.0.1.5:74');
    await expect(list.getByRole('row', { name: /Peer 0261/ })).toBeVisible();
    await expect(list.getByRole('row')).toHaveCount(2);
    await search.fill('nobody at all');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect(search).toBeFocused();
    await expect(search).toHaveValue('');

    const chip = page.getByRole('button', { name: 'Suspect', exact: true });
    await chip.focus();
    await page.keyboard.press('Space');
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('heading', { name: 'Resumable sessions 6' })).toBeVisible();
    await page.getByRole('button', { name: 'Update or resumption under way' }).press('Enter');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await chip.press('Space');
    await expect(list.getByRole('row', { name: /Peer 0011/ })).toBeVisible();
    await page.getByRole('button', { name: 'Update or resumption under way' }).press('Enter');
    await page.getByLabel('Peer’s credential').selectOption('first-use');
    await page.getByLabel('Order').selectOption('peer');
    await expect(page.getByRole('heading', { name: 'Resumable sessions 1,000' })).toBeVisible();
  });

  test('several sessions are marked and forgotten together', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await page.keyboard.press('s');
    const list = page.getByRole('grid', { name: 'Resumable sessions' });
    await list.focus();
    for (let count = 0; count < 3; count++) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
    }
    await expect(list.getByRole('checkbox', { checked: true })).toHaveCount(3);
    await page.getByRole('button', { name: 'Forget 3 marked…' }).press('Enter');
    const question = page.getByRole('dialog', { name: 'Forget 3 sessions?' });
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await pictures(page, 'forget');
    await question.getByRole('button', { name: 'Forget for ever' }).press('Enter');
    await expect(page.getByText('3 sessions are forgotten')).toBeVisible();
    await expect(page.getByRole('heading', { name: `Resumable sessions ${inWords(manySessions - 3)}` })).toBeVisible();
    await expect(list.getByRole('row', { name: /Peer 0000/ })).toHaveCount(0);
  });

  test('pinned keys are searched, filtered and read page by page', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Pinned keys/ })
      .press('Enter');
    const table = page.getByRole('table');
    await expect(table.getByRole('row')).toHaveCount(101);
    await pictures(page, 'pins');
    await page.getByRole('button', { name: 'Show more' }).press('Enter');
    await expect(table.getByRole('row')).toHaveCount(201);
    await page.keyboard.press('/');
    await page.keyboard.type('peer 0120');
    await expect(table.getByRole('row')).toHaveCount(2);
    await page.getByRole('button', { name: 'fixed' }).press('Enter');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect(table.getByRole('row')).toHaveCount(101);
  });
});

test('a session is marked suspect: what that destroys is said before, and a fresh handshake is asked for after', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await page.keyboard.press('s');
  const list = page.getByRole('grid', { name: 'Resumable sessions' });
  await expect(list.getByRole('row')).toHaveCount(3);
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('region', { name: /^Session with / });
  await expect(detail).toContainText('In use now');
  // With large text it stands below the list, and comes up.
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await expect(detail.getByText('In use now')).toBeInViewport({ ratio: 1 });
  await detail.getByRole('button', { name: 'Close details' }).press('Enter');
  await list.focus();
  await page.keyboard.press('Enter');
  await expect(detail.getByText('In use now')).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  await detail.getByRole('button', { name: 'Check credential' }).press('Enter');
  const verdict = page.getByRole('dialog', { name: /^Check of / });
  await expect(verdict.getByText(/^Would be believed by /)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(verdict).toBeHidden();
  await detail.getByRole('button', { name: 'Mark suspect…' }).press('Enter');
  const question = page.getByRole('dialog', { name: /^Mark the session with .* as suspect\?$/ });
  await expect(question).toContainText('its keys are destroyed: the group state, what is under way, and the base of early data');
  await expect(question).toContainText('Only a fresh handshake');
  await pictures(page, 'suspect');
  await question.getByRole('button', { name: 'Destroy its keys' }).press('Enter');
  await expect(detail).toContainText('Suspect: a bad update arrived, or you said so. Its secrets are destroyed; connect anew');
  await expect(detail.getByRole('button', { name: 'Resume' })).toBeDisabled();
  await expect(detail.getByRole('button', { name: 'Mark suspect…' })).toBeDisabled();
  await detail.getByRole('button', { name: 'Forget…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Forget for ever' }).press('Enter');
  await expect(list.getByRole('row')).toHaveCount(2);
});

/** A count as the interface writes it. */
function inWords(count: number): string {
  return count.toLocaleString('en');
}
