import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, packageFile } from './paths.mjs';
import { environmentFor, run } from './run-process.mjs';

const sources = [
  'src-main',
  'src-renderer',
  'src-shared',
  'scripts/bundled-licences.ts',
  'electron.vite.config.ts',
  'svelte.config.js',
  'tsconfig.base.json',
  'package-lock.json',
];

/** Builds into out/ when a source is newer than the last build. */
export async function build(node) {
  const stamp = at('out', '.built');
  const startedAt = Date.now();
  const newest = Math.max(...sources.map((path) => lastChange(at(path))));
  if (existsSync(stamp) && newest < Number(readFileSync(stamp, 'utf8'))) return;
  console.error('Building …');
  await run(node, [packageFile('electron-vite', 'bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { env: environmentFor(node), quiet: true });
  mkdirSync(at('out'), { recursive: true });
  // The start, not the end: what changed while the build ran is not in it.
  writeFileSync(stamp, String(startedAt));
}

/** Milliseconds. A folder's own time counts too: it tells of files that were removed. */
function lastChange(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return path.endsWith('.test.ts') ? 0 : stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}
