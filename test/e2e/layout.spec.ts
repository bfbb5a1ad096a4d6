import type { Locator, Page } from '@playwright/test';
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

/** Text at twice its usual size. */
async function enlarge(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { documentElement: root } = document;
    root.style.fontSize = `${Number.parseFloat(getComputedStyle(root).fontSize) * 2}px`;
  });
}

/** Whether it says at its lower edge that there is more, and whether there is. */
async function signOf(scroller: Locator): Promise<{ more: boolean; said: boolean; line: string }> {
  return scroller.evaluate((element) => {
    const { visibility, borderBottomStyle } = getComputedStyle(element, '::after');
    const more = element.scrollHeight - element.clientHeight - element.scrollTop > 1;
    return { more, said: visibility === 'visible', line: borderBottomStyle };
  });
}

test('a menu that is taller than the window scrolls, and shows at its edge that there is more', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  await page.setViewportSize({ width: 900, height: 360 });
  await page.getByRole('list', { name: 'Connections' }).getByRole('button').first().press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect.poll(() => signOf(menu)).toEqual({ more: true, said: true, line: 'solid' });
  await page.emulateMedia({ forcedColors: 'active' });
  await expect.poll(() => signOf(menu)).toEqual({ more: true, said: true, line: 'dashed' });
  await menu.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect.poll(() => signOf(menu)).toEqual({ more: false, said: false, line: 'dashed' });
});

test('with text at twice its size the sidebar, a page and the palette say that there is more', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  const sidebar = page.getByRole('navigation');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await oneSide(page);
  await expect.poll(() => signOf(sidebar)).toMatchObject({ more: false, said: false });
  await enlarge(page);
  await expect.poll(() => signOf(sidebar)).toMatchObject({ more: true, said: true });
  await expect.poll(() => signOf(page.locator('main .more-beyond').first())).toMatchObject({ more: true, said: true });
  await page.keyboard.press('ControlOrMeta+k');
  await expect.poll(() => signOf(page.getByRole('listbox'))).toMatchObject({ more: true, said: true });
});

test('the entry of the page that is open stays in sight when text is enlarged, until someone scrolls it away', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.getByRole('button', { name: 'Audit log' }).click();
  const entry = page.getByRole('navigation').locator('[aria-current="page"]');
  await expect(entry).toContainText('Audit log');
  await enlarge(page);
  await expect(entry).toBeInViewport({ ratio: 1 });
  await page.getByRole('navigation').hover();
  await page.mouse.wheel(0, -5_000);
  await expect(entry).not.toBeInViewport();
  await page.setViewportSize({ width: 1280, height: 700 });
  await expect(page.getByRole('button', { name: 'Connect…' })).toBeInViewport();
  await expect(entry).not.toBeInViewport();
});

test('the ladder stays where it is when it no longer follows', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  const ladder = page.getByRole('grid', { name: 'Ladder of messages and records' });
  await expect(page.getByRole('button', { name: 'Following' })).toBeVisible();
  const before = await ladder.boundingBox();
  await ladder.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('button', { name: 'Jump to newest' })).toBeVisible();
  expect(await ladder.boundingBox()).toEqual(before);
});

test('an epoch that is cut at the edge of the chart says nothing, and all of it once it is in sight', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await oneSide(page);
  await page.getByText('Both sides', { exact: true }).click();
  const chart = page.getByRole('group', { name: 'Epochs' }).first().getByRole('list');
  const shown = (epoch: string) =>
    chart.getByRole('button', { name: new RegExp(`^Epoch ${epoch},`) }).evaluate((cell) => {
      const words = cell.firstElementChild;
      return words === null ? null : getComputedStyle(words).opacity;
    });
  for (const epoch of ['2', '3', '4', '5', '6']) {
    await page.keyboard.press('u');
    await expect(chart.getByRole('button', { name: new RegExp(`^Epoch ${epoch},`) })).toBeVisible();
  }
  await expect.poll(() => shown('6')).toBe('1');
  await chart.evaluate((strip) => strip.scrollTo(30, 0));
  await expect.poll(() => shown('1')).toBe('0');
  await chart.evaluate((strip) => strip.scrollTo(0, 0));
  await expect.poll(() => shown('1')).toBe('1');
  // What passes in the newest epoch leaves the chart where it is.
  await page.getByRole('button', { name: 'Send a greeting' }).first().click();
  await expect(chart.getByRole('button', { name: /^Epoch 6,.* 1 record,/ })).toBeVisible();
  expect(await chart.evaluate((strip) => strip.scrollLeft)).toBe(0);
});
