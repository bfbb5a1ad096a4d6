import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

async function startDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a demo pair' }).press('Enter');
  await page.getByRole('radio', { name: 'Initiator' }).check({ force: true });
  await expect(page.getByRole('button', { name: /^Epoch 1,/ })).toBeVisible();
}

/** Exports by keyboard; @returns the file's name and bytes */
async function exported(page: Page, format: string, who: 'Safe to share' | 'Whole'): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export recording…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Export this recording' });
  await dialog.getByRole('radio', { name: new RegExp(`^${format}`) }).press('Space');
  await dialog.getByRole('radio', { name: new RegExp(`^${who}`) }).press('Space');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).press('Enter');
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('ladder, epochs and a report are files for others, with names or without', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await startDemo(page);
  const report = await exported(page, 'Report', 'Whole');
  expect(report.name).toBe('connection-report.md');
  expect(report.bytes.toString('utf8')).toMatch(
    /# Connection with Bob[\s\S]*## Handshakes[\s\S]*client\\_hello[\s\S]*## Epochs[\s\S]*## Rules named here/,
  );
  const safe = await exported(page, 'Report', 'Safe to share');
  expect(safe.bytes.toString('utf8')).not.toMatch(/Bob|Alice|127\.0\.0\.1/);
  const svg = await exported(page, 'Ladder as SVG', 'Safe to share');
  expect(svg.bytes.toString('utf8')).toMatch(/^<svg [\s\S]*client_hello[\s\S]*<\/svg>\n$/);
  expect(svg.bytes.toString('utf8')).not.toMatch(/Bob|<script|href/);
  for (const [format, name] of [
    ['Ladder as PNG', 'ladder.png'],
    ['Epochs as PNG', 'epochs.png'],
  ] as const) {
    const png = await exported(page, format, 'Whole');
    expect(png.name).toBe(name);
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(400);
    writeFileSync(testInfo.outputPath(name), png.bytes);
  }
});

test('times are of day, since a row or since the row above, and stay so', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  await startDemo(page);
  const grid = page.getByRole('grid', { name: 'Ladder of messages and records' });
  const times = page.getByRole('combobox', { name: 'How times are written' });
  await times.selectOption('Since above');
  await expect(grid.getByRole('row').nth(2)).toContainText('+0.000 s');
  await grid.getByRole('row', { name: /server_hello/ }).click();
  await page.keyboard.press('z');
  await page.getByRole('button', { name: /^Drop time zero at row/ }).press('Enter');
  await page.getByRole('button', { name: 'Set time zero here' }).press('Enter');
  await times.selectOption('Since zero');
  await expect(grid.getByRole('row', { name: /server_hello/ })).toContainText('+0.000 s');
  await expect(grid.getByRole('row', { name: /client_hello/ })).toContainText(/−\d|\+0\.000/);
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath('times.png') });
  await page.reload();
  await expect(times).toHaveValue('since');
});

test('two transcripts, and two sessions, are put side by side and compared field by field', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await startDemo(page);
  await page.getByRole('button', { name: 'Compare with…' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Chosen to compare' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByText('Alice', { exact: true }).click();
  await page.getByRole('button', { name: 'Compare with…' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Compare', level: 1 })).toBeVisible();
  const table = page.getByRole('group', { name: 'Differences, field by field' });
  // Both sides of one session are known as such.
  const mirrored = page.getByRole('switch', { name: 'Right was recorded by the other side' });
  await expect(mirrored).toBeChecked();
  await expect(table.getByRole('rowheader', { name: /client_hello/ })).toHaveCount(0);
  await mirrored.press('Enter');
  await expect(table.getByRole('rowheader', { name: /^sent client_hello/ })).toBeVisible();
  // Swapped, it stays as somebody chose.
  for (const left of [/^Left: Alice/, /^Left: Bob/]) {
    await page.getByRole('button', { name: 'Swap sides' }).press('Enter');
    await expect(table.getByRole('columnheader', { name: left })).toBeVisible();
    await expect(mirrored).not.toBeChecked();
  }
  await mirrored.press('Enter');
  await expect(table.getByRole('rowheader', { name: /client_hello/ })).toHaveCount(0);
  await expect(table.getByRole('columnheader', { name: /^Left: Bob/ })).toBeVisible();
  await page.getByRole('button', { name: 'Next difference' }).press('Enter');
  await expect(table.locator('.here')).toBeInViewport();
  await table
    .getByRole('button', { name: /^Equal lines/ })
    .first()
    .press('Enter');
  await pictures(page, 'compare');
  const sessions = await page
    .getByLabel('Left', { exact: true })
    .locator('optgroup[label="Sessions"] option')
    .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? ''));
  await page.getByLabel('Left', { exact: true }).selectOption(sessions[0] ?? '');
  await expect(page.getByText('These two are of different kinds')).toBeVisible();
  await page.getByLabel('Right', { exact: true }).selectOption(sessions[1] ?? '');
  await expect(table.getByRole('rowheader', { name: 'founding role' })).toBeVisible();
  await page.getByLabel('Right', { exact: true }).selectOption(sessions[0] ?? '');
  await expect(page.getByText('No difference')).toBeVisible();
});
