import { expect, test } from '@playwright/test';
import { partsByPointer } from '../e2e/support/by-pointer.ts';
import { type Desktop, startDesktop } from './desktop.ts';

// The BUILT main process, with a stand-in for the `electron` module: what the page does passes its preload and its channels.

let desktop: Desktop;
test.beforeEach(async () => {
  desktop = await startDesktop();
});
test.afterEach(() => desktop.quit());

for (const [part, use] of Object.entries(partsByPointer)) {
  test(`${part}: the window of the desktop app does what the page of the daemon does`, async () => {
    const { page } = desktop;
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Create identity' }).click();
    await expect(page.getByRole('heading', { name: 'Three ways to begin' })).toBeVisible();
    await use(page);
    expect(complaints).toEqual([]);
  });
}
