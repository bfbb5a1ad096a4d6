import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Daemon } from '../test/e2e/support/daemon.ts';
import { openAs, settled } from '../test/e2e/support/test.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Stop, stops } from './tour-stops.ts';

// Every view of the interface, in light and dark, as docs/tour.md. Each picture is of the real program at work.
const root = resolve(import.meta.dirname, '..');
const images = join(root, 'docs/images/tour');
const schemes = ['light', 'dark'] as const;

rmSync(images, { recursive: true, force: true });
mkdirSync(images, { recursive: true });
const daemon = await Daemon.start();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', locale: 'en-US' });
  await openAs(page, daemon, 'Ada');
  for (const stop of stops) {
    await stop.go(page);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      await page.screenshot({ path: join(images, fileOf(stop, colorScheme)) });
    }
    await stop.leave?.(page);
    console.log(stop.title);
  }
} finally {
  await browser.close();
  await daemon.stop();
}
writeFileSync(join(root, 'docs/tour.md'), documentOf(stops));

function fileOf({ id }: Stop, scheme: (typeof schemes)[number]): string {
  return `${id}${scheme === 'dark' ? '-dark' : ''}.png`;
}

function documentOf(all: readonly Stop[]): string {
  const head = [
    '# A tour of the interface',
    '',
    'Every view in light and dark, at 1280 by 720. `npm run pictures` takes these pictures anew from the running program and writes this page.',
    '',
  ];
  const parts = all.flatMap((stop) => [
    `## ${stop.title}`,
    '',
    stop.about,
    '',
    `![${stop.title}, light](images/tour/${fileOf(stop, 'light')})`,
    `![${stop.title}, dark](images/tour/${fileOf(stop, 'dark')})`,
    '',
  ]);
  return [...head, ...parts].join('\n');
}
