import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { at, remembered, windows } from './paths.mjs';
import { CommandFailed, run, SetupProblem } from './run-process.mjs';

/** Installs exactly what package-lock.json names, when that is not what lies in node_modules. */
export async function install() {
  const wanted = fingerprint();
  const stamp = remembered('installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  const { program, leading, shell } = npm();
  // NODE_ENV=production or omit=dev in the user's settings must not leave the build tools out.
  const args = [...leading, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run(program, args, { quiet: true, shell });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupProblem(`The packages of package-lock.json could not be installed: ${error.message}`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Platform packages make an installation useless elsewhere, so the platform counts. */
function fingerprint() {
  const lock = readFileSync(at('package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** npm's own script run by this very Node where it can be found, else whatever `npm` is on the path. */
function npm() {
  const beside = dirname(process.execPath);
  const candidates = [
    process.env['npm_execpath'],
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((path) => path !== undefined && /^npm(-cli)?\.c?js$/.test(basename(path)) && existsSync(path));
  if (script !== undefined) return { program: process.execPath, leading: [script], shell: false };
  return { program: windows ? 'npm.cmd' : 'npm', leading: [], shell: windows };
}
