import { type ElectronApplication, _electron, expect, test } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { confinedPageJourney, demoPairJourney } from './journeys.ts';

const root = resolve(import.meta.dirname, '../..');
const reason = "Electron's program is not here (get it with: npm run setup). What only it can show is NOT covered by this run.";

/** Where Electron's program is, without `require('electron')`: that would start a download. */
function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pointer = join(folder, 'path.txt');
  const distribution = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const installed = existsSync(pointer) ? [join(distribution, readFileSync(pointer, 'utf8'))] : [];
  const candidates = [process.env['ELECTRON_EXEC_PATH'], ...installed];
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

const program = electronProgram();

test('where real Electron is demanded, it is here', () => {
  test.skip(process.env['EPOCHSCOPE_REQUIRE_ELECTRON'] !== '1', 'EPOCHSCOPE_REQUIRE_ELECTRON=1 demands it');
  expect(program, reason).not.toBeNull();
});

test.describe('the built app in real Electron', () => {
  test.describe.configure({ mode: 'serial' });
  if (program === null) console.warn(`SKIPPED: ${reason}`);
  test.skip(program === null, reason);

  const profile = mkdtempSync(join(tmpdir(), 'epochscope-electron-'));
  let app: ElectronApplication;

  test.beforeAll(async () => {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // Chromium's sandbox does not start as root
    app = await _electron.launch({ executablePath: program ?? '', args: [...sandbox, root, '--profile-dir', profile] });
    const page = await app.firstWindow();
    // A machine that runs tests has no keychain to speak of.
    const passphrase = 'correct horse battery staple';
    await page.evaluate((chosen) => bridge.request('protect', { passphrase: chosen, keychain: false, plain: false }), passphrase);
  });

  test.afterAll(async () => {
    await app?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  test('the page is confined, in a world of its own', async () => {
    await confinedPageJourney(await app.firstWindow());
  });

  test('a demo pair starts, updates and carries data', async () => {
    await demoPairJourney(await app.firstWindow());
  });
});
