import type { Page } from '@playwright/test';
import { expect, openAs, test } from './support/test.ts';
import { oneSide } from './support/views.ts';

// What a browser writes while the core of a page is gone.
test.use({ tolerated: /WebSocket connection|ERR_CONNECTION_REFUSED|status of 40[13]/ });

/** Where everything stands, as someone left it. */
async function layout(page: Page) {
  const width = (name: string) => page.getByRole('separator', { name }).getAttribute('aria-valuenow');
  return {
    sidebar: await width('Width of the sidebar'),
    inspector: await width('Width of the inspector'),
    theme: await page.locator('html').getAttribute('data-theme'),
    times: await page.getByRole('combobox', { name: 'How times are written' }).inputValue(),
    epochs: await page.getByRole('radio', { name: 'Table' }).isChecked(),
    machine: await page.getByRole('button', { name: /^Steps/ }).getAttribute('aria-pressed'),
    alerts: await page.getByRole('button', { name: /^Alerts/ }).getAttribute('aria-pressed'),
  };
}

test('the window looks as it was left: after loading it anew, and after a new start of the core', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  const before = await layout(page);
  for (const name of ['Width of the sidebar', 'Width of the inspector']) {
    await page.getByRole('separator', { name }).focus();
    await page.keyboard.press('ArrowLeft');
  }
  await page.getByRole('button', { name: /^Theme follows the system/ }).click();
  await page.getByRole('combobox', { name: 'How times are written' }).selectOption('Since above');
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('button', { name: /^Steps/ }).click();
  await page.getByRole('button', { name: /^Alerts/ }).click();
  const left = await layout(page);
  expect(left).toMatchObject({ theme: 'light', epochs: true, machine: 'true', alerts: 'false' });
  expect(left.sidebar).not.toBe(before.sidebar);
  expect(left.inspector).not.toBe(before.inspector);

  await page.reload();
  await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
  expect(await layout(page)).toEqual(left);

  await page.goto('about:blank');
  await daemon.crashAndRestart();
  await page.goto(daemon.url);
  // A demo pair ends with its core.
  await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('grid', { name: 'Ladder of messages and records' })).toBeVisible();
  expect(await layout(page)).toEqual(left);
});

test('a menu that is taller than the window scrolls, and shows at its edge that there is more', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  await page.setViewportSize({ width: 900, height: 360 });
  await page.getByRole('list', { name: 'Connections' }).getByRole('button').first().press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  const { hidden, background, covers } = await menu.evaluate((element) => {
    const { backgroundColor, backgroundAttachment } = getComputedStyle(element);
    return { hidden: element.scrollHeight - element.clientHeight, background: backgroundColor, covers: backgroundAttachment };
  });
  expect(hidden).toBeGreaterThan(0);
  expect(covers).toBe('local, local, scroll, scroll');
  expect(background).not.toMatch(/transparent|, 0\)|\/ 0\)/);
});
