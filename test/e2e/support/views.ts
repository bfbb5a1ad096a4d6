import { expect, type Page } from '@playwright/test';

/** Every page that needs no id, by its address, with its heading. */
export const plainPages = [
  ['sessions', /^Resumable sessions/],
  ['pins', 'Pinned keys'],
  ['trust', 'Trust'],
  ['knocks', 'Knocking'],
  ['identities', 'Identities'],
  ['certificates', 'Certificates'],
  ['key-packages', 'KeyPackages'],
  ['decode', 'Decode bytes'],
  ['laboratory', 'Laboratory'],
  ['compare', 'Compare'],
  ['primer', 'Your connection, step by step'],
  ['glossary', 'Glossary'],
  ['security', 'Security'],
  ['audit', 'Audit log'],
] as const;

/** Goes to an address inside the window, as a link or the Back button does. */
export async function at(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `#/${to}`;
  }, address);
}

/** Shows one page after the other, each when it has read what it shows. */
export async function everyPage(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  for (const [name, heading] of plainPages) {
    await at(page, name);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole('main').locator('.loading')).toHaveCount(0);
    await look(name);
  }
}

/** A demo pair, and one side of it, once it is open. */
export async function oneSide(page: Page): Promise<void> {
  await at(page, 'home');
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Demo pair' })).toBeVisible();
  await page
    .getByText(/^\s*Al?s initiator\s*$/)
    .first()
    .click();
  await expect(page.getByRole('status').getByText('Open', { exact: true })).toBeVisible();
}
