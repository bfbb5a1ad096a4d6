import { expect, type Locator, type Page } from '@playwright/test';

/** Starts a demo pair and lets it update from both sides, be cut, and resume by itself. */
export async function liveALittle(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a demo pair' }).click();
  for (const [name, epoch] of [
    ['Initiator', 2],
    ['Responder', 3],
    ['Initiator', 4],
  ] as const) {
    await side(page, name).getByRole('button', { name: 'Update keys' }).click();
    await bothIn(page, epoch);
  }
  await side(page, 'Initiator').getByRole('button', { name: 'Cut', exact: true }).click();
  await bothIn(page, 6);
  await side(page, 'Responder').getByRole('button', { name: 'Update keys' }).click();
  await bothIn(page, 7);
}

async function bothIn(page: Page, epoch: number): Promise<void> {
  for (const name of ['Initiator', 'Responder'] as const) {
    await expect(side(page, name).getByRole('button', { name: new RegExp(`^Epoch ${epoch},`) })).toBeVisible({ timeout: 30_000 });
  }
}

export function side(page: Page, name: 'Initiator' | 'Responder'): Locator {
  return page.getByRole('region', { name, exact: true });
}
