import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { Daemon } from '../test/e2e/support/daemon.ts';
import { openAs, settled } from '../test/e2e/support/test.ts';
import { liveALittle } from './demo-life.ts';
import { launchBrowser } from './launch-browser.ts';

// Pictures of a real demo pair for the README: both peers, updates from either side, a cut and a resumption.
const images = resolve(import.meta.dirname, '../docs/images');

const daemon = await Daemon.start();
const browser = await launchBrowser();
try {
  mkdirSync(images, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' });
  await openAs(page, daemon, 'Ada');
  await liveALittle(page);
  await takeBoth(page, 'epochscope');
  await page
    .getByText(/^\s*Al?s initiator\s*$/)
    .first()
    .click();
  await page.getByRole('row').filter({ hasText: 'connection_update' }).last().click();
  await takeBoth(page, 'ladder');
} finally {
  await browser.close();
  await daemon.stop();
}

async function takeBoth(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    await page.screenshot({ path: `${images}/${name}${colorScheme === 'dark' ? '-dark' : ''}.png` });
  }
}
