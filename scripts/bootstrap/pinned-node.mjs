import { existsSync } from 'node:fs';
import { packageFile, windows } from './paths.mjs';
import { SetupProblem } from './run-process.mjs';

/**
 * The Node that package-lock.json pins; everything after the installation runs on it. The driver of the store crashes on
 * older ones without a word.
 */
export function pinnedNode() {
  const platform = `${windows ? 'win' : process.platform}-${process.arch}`;
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const program = packageFile(name, windows ? 'bin/node.exe' : 'bin/node');
    if (existsSync(program)) return program;
  }
  if (newEnough(process.versions.node)) return process.execPath;
  throw new SetupProblem(`No pinned Node exists for ${platform}, and Node ${process.versions.node} is too old. Please start this with Node 24.`);
}

/** Node-API 10, which better-sqlite3 13 needs, came with 22.14; odd versions are out of support. */
function newEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 14);
}
