import type { Page } from '@playwright/test';
import { liveALittle } from '../../scripts/demo-life.ts';
import { expect, openAs, test } from './support/test.ts';
import { leftInEnglish, note, type Said } from './support/words.ts';

const plainPages = [
  'home',
  'sessions',
  'pins',
  'knocks',
  'trust',
  'identities',
  'certificates',
  'key-packages',
  'decode',
  'laboratory',
  'compare',
  'glossary',
  'security',
  'audit',
] as const;

/** Dialogs that a key opens on every page. */
const dialogKeys = ['n', 'l', '?', 'ControlOrMeta+k'] as const;

/** The same in both languages, and why. */
const allowed: readonly RegExp[] = [
  /\bAda\b|Demo (initiator|responder)/g, // names of identities
];

test('nothing of the interface stays English when German is chosen', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await liveALittle(page);
  const connection = new URL(page.url()).hash;
  const english = await walk(page, connection, null);
  await page.evaluate(() => localStorage.setItem('epochscope.language', 'de'));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const german = await walk(page, connection, process.env['EPOCHSCOPE_PICTURES'] === undefined ? null : (name) => testInfo.outputPath(`${name}.png`));
  expect(leftInEnglish(english, german, allowed)).toEqual([]);
});

/** @param picture where a picture of a place goes; `null`: none is wanted */
async function walk(page: Page, connection: string, picture: ((name: string) => string) | null): Promise<Said> {
  const said: Said = new Map();
  const look = async (place: string): Promise<void> => {
    await note(page, said, place);
    if (picture) await page.screenshot({ path: picture(place.replaceAll(/[^a-z0-9]+/g, '-')) });
  };
  for (const name of plainPages) {
    await goTo(page, `#/${name}`);
    await openEverything(page);
    await look(name);
    await throughDialogs(page, name, look);
  }
  for (const key of dialogKeys) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await openEverything(page);
    await look(`dialog ${key}`);
    await close(page);
  }
  await goTo(page, connection);
  await look('connection');
  await throughDialogs(page, 'connection', look);
  await throughTabs(page, look);
  await throughRows(page, look);
  await goTo(page, connection.replace('/connection/', '/epochs/'));
  await look('epochs');
  await goTo(page, connection.replace('/connection/', '/primer/'));
  await look('primer');
  return said;
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await expect(page.getByRole('heading').first()).toBeVisible();
  await settle(page);
}

/** Until nothing says that it is loading. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('.loading, [aria-busy="true"]')).toHaveCount(0);
}

async function openEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

/** Buttons with three dots open dialogs; each is opened, looked at and left. */
async function throughDialogs(page: Page, place: string, look: (place: string) => Promise<void>): Promise<void> {
  const buttons = page.locator('main button').filter({ hasText: /…$/ });
  for (let index = 0; index < (await buttons.count()); index++) {
    const button = buttons.nth(index);
    if ((await button.getAttribute('aria-disabled')) === 'true' || !(await button.isVisible())) continue;
    await button.click();
    const dialog = page.locator('[role="dialog"], [role="alertdialog"]').first();
    if (!(await dialog.isVisible())) continue; // a dialog of the system
    await openEverything(page);
    await settle(page);
    await look(`${place}, dialog ${index}`);
    await close(page);
  }
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('[role="dialog"], [role="alertdialog"]')).toHaveCount(0);
}

async function throughTabs(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  const tabs = page.getByRole('tab');
  for (let index = 0; index < (await tabs.count()); index++) {
    await tabs.nth(index).click();
    await settle(page);
    await look(`connection, tab ${index}`);
  }
  await tabs.first().click();
}

/** One row of each kind. */
async function throughRows(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  const rows = await page
    .getByRole('row')
    .evaluateAll((all) => all.flatMap((row) => (row instanceof HTMLElement && row.dataset['index'] ? [row.dataset['index']] : [])));
  for (const row of rows) {
    await page.locator(`[role="row"][data-index="${row}"]`).click();
    await settle(page);
    await look(`row ${row}`);
  }
}
