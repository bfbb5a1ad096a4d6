import type { Locator, Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, pasteInto, test } from './support/test.ts';

const side = (page: Page, name: 'Initiator' | 'Responder'): Locator => page.getByRole('region', { name, exact: true });
const ladder = (scope: Locator | Page): Locator => scope.getByRole('grid', { name: 'Ladder of messages and records' });
const row = (scope: Locator | Page, text: RegExp): Locator => ladder(scope).getByRole('row').filter({ hasText: text });
const epochButton = (scope: Locator | Page, epoch: number): Locator => scope.getByRole('button', { name: new RegExp(`^Epoch ${epoch},`) });

async function startDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  for (const name of ['Initiator', 'Responder'] as const) await expect(side(page, name).getByText('Open', { exact: true })).toBeVisible();
}

async function updateFrom(page: Page, name: 'Initiator' | 'Responder', epoch: number): Promise<void> {
  await side(page, name).getByRole('button', { name: 'Update keys' }).click();
  await expect(side(page, name).getByText(`Keys updated: epoch ${epoch} is in use`)).toBeVisible();
  for (const each of ['Initiator', 'Responder'] as const) await expect(epochButton(side(page, each), epoch)).toBeVisible();
}

test.describe('the demo pair', () => {
  test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

  test('starts, is updated from both sides, cut and resumed; ladder and timeline show it', async ({ page }) => {
    await startDemo(page);
    const initiator = side(page, 'Initiator');
    const responder = side(page, 'Responder');
    await expect(row(initiator, /client_hello/).first()).toBeVisible();

    await updateFrom(page, 'Initiator', 2);
    await expect(row(initiator, /sent\s*connection_update/).first()).toBeVisible();
    await expect(row(responder, /received\s*connection_update/).first()).toBeVisible();
    await expect(epochButton(initiator, 2)).toHaveAccessibleName(/Update by you/);
    await expect(epochButton(responder, 2)).toHaveAccessibleName(/Update by peer/);

    await updateFrom(page, 'Responder', 3);
    await expect(epochButton(initiator, 3)).toHaveAccessibleName(/Update by peer/);
    await expect(page.getByText('Safety codes are equal')).toBeVisible();

    await initiator.getByRole('button', { name: 'Cut', exact: true }).click();
    await expect(row(initiator, /Transport 2/).first()).toBeVisible();
    for (const each of [initiator, responder]) {
      await expect(each.getByText('Open', { exact: true })).toBeVisible();
      await expect(each.getByText('cut, resumed')).toBeVisible();
      // The first commit of the resumption led on to the second: both sides say the same of its epoch.
      await expect(epochButton(each, 4)).toHaveAccessibleName(/by (you|peer), early key only,/);
    }
    await expect(row(initiator, /resumption_request/).first()).toBeVisible();
    await expect(row(responder, /resumption_response/).first()).toBeVisible();
    await expect(page.getByText('Safety codes are equal')).toBeVisible();
  });

  test('that the transport was cut is no news once the connection is resumed', async ({ page }) => {
    await startDemo(page);
    await page.getByText('As initiator', { exact: true }).first().click();
    await page.keyboard.press('x');
    await expect(page.getByText('cut, resumed')).toBeVisible();
    await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
    await expect(page.getByText(/^Transport cut/)).toHaveCount(0);
  });

  test('a cut connection waits for the user when auto-resume is off', async ({ page }) => {
    await startDemo(page);
    await page.getByText('As initiator', { exact: true }).first().click();
    await page.getByRole('switch', { name: 'Auto-resume' }).click();
    await expect(page.getByRole('switch', { name: 'Auto-resume' })).toHaveAttribute('aria-checked', 'false');
    await page.keyboard.press('x');
    await expect(page.getByRole('status').getByText('Cut', { exact: true })).toBeVisible();
    await page.keyboard.press('r');
    await expect(page.getByText(/^Resumed in epoch/)).toBeVisible();
    await page.keyboard.press('c');
    await expect(page.getByRole('status').getByText('Closed', { exact: true })).toBeVisible();
    // It is over, and so is its last epoch; its session is not.
    await expect(page.getByRole('button', { name: /^Epoch \d+,.* in use for/ })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Following' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  });

  test('messages arrive, and everything is there after a reload', async ({ page }) => {
    await startDemo(page);
    await page.getByText('As initiator', { exact: true }).first().click();
    await page.keyboard.press('m');
    await page.getByLabel('Message to the peer').fill('Hello from <b>this</b> side');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Hello from <b>this</b> side');
    await expect(page.getByRole('log', { name: 'Messages' }).getByRole('listitem')).toContainText(/epoch\se1/);
    // What the present epoch carried is counted while it goes on.
    await expect(page.getByRole('button', { name: /^Epoch \d+,.* in use for .* 27 B$/ })).toBeVisible();
    await page.getByText('As responder', { exact: true }).first().click();
    await page.getByRole('tab', { name: /Messages/ }).click();
    await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Hello from <b>this</b> side');

    await page.reload();
    await expect(page).toHaveURL(/#\/connection\//);
    await page.getByRole('tab', { name: /Messages/ }).click();
    await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Hello from <b>this</b> side');
    await expect(epochButton(page, 1)).toBeVisible();
    await expect(ladder(page).getByRole('row').filter({ hasText: 'client_hello' }).first()).toBeVisible();
  });

  test('the safety codes of both sides are shown and equal', async ({ page }) => {
    await startDemo(page);
    await page.getByText('As initiator', { exact: true }).first().click();
    await page.getByRole('tab', { name: 'Safety code' }).click();
    await expect(page.getByText('Equal on both sides')).toBeVisible();
    // No key is pinned, and nobody gave one.
    const why = page.getByRole('region', { name: 'Why was this peer believed?' });
    await expect(why.getByText('Key given for this connection vouches', { exact: true })).toBeVisible();
    await expect(why.getByText(/It gave each the key of the other by itself/)).toBeVisible();
    await expect(why.getByText('Pinned key', { exact: true })).toHaveCount(0);
    await expect(page.getByText('Key exchanged by the program', { exact: true }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('tab', { name: /Messages/ }).click();
    expect(await pasteInto(page.getByLabel('Message to the peer'))).toMatch(/^\d{5}( \d{5})+$/);
  });

  test('has no accessibility violation, light or dark, when both sides are shown', async ({ page }) => {
    test.slow(); // axe looks at every text on screen, twice
    await startDemo(page);
    await updateFrom(page, 'Initiator', 2);
    await expectAccessible(page);
  });

  test('has no accessibility violation, light or dark, when one side is shown', async ({ page }) => {
    test.slow();
    await startDemo(page);
    await page.getByText('As initiator', { exact: true }).first().click();
    await ladder(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await expectAccessible(page);
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('tab', { name: 'Safety code' }).click();
    await expectAccessible(page);
  });
});

test.describe('the ladder', () => {
  test.beforeEach(async ({ page, daemon }) => {
    await openAs(page, daemon, 'Ada');
    await startDemo(page);
  });

  test('is read by keyboard: rows, rules, bytes', async ({ page }) => {
    await page.getByText('As initiator', { exact: true }).first().click();
    await ladder(page).focus();
    await page.keyboard.press('Home');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await expect(async () => {
      await page.keyboard.press('ArrowDown');
      await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('client_hello', { timeout: 500 });
    }).toPass();
    await inspector.getByRole('button', { name: 'Hex', exact: true }).click();
    await page.getByRole('tab', { name: /Messages/ }).click();
    expect(await pasteInto(page.getByLabel('Message to the peer'))).toMatch(/^(?:[0-9a-f]{2})+$/);
    await page.getByRole('tab', { name: 'Detail' }).click();
    await expect(page.getByRole('button', { name: 'Jump to newest' })).toBeVisible();
    await page.keyboard.press('u');
    await expect(page.getByRole('button', { name: /^Jump to newest, \d+ new$/ })).toBeVisible();
    await ladder(page).focus();
    await page.keyboard.press('f');
    await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  });

  test('shows each byte as a field, in a tree and in a hex dump that select each other', async ({ page }) => {
    await page.getByText('As initiator', { exact: true }).first().click();
    await row(page, /client_hello/)
      .first()
      .click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    const tree = inspector.getByRole('tree', { name: 'Fields' });
    const chosen = tree.locator('[aria-selected="true"]');
    await tree.focus();
    await page.keyboard.press('Home');
    await expect(chosen).toHaveAttribute('aria-level', '1');
    await page.keyboard.press('ArrowLeft');
    await expect(tree.getByRole('treeitem')).toHaveCount(1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(chosen).toContainText('msg_type');
    await expect(inspector.getByText(/^byte 0$/)).toBeVisible();
    const bytes = inspector.getByRole('application', { name: 'Bytes' });
    await bytes.locator('.pairs [data-at="24"]').click();
    const name = await chosen.locator('.name').textContent();
    await expect(inspector.locator('.facts strong')).toHaveText(name ?? '');
    await bytes.focus();
    await page.keyboard.press('Home');
    await expect(chosen).toContainText('msg_type');
    await page.keyboard.press('ArrowRight');
    await expect(chosen).toContainText('length');
    await expect(bytes.locator('.pairs .on')).toHaveCount(3);
    await pictures(page, 'fields');
  });

  test('is filtered by a language that completes itself, over the whole recording and what comes', async ({ page }) => {
    await page.getByText('As initiator', { exact: true }).first().click();
    await page.keyboard.press('u');
    await expect(epochButton(page, 2)).toBeVisible();
    await ladder(page).focus();
    await page.keyboard.press('/');
    const field = page.getByRole('combobox', { name: 'Filter' });
    await expect(field).toBeFocused();
    await expect(page.getByRole('option', { name: /type == connection_update/ })).toBeVisible();
    await page.keyboard.type('ty');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect(field).toHaveValue('type');
    await page.keyboard.type(' == connection_u');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(field).toHaveValue('type == connection_update');
    await expect(row(page, /connection_update/)).toHaveCount(1);
    await expect(row(page, /client_hello/)).toHaveCount(0);
    await page.keyboard.type(' && dir == received');
    await expect(page.getByText('No row passes the filter')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('timer || epoch >= 3');
    await expect(row(page, /timer/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Update keys' }).click();
    await expect(row(page, /epoch 3/).first()).toBeVisible();
    await field.focus();
    await page.keyboard.press('ControlOrMeta+a');
    // No complaint while there are offers of how to go on.
    await page.keyboard.type('type ==');
    await expect(page.getByRole('option').first()).toBeVisible();
    await expect(page.getByText(/^Not applied/)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('colour == red');
    await expect(page.getByText(/^Not applied\. There is no field “colour”/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save this filter' })).toBeDisabled();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(field).toHaveValue('');
    await ladder(page).focus();
    await page.keyboard.press('Home');
    await expect(row(page, /client_hello/).first()).toBeVisible();
  });

  test('shows only the chosen lanes', async ({ page }) => {
    await page.getByText('As initiator', { exact: true }).first().click();
    const local = page.getByRole('button', { name: /^Local/ });
    await expect(ladder(page).getByRole('row').filter({ hasText: 'persisted' }).first()).toBeVisible();
    await local.click();
    await expect(local).toHaveAttribute('aria-pressed', 'false');
    await expect(ladder(page).getByRole('row').filter({ hasText: 'persisted' })).toHaveCount(0);
  });

  test('draws at most eighty rows, however many there are', async ({ page }) => {
    const greet = side(page, 'Initiator').getByRole('button', { name: 'Send a greeting' });
    for (let sent = 0; sent < 75; sent += 1) await greet.click();
    for (const name of ['Initiator', 'Responder'] as const)
      await side(page, name)
        .getByRole('button', { name: /^Steps/ })
        .click();
    await expect(side(page, 'Responder').getByRole('button', { name: /^Records/ })).toContainText(/[7-9]\d/);
    await expect.poll(async () => Number(await ladder(side(page, 'Responder')).getAttribute('aria-rowcount'))).toBeGreaterThan(90);
    expect(await ladder(side(page, 'Responder')).getByRole('row').count()).toBeLessThanOrEqual(80);
  });
});
