import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackages } from './debian.mjs';
import { packageFile, root, windows } from './paths.mjs';
import { environmentFor, exitCodeOf, SetupProblem } from './run-process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const placesOnWindows = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe', 'Chromium\\Application\\chrome.exe'];

/**
 * A Chromium for the browser tests: `CHROMIUM_PATH`, one that is installed, Playwright's own, Debian's package.
 *
 * @returns path of the program
 * @throws {SetupProblem} when none can be had
 */
export async function ensureBrowser(node) {
  const named = process.env['CHROMIUM_PATH'];
  if (named && !existsSync(named)) throw new SetupProblem(`CHROMIUM_PATH names ${named}, which does not exist.`);
  return named || installedBrowser() || playwrightBrowser(node) || (await fetchBrowser(node));
}

function installedBrowser() {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const programFolders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
  const onWindows = programFolders.flatMap((folder) => placesOnWindows.map((place) => join(folder, place)));
  return [...(windows ? onWindows : onPath), ...places].find((path) => existsSync(path));
}

function playwrightBrowser(node) {
  const question = "process.stdout.write(require('playwright-core').chromium.executablePath())";
  const { stdout } = spawnSync(node, ['-e', question], { cwd: root, encoding: 'utf8' });
  return stdout && existsSync(stdout) ? stdout : undefined;
}

async function fetchBrowser(node) {
  console.error('No Chromium found; fetching one through Playwright …');
  await exitCodeOf(node, [packageFile('@playwright/test', 'cli.js'), 'install', 'chromium'], { env: environmentFor(node), quiet: true });
  const fetched = playwrightBrowser(node);
  if (fetched) return fetched;
  await installDebianPackages(['chromium']);
  const installed = installedBrowser();
  if (installed) return installed;
  throw new SetupProblem(
    'The browser tests need Chromium, and none could be installed. Install Chromium, Chrome or Edge, or name one in CHROMIUM_PATH; "npm run verify" runs everything else.',
  );
}
