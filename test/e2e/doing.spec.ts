import type { Locator, Page } from '@playwright/test';
import { fillWithSessions } from './support/many-sessions.ts';
import { press } from './support/keyboard.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

type Act = 'update' | 'cut' | 'resume' | 'rotate' | 'check' | 'keyPolicy' | 'close';

const labels: { readonly [A in Act]: string } = {
  update: 'Update keys',
  cut: 'Cut',
  resume: 'Resume',
  rotate: 'Rotate key…',
  check: 'Check credential',
  keyPolicy: 'Key policy…',
  close: 'Close',
};
const keys: { readonly [A in Act]: string } = { update: 'u', cut: 'x', resume: 'r', rotate: 'g', check: 'v', keyPolicy: 'p', close: 'c' };

/** The four places from which something is done to the connection on screen, each by keyboard alone. */
const places: { readonly [P in string]: (page: Page, act: Act) => Promise<void> } = {
  'its button': (page, act) => press(page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: labels[act], exact: true })),
  'the menu of its row': async (page, act) => {
    await page.locator('nav [data-item][aria-current="page"]').focus();
    await page.keyboard.press('Shift+F10');
    await pick(page, labels[act]);
  },
  'the palette': async (page, act) => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(labels[act].replace('…', ''));
    await expect(page.getByRole('listbox').getByRole('option', { selected: true })).toContainText(labels[act]);
    await page.keyboard.press('Enter');
  },
  'its key': (page, act) => page.keyboard.press(keys[act]),
};

/** Goes to an entry of the open menu with the arrow keys. */
async function pick(page: Page, label: string): Promise<void> {
  const item = page.getByRole('menuitem').filter({ has: page.getByText(label, { exact: true }) });
  await expect(item).toBeVisible();
  for (let left = await page.getByRole('menuitem').count(); left >= 0 && !(await highlighted(item)); left--) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

async function highlighted(item: Locator): Promise<boolean> {
  return (await item.getAttribute('data-highlighted')) !== null;
}

const verdict = (page: Page): Locator => page.getByRole('dialog', { name: /^Check of / });

/** A demo pair that waits for us after a cut. @returns the page of its initiator */
async function initiatorOf(page: Page): Promise<void> {
  await page.keyboard.press('d');
  await expect(page.getByRole('region', { name: 'Initiator', exact: true }).getByText('Open', { exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'Initiator' }).press('Space');
  await expect(page.getByRole('switch', { name: 'Auto-resume' })).toBeVisible();
  await page.getByRole('switch', { name: 'Auto-resume' }).press('Space');
  await expect(page.getByText('Will wait for you after a cut')).toBeVisible();
}

for (const [place, perform] of Object.entries(places)) {
  test(`all seven things are done from ${place}, and each says how it ended`, async ({ page, daemon }) => {
    test.slow();
    await openAs(page, daemon, 'Ada');
    await initiatorOf(page);
    const ended = page.getByRole('status');
    await perform(page, 'update');
    await expect(ended.getByText('Keys updated: epoch 2 is in use')).toBeVisible();
    await perform(page, 'check');
    await expect(verdict(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await perform(page, 'keyPolicy');
    await expect(page.getByRole('dialog', { name: /^Key policy for / })).toBeVisible();
    await page.keyboard.press('Escape');
    await perform(page, 'cut');
    await expect(ended.getByText('Transport cut, as a network failure would')).toBeVisible();
    await perform(page, 'resume');
    await expect(ended.getByText(/^Resumed in epoch \d+$/)).toBeVisible();
    // The other end was given one key of ours and refuses another: what is said before, and that the key is made, is what counts here.
    await perform(page, 'rotate');
    await press(page.getByRole('dialog').getByRole('button', { name: 'Rotate key', exact: true }));
    await expect(ended.getByText('New keys are stored. Open connections are updating.')).toBeVisible();
    await expect(page.getByText('The peer refused our new identity.').first()).toBeVisible();
    await perform(page, 'close');
    // Not in good order: nothing was open any more.
    await expect(ended.getByText('Closed', { exact: true }).first()).toBeVisible();
  });
}

test('a session has a menu by key, by its button and by the pointer; what happens far away is told', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await initiatorOf(page);
  await page.keyboard.press('s');
  const list = page.getByRole('grid', { name: 'Resumable sessions' });
  await expect(list.getByRole('row')).toHaveCount(3);
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: /^What can be done with the session with / });
  await expect(menu.getByRole('menuitem', { name: /^Details/ })).toBeVisible();
  await pictures(page, 'session-menu');
  await pick(page, labels.update);
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices.getByText(/^Keys updated: epoch 2 is in use$/)).toBeVisible();
  await expect(list).toBeFocused();

  await page.keyboard.press('x');
  await expect(notices.getByText('Transport cut, as a network failure would')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('Resume');
  await expect(page.getByRole('listbox').getByRole('option', { selected: true })).toContainText('Resume');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ContextMenu');
  await pick(page, labels.check);
  await expect(verdict(page)).toBeVisible();
  await page.keyboard.press('Escape');

  const second = list.getByRole('row').nth(2);
  await second.getByRole('button', { name: 'Actions' }).click();
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await pick(page, 'Mark');
  await expect(list.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await second.click({ button: 'right' });
  await pick(page, 'Forget…');
  await press(page.getByRole('dialog').getByRole('button', { name: 'Forget for ever' }));
  await expect(page.getByText('The session is forgotten')).toBeVisible();
  await expect(list.getByRole('row')).toHaveCount(2);
});

test('identities and KeyPackages have menus, too', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const kept = page.getByRole('list', { name: 'Kept' });
  await press(kept.getByRole('button', { name: /^Identities/ }));
  await press(page.getByRole('button', { name: 'What can be done with Ada' }));
  await expect(page.getByRole('menu', { name: 'What can be done with Ada' })).toBeVisible();
  await pick(page, 'Rename…');
  await expect(page.getByRole('dialog', { name: 'Rename Ada' })).toBeVisible();
  await page.keyboard.press('Escape');

  await press(kept.getByRole('button', { name: /^KeyPackages/ }));
  await press(page.getByRole('button', { name: 'Make a KeyPackage…' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Make KeyPackage' }));
  await expect(page.getByRole('region', { name: /^KeyPackage of / })).toBeVisible();
  await press(page.getByRole('button', { name: 'Close details' }));
  const row = page.getByRole('table').getByRole('row').nth(1);
  await row.getByRole('button').first().focus();
  await page.keyboard.press('Shift+F10');
  await expectAccessible(page);
  await pick(page, 'Details');
  await expect(page.getByRole('region', { name: /^KeyPackage of / })).toBeVisible();
});

test.describe('with pinned keys', () => {
  test.use({ profile: { fill: fillWithSessions } });

  test('two contacts stand side by side, chosen from their menus', async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    const kept = page.getByRole('list', { name: 'Kept' });
    await press(kept.getByRole('button', { name: /^Pinned keys/ }));
    const pins = page.getByRole('table').getByRole('row');
    await expect(pins).not.toHaveCount(1);
    for (const at of [1, 2]) {
      await pins.nth(at).getByRole('button').first().focus();
      await page.keyboard.press('Shift+F10');
      if (at === 1) await page.screenshot({ path: test.info().outputPath('pin-menu.png') });
      await pick(page, 'Compare with…');
    }
    await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible();
    await expect(page.getByText(/^Differences found: [1-9]/)).toBeVisible();
    await expect(page.getByRole('rowheader', { name: /fingerprint/ }).first()).toBeVisible();
    await pictures(page, 'contacts-compared');
  });
});
