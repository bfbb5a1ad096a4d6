import type { Locator, Page } from '@playwright/test';
import { expect, openAs, test } from './support/test.ts';
import { at, everyPage, oneSide } from './support/views.ts';

// What a screen reader is told, read from the accessibility tree.

interface Node {
  readonly role: string;
  readonly name: string;
  readonly level: number | null;
}

/** Roles that mean nothing without a name. */
const named = new Set([
  'alertdialog',
  'application',
  'button',
  'checkbox',
  'combobox',
  'complementary',
  'dialog',
  'form',
  'grid',
  'heading',
  'img',
  'link',
  'listbox',
  'log',
  'menu',
  'menuitem',
  'navigation',
  'option',
  'radio',
  'region',
  'separator',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
  'toolbar',
  'tree',
  'treeitem',
]);

/** Lines of an ARIA snapshot: `- heading "Trust" [level=1]:`; names with a colon stand in quotes of YAML. */
async function treeOf(scope: Locator): Promise<readonly Node[]> {
  const snapshot = await scope.ariaSnapshot();
  return snapshot.split('\n').flatMap((line) => {
    const parts = /^\s*- '?([a-z]+)(?: "((?:[^"\\]|\\.)*)"| \/((?:[^/\\]|\\.)*)\/)?(.*)$/.exec(line);
    if (parts === null || parts[1] === 'text') return [];
    const [, role = '', name = '', pattern = '', rest = ''] = parts;
    return [{ role, name: name || pattern, level: Number(/\[level=(\d)\]/.exec(rest)?.[1]) || null }];
  });
}

async function expectSound(page: Page, what: string): Promise<void> {
  const nodes = await treeOf(page.locator('body'));
  const ofRole = (role: string) => nodes.filter((node) => node.role === role);
  expect.soft(ofRole('main'), `${what}: one main`).toHaveLength(1);
  expect.soft(ofRole('banner'), `${what}: one banner`).toHaveLength(1);
  const inMain = await treeOf(page.getByRole('main'));
  const levels = inMain.flatMap(({ role, level }) => (role !== 'heading' || level === null ? [] : [level]));
  expect
    .soft(
      levels.filter((level) => level === 1),
      `${what}: one h1`,
    )
    .toHaveLength(1);
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  expect.soft(jumps, `${what}: headings without jumps (${levels.join(' ')})`).toEqual([]);
  const nameless = nodes.filter(({ role, name }) => named.has(role) && name.trim() === '').map(({ role }) => role);
  expect.soft(nameless, `${what}: everything has a name`).toEqual([]);
  for (const role of ['navigation', 'complementary', 'region', 'search']) {
    const names = ofRole(role).map(({ name }) => name);
    expect.soft(new Set(names).size, `${what}: no two ${role} of one name (${names.join(', ')})`).toBe(names.length);
  }
}

test.beforeEach(async ({ page, daemon }) => openAs(page, daemon, 'Ada'));

test('every page has one main, one h1, headings without jumps, and names for all it holds, empty', async ({ page }) => {
  await expectSound(page, 'start');
  await everyPage(page, (name) => expectSound(page, name));
  for (const gone of ['connection/none', 'epochs/none', 'listener/none', 'recording/none']) {
    await at(page, gone);
    await expect(page.getByRole('heading', { level: 1, name: /not known|gone|not open/ })).toBeVisible();
    await expectSound(page, gone);
  }
});

test('the same holds where there is something to show: a pair, one side, its epochs, and the pages after it', async ({ page }) => {
  await oneSide(page);
  await page.getByRole('grid', { name: 'Ladder of messages and records' }).focus();
  await page.keyboard.press('Home');
  await page
    .getByRole('row', { name: /client_hello/ })
    .first()
    .click();
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { level: 2 })).toBeVisible();
  await expectSound(page, 'one side');
  for (const tab of [/^Messages/, 'Safety code']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
    await expectSound(page, String(tab));
  }
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { level: 1, name: /^Epochs with/ })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Key schedule' }).first()).toBeVisible();
  await expectSound(page, 'epochs');
  await page.getByRole('button', { name: 'Back to the connection' }).click();
  await page.getByText('Both sides', { exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await expectSound(page, 'pair');
  for (const name of ['sessions', 'primer', 'audit'] as const) {
    await at(page, name);
    await expect(page.getByRole('main').locator('.loading')).toHaveCount(0);
    await expectSound(page, name);
  }
});

test('what becomes of a connection is said in a live region that was there before', async ({ page }) => {
  await oneSide(page);
  const status = page.getByRole('status').filter({ hasText: 'Open' }).first();
  const before = await status.elementHandle();
  await page.getByRole('switch', { name: 'Auto-resume' }).click();
  await page.keyboard.press('x');
  const after = page.getByRole('status').filter({ hasText: /Cut/ }).first();
  await expect(after).toBeVisible();
  expect(await after.evaluate((element, old) => element === old, before)).toBe(true);
});

const dialogs: readonly (readonly [opener: string | RegExp, name: string | RegExp])[] = [
  ['Connect…', 'Connect to a peer'],
  ['Listen…', 'Listen for peers'],
  ['Help', 'Help'],
  ['Keyboard shortcuts', 'Keyboard shortcuts'],
  ['About Epochscope', /^Epochscope /],
  [/^Notices/, 'Notices'],
];

test('a dialog has a name, takes the focus, keeps it, and gives it back where it came from', async ({ page }) => {
  await at(page, 'decode');
  await expect(page.getByRole('heading', { level: 1, name: 'Decode bytes' })).toBeVisible();
  for (const [opener, name] of dialogs) {
    const button = page.getByRole('button', { name: opener, exact: typeof opener === 'string' }).first();
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name, exact: typeof name === 'string' });
    await expect(dialog).toBeVisible();
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    const nodes = await treeOf(dialog);
    expect
      .soft(
        nodes.filter((node) => named.has(node.role) && node.name === ''),
        String(name),
      )
      .toEqual([]);
    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+Tab');
    expect.soft(await dialog.evaluate((element) => element.contains(document.activeElement)), `${String(name)} keeps the focus`).toBe(true);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(button, `${String(name)} gives the focus back`).toBeFocused();
  }
});
