import { writeFileSync } from 'node:fs';
import { type Page, test } from '@playwright/test';
import { modes, shoot, usual } from './modes.ts';
import { expectAccessible, settled } from './test.ts';

/** Ways of looking that are wanted beside light and dark, for people who review: `EPOCHSCOPE_PICTURES=small-contrast,large`. */
const moreModes = modes.filter(({ id }) => (process.env['EPOCHSCOPE_PICTURES'] ?? '').split(',').some((part) => part !== '' && id.startsWith(part)));

/** The page as it is, without an axe violation, in light and in dark, beside the test's results. */
export async function pictures(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}.png`) });
  }
  await morePictures(page, name);
}

/** The page in the ways that a reviewer asked for; without one, nothing. */
export async function morePictures(page: Page, name: string): Promise<void> {
  if (moreModes.length === 0) return;
  const devtools = await page.context().newCDPSession(page);
  for (const mode of moreModes) writeFileSync(test.info().outputPath(`${name}.${mode.id}.png`), await shoot(page, devtools, mode));
  await usual(page, devtools);
  await devtools.detach();
}
