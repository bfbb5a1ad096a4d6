#!/usr/bin/env node
// `npx epochscope …` in a checkout. Standard output belongs to the command: what the bootstrap says goes to standard error.
import { build } from './bootstrap/build.mjs';
import { install } from './bootstrap/install.mjs';
import { at } from './bootstrap/paths.mjs';
import { pinnedNode } from './bootstrap/pinned-node.mjs';
import { CommandFailed, exitCodeOf, SetupProblem } from './bootstrap/run-process.mjs';

try {
  await install();
  const node = pinnedNode();
  await build(node);
  process.exitCode = await exitCodeOf(node, [at('out', 'main', 'cli.js'), ...process.argv.slice(2)], { directory: process.cwd() });
} catch (error) {
  if (!(error instanceof SetupProblem || error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
