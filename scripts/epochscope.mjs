#!/usr/bin/env node
// `npx epochscope …` in a checkout. Standard output belongs to the command: what the bootstrap says goes to standard error.
import { build } from './bootstrap/build.mjs';
import { install } from './bootstrap/install.mjs';
import { overwrittenWhenFreed, withoutCoreDumps } from './bootstrap/private-memory.mjs';
import { at } from './bootstrap/paths.mjs';
import { pinnedNode } from './bootstrap/pinned-node.mjs';
import { CommandFailed, exitCodeOf, SetupProblem } from './bootstrap/run-process.mjs';

try {
  await install();
  const node = pinnedNode();
  await build(node);
  const [program, args] = withoutCoreDumps(node, [at('out', 'main', 'cli.js'), ...process.argv.slice(2)]);
  process.exitCode = await exitCodeOf(program, args, { directory: process.cwd(), env: { ...process.env, ...overwrittenWhenFreed } });
} catch (error) {
  if (!(error instanceof SetupProblem || error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
