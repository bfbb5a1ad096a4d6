import { existsSync } from 'node:fs';
import { exitCodeOf } from './run-process.mjs';

/** Installs packages where that can be done without asking anybody: as root, on Debian and its relatives. */
export async function installDebianPackages(names) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.error(`Installing the Debian packages ${names.join(', ')} …`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
  await exitCodeOf('apt-get', ['update', '-q'], options);
  await exitCodeOf('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options);
}
