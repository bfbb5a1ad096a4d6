import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Page } from '@playwright/test';
import { launchBrowser } from './launch-browser.ts';

// Pictures of a real demo pair for the README: both peers, updates from either side, a cut and a resumption.
const root = resolve(import.meta.dirname, '..');
const images = join(root, 'docs', 'images');
const profile = mkdtempSync(join(tmpdir(), 'epochscope-pictures-'));

type Daemon = ChildProcessByStdio<null, Readable, null>;

const daemon = spawn(process.execPath, [join(root, 'out/main/daemon.js'), '--profile-dir', profile], { stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await launchBrowser();
try {
  mkdirSync(images, { recursive: true });
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(await link(daemon));
  await liveALittle(page);
  await page.screenshot({ path: join(images, 'epochscope.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: join(images, 'epochscope-dark.png') });
} finally {
  await browser.close();
  daemon.kill('SIGTERM');
  await new Promise((ended) => daemon.once('exit', ended));
  rmSync(profile, { recursive: true, force: true });
}

/** The link that the daemon prints. */
function link(process: Daemon): Promise<string> {
  return new Promise((found, failed) => {
    let output = '';
    process.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /http:\/\/\S+/.exec(output)?.[0];
      if (address !== undefined) found(address);
    });
    process.once('exit', (code) => failed(new Error(`the daemon ended with ${code}\n${output}`)));
  });
}

async function liveALittle(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Create identity' }).click();
  await page.getByRole('button', { name: /Start a demo pair/ }).click();
  for (const side of ['Initiator', 'Responder', 'Initiator']) {
    await showSide(page, side);
    await press(page, 'Update keys');
  }
  await page.getByLabel('Message to the peer').fill('Hello from epoch four.');
  await page.keyboard.press('Enter');
  await press(page, 'Cut');
  await press(page, 'Resume');
  await press(page, 'Update keys');
}

/** Presses a button once it can be pressed, and waits until what it started is over. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page
    .getByRole('button', { name: 'Update keys', exact: true })
    .or(page.getByRole('button', { name: 'Resume', exact: true }))
    .first()
    .waitFor();
}

async function showSide(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).or(page.getByRole('tab', { name })).or(page.getByRole('link', { name })).first().click();
}
