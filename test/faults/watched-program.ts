import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Needles } from './needles.ts';

const preload = pathToFileURL(join(import.meta.dirname, 'watch-erasure.ts')).href;

/** The environment of a program whose every overwritten secret is written to a file. Elsewhere than its profile. */
export function watchedBy(file: string): NodeJS.ProcessEnv {
  return { EPOCHSCOPE_WATCH: file, NODE_OPTIONS: `--import ${preload}` };
}

/** What was written there. */
export function takeNeedles(file: string, needles: Needles): void {
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) needles.add(bytes.subarray(at + 1, at + 1 + (bytes[at] ?? 0)));
}
