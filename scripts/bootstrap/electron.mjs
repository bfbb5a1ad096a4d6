import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, packageFile, remembered } from './paths.mjs';
import { environmentFor } from './run-process.mjs';

const limitSeconds = 60;

/** Path of Electron's program, or undefined. Never through `require('electron')`: that would start a download. */
export function electronProgram() {
  const folder = at('node_modules', 'electron');
  const pointer = join(folder, 'path.txt');
  const relative = existsSync(pointer) ? readFileSync(pointer, 'utf8') : undefined;
  const distribution = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const candidates = [process.env['ELECTRON_EXEC_PATH'], relative && join(distribution, relative)];
  return candidates.find((path) => path && existsSync(path));
}

/**
 * Lets Electron's own installer try, once per version: a machine that cannot reach it should not wait at every start.
 *
 * @param options.again tries although it failed before
 */
export async function tryInstallElectron(node, { again = false } = {}) {
  const { version } = JSON.parse(readFileSync(packageFile('electron', 'package.json'), 'utf8'));
  const stamp = remembered('electron-not-installed');
  if (!again && existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return undefined;
  const problem = await runInstaller(node, version);
  const program = electronProgram();
  if (program) return program;
  console.error(`Electron ${version} could not be fetched: ${problem ?? 'its installer left no program'}.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, version);
  return undefined;
}

export const howToGetElectron =
  'No desktop window: Electron is not installed (get it with "npm run setup", behind a firewall with ELECTRON_MIRROR set). Starting the daemon, which shows the same in a browser.';

function runInstaller(node, version) {
  console.error(`Fetching Electron ${version} (once, at most ${limitSeconds} s) …`);
  return new Promise((resolve) => {
    const child = spawn(node, [packageFile('electron', 'install.js')], { env: environmentFor(node), stdio: ['ignore', 'inherit', 'pipe'] });
    let complaint = '';
    let seconds = 0;
    const ticker = setInterval(() => {
      seconds += 1;
      if (seconds % 10 === 0) console.error(`  ${seconds} s`);
      if (seconds >= limitSeconds) child.kill('SIGKILL');
    }, 1000);
    child.stderr.on('data', (chunk) => {
      // The installer's progress bar redraws one line; its complaint is what remains.
      if (process.stderr.isTTY && !/Error|\n\s+at /.test(String(chunk))) process.stderr.write(chunk);
      complaint += chunk;
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      clearInterval(ticker);
      if (code === 0) resolve(undefined);
      else
        resolve(seconds >= limitSeconds ? `not within ${limitSeconds} s` : (/\w*Error: .*/.exec(complaint)?.[0] ?? `installer ended with ${code}`));
    });
  });
}
