import type { Page } from '@playwright/test';
import { expect, openAs, test } from './support/test.ts';
import { at, everyPage, oneSide } from './support/views.ts';

// Tab reaches whatever can be operated, and leads out again.

/** Marks in the page which controls had the focus; a group of radio buttons is one stop, as browsers have it. */
async function watchFocus(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement) target.dataset['reached'] = 'yes';
    });
  });
}

/** Words for the controls of the main part that Tab never came to. */
async function unreached(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('main :is(a[href], button, input, select, textarea, summary, [tabindex])')];
    const group = (element: HTMLElement) => (element instanceof HTMLInputElement && element.type === 'radio' ? element.name : '');
    const done = new Set(all.filter(({ dataset }) => dataset['reached']).map(group));
    return all
      .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !element.dataset['reached'] && !(group(element) !== '' && done.has(group(element))))
      .map((element) => `${element.localName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}`);
  });
}

/** Tabs from the beginning of the main part until the focus is outside of it. */
async function tabThrough(page: Page, most: number): Promise<number> {
  await page.locator('main').focus();
  for (let step = 1; step <= most; step++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.closest('main') === null)) return step;
  }
  return Number.POSITIVE_INFINITY;
}

async function expectReachable(page: Page, name: string): Promise<void> {
  expect.soft(await tabThrough(page, 250), `${name} lets the focus go`).toBeLessThan(250);
  expect.soft(await unreached(page), `${name}: all is reached`).toEqual([]);
}

test.beforeEach(async ({ page, daemon }) => {
  await watchFocus(page);
  await openAs(page, daemon, 'Ada');
});

test('Tab reaches every control of every page and leads out of it', async ({ page }) => {
  test.slow(); // some hundred key presses
  await expectReachable(page, 'start');
  await everyPage(page, (name) => expectReachable(page, name));
});

test('Tab reaches every control of a connection, of both of its sides and of its epochs', async ({ page }) => {
  test.slow();
  await oneSide(page);
  await page
    .getByRole('row', { name: /client_hello|server_hello/ })
    .first()
    .click();
  await expect(page.getByRole('tree', { name: 'Fields' })).toBeVisible();
  await expectReachable(page, 'one side');
  await page.getByText('Both sides', { exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await expectReachable(page, 'pair');
});

test('from the top of the window, Tab passes the skip link, the header and the sidebar', async ({ page }) => {
  await at(page, 'trust');
  await expect(page.getByRole('heading', { level: 1, name: 'Trust' })).toBeVisible();
  await page.locator('body').evaluate((body) => {
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute('tabindex');
  });
  await page.keyboard.press('Tab');
  await expect(page.getByText('Skip to content')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Shift+Tab');
    if (await page.evaluate(() => document.activeElement?.closest('nav, header') === null)) break;
  }
  const left = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('header button, nav button')]
      .filter((button) => button.closest('main') === null && button.tabIndex >= 0 && !button.dataset['reached'])
      .map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim() ?? ''),
  );
  expect(left).toEqual([]);
});

test('once a menu is closed by Escape, the pointer works again', async ({ page }) => {
  await oneSide(page);
  const item = page.getByRole('list', { name: 'Connections' }).getByRole('button', { name: /^Bob/ });
  await item.click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.getByRole('button', { name: 'Key policy…' }).click();
  await expect(page.getByRole('dialog', { name: /^Key policy/ })).toBeVisible();
});

test('where no motion is wanted, nothing moves: on no page, in no dialog, while something is waited for', async ({ page }) => {
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running' && Number(animation.effect?.getComputedTiming().endTime ?? 0) > 5)
        .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'transition')),
    );
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await oneSide(page);
  await page.keyboard.press('u');
  expect.soft(await moving(), 'while an update runs').toEqual([]);
  await everyPage(page, async (name) => {
    expect.soft(await moving(), name).toEqual([]);
  });
  for (const key of ['n', 'l', '?']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    expect.soft(await moving(), key).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});
