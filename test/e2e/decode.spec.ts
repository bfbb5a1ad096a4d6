import { writeFileSync } from 'node:fs';
import { dropOnWindow } from './support/drag.ts';
import { pictures } from './support/pictures.ts';
import { expect, expectAccessible, openAs, test } from './support/test.ts';

/** A fatal decode_error alert in a plaintext record, RFC 8446 §5.1 and §6. */
const alert = '15030300020232';

test('bytes are pasted, recognised and read as something else, by keyboard alone', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('decode');
  await page.keyboard.press('Enter');
  const input = page.getByLabel('Hexadecimal, base64 or PEM');
  await input.focus();
  await page.keyboard.type('hello');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('There are no bytes in this')).toBeVisible();
  await input.fill('15 03 03 00 02 02 32');
  await page.getByRole('button', { name: 'Decode', exact: true }).press('Enter');
  await expect(page.getByText('TLS record: 7 bytes, given as hexadecimal.')).toBeVisible();
  const tree = page.getByRole('tree', { name: 'Fields' });
  await expect(tree).toContainText('decode_error');
  await page.getByLabel('Read as').selectOption('Unknown bytes');
  await expect(page.getByText(/^Not recognised/)).toBeVisible();
  await expectAccessible(page);
});

test('the mark among the bytes stays where it was put, and is in sight wherever that is', async ({ page, daemon }) => {
  await openAs(page, daemon, 'Ada');
  await dropOnWindow(page, 'alert.bin', Buffer.from(alert, 'hex'));
  const bytes = page.getByRole('application', { name: 'Bytes' });
  const mark = bytes.locator('.here');
  // The second byte of a field.
  await bytes.locator('.pairs [data-at="2"]').click();
  await expect(page.getByRole('treeitem', { selected: true })).toContainText('version');
  await expect(mark).toHaveAttribute('data-at', '2');
  await bytes.press('ArrowRight');
  await expect(mark).toHaveAttribute('data-at', '3');
  await bytes.press('ArrowLeft');
  await expect(mark).toHaveAttribute('data-at', '2');
  await page.getByRole('treeitem', { name: /version/ }).click();
  await expect(mark).toHaveAttribute('data-at', '2');
  await page.getByRole('treeitem', { name: /length/ }).click();
  await expect(mark).toHaveAttribute('data-at', '3');
  // More lines than are shown at first.
  await dropOnWindow(page, 'long.bin', new Uint8Array(4_000));
  await bytes.press('End');
  await expect(mark).toHaveAttribute('data-at', '3999');
  await expect(mark).toBeInViewport({ ratio: 0.9 });
});

test('a file dropped anywhere on the window is decoded, a large one refused; neither navigates', async ({ page, daemon }, testInfo) => {
  await openAs(page, daemon, 'Ada');
  const address = page.url();
  const drop = (length: number) => dropOnWindow(page, 'some.bin', Buffer.concat([Buffer.from(alert, 'hex')], length));
  await drop(7);
  await expect(page.getByText('TLS record: 7 bytes, given as bytes.')).toBeVisible();
  await drop(0);
  await expect(page.getByText('The file is empty', { exact: false })).toBeVisible();
  await drop(300_000);
  await expect(page.getByText(/The file is larger than/)).toBeVisible();
  expect(new URL(page.url()).origin).toBe(new URL(address).origin);
  const path = testInfo.outputPath('alert.hex');
  writeFileSync(path, alert);
  await page.locator('input[type="file"]').setInputFiles(path);
  await expect(page.getByText('TLS record: 7 bytes, given as hexadecimal.')).toBeVisible();
  await pictures(page, 'decode');
});
