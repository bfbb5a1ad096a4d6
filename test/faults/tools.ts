import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** A program that Node and npm do not bring, and how to see that it works here. */
export interface Tool {
  readonly name: string;
  readonly works: boolean;
}

/** Some containers have strace and forbid what it does. */
export const strace: Tool = { name: 'strace', works: succeeds('strace', ['-f', '-qq', '-o', '/dev/null', 'true']) };

/** A file system of our own, which nobody else sees: takes root, or a container that lets it. */
export const ownMounts: Tool = {
  name: 'a file system of our own (unshare, mount)',
  works: succeeds('unshare', ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', '/mnt']),
};

/** `test` where the tools work; else a test that is skipped and says so. */
export function testWith(...tools: readonly Tool[]): typeof test | typeof test.skip {
  const missing = tools.filter(({ works }) => !works).map(({ name }) => name);
  if (missing.length === 0) return test;
  console.warn(`SKIPPED: ${missing.join(', ')} cannot be used here`);
  return test.skip;
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
