import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { Daemon } from '../test/e2e/support/daemon.ts';
import { fillWithSessions } from '../test/e2e/support/many-sessions.ts';
import { openAs } from '../test/e2e/support/test.ts';
import { launchBrowser } from './launch-browser.ts';
import { type Fault, faultyWay } from './review/faults.ts';
import { listScenes, longName, longScenes, stoppedScenes } from './review/great.ts';
import { modes, shoot, usual } from '../test/e2e/support/modes.ts';
import { sheetOf } from './review/sheet.ts';
import { emptyScenes, faultScenes, filledScenes, type Scene } from './review/scenes.ts';
import { stops } from './tour-stops.ts';

// Pictures for people who review the interface: every view, dialog and state, at both sizes, in every theme.
// node scripts/review.ts FOLDER [--modes small-light,large-dark | --sheets] [--only empty-,ladder]
// With --sheets, one picture of a view: light, dark and high contrast at 1280 by 720, and light at 3840 by 2160.
// node scripts/review.ts --docs takes the pictures of docs/REVIEW.md anew.
const [first, ...options] = process.argv.slice(2);
if (first === undefined) throw new Error('Say the folder for the pictures.');
const folder = first === '--docs' ? resolve(import.meta.dirname, '../docs/images/review') : first;
const again = first === '--docs' ? readdirSync(folder).map((file) => basename(file, '.png')) : null;
/** What the end of a picture’s name in the documents says of how it was taken; without any, dark at 1280 by 720. */
const endings: { readonly [mode: string]: string } = {
  'small-dark': '',
  'small-contrast': '-contrast',
  'large-light': '-large',
  'zoomed-light': '-zoomed',
};
const wantedModes = option('--modes');
const wanted = option('--only');
const chosenModes = modes.filter(({ id }) => wantedModes.length === 0 || wantedModes.some((part) => id.startsWith(part)));
mkdirSync(folder, { recursive: true });

const daemon = await Daemon.start();
const fresh = await Daemon.start({ protection: 'asked' });
const great = await Daemon.start({ fill: fillWithSessions });
const browser = await launchBrowser();
let failures = 0;
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto(fresh.url);
  await review(page, devtools, { now: null }, [{ id: 'first-start', go: (at) => at.getByLabel('Your name').waitFor() }]);
  const fault = await faultyWay(page);
  await openAs(page, daemon, 'Ada');
  await review(page, devtools, fault, [...stops.slice(0, 4), ...emptyScenes, ...stops.slice(4), ...filledScenes, ...faultScenes]);
  const other = await context.newPage();
  await openAs(other, great, longName);
  await review(other, await context.newCDPSession(other), { now: null }, listScenes);
  await page.bringToFront();
  await review(page, devtools, { now: null }, longScenes(other));
  await daemon.crash();
  await review(page, devtools, { now: null }, stoppedScenes);
} finally {
  await browser.close();
  await fresh.stop();
  await great.stop();
  await daemon.stop();
}
console.log(`${resolve(folder)}, ${failures} views could not be brought about`);

/** A view that cannot be brought about is told, and the others go on. */
async function review(page: Page, devtools: CDPSession, fault: Fault, scenes: readonly Scene[]): Promise<void> {
  page.setDefaultTimeout(15_000);
  for (const scene of scenes) {
    try {
      await scene.go(page, fault);
      if (wanted.length === 0 || wanted.some((part) => scene.id.startsWith(part))) await take(page, devtools, scene);
    } catch (error) {
      failures += 1;
      writeFileSync(join(folder, `${scene.id}.not-reached.png`), await page.screenshot());
      fault.now = null;
      console.log(`${scene.id}: ${error instanceof Error ? error.message.split('\n').slice(0, 6).join(' | ') : String(error)}`);
    }
    await scene.leave?.(page, fault).catch(() => page.reload());
  }
}

async function take(page: Page, devtools: CDPSession, { id }: Scene): Promise<void> {
  await page.mouse.move(0, 0); // nothing is hovered
  if (again !== null) {
    for (const mode of modes) {
      const name = `${id}${endings[mode.id] ?? ' '}`;
      if (again.includes(name)) writeFileSync(join(folder, `${name}.png`), await shoot(page, devtools, mode));
    }
  } else if (options.includes('--sheets')) writeFileSync(join(folder, `${id}.jpg`), await sheetOf(page, devtools));
  else for (const mode of chosenModes) writeFileSync(join(folder, `${id}.${mode.id}.png`), await shoot(page, devtools, mode));
  await usual(page, devtools);
  console.log(id);
}

function option(name: string): readonly string[] {
  const at = options.indexOf(name);
  return at < 0 ? [] : (options[at + 1] ?? '').split(',');
}
