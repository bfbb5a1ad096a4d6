import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Needles } from './needles.ts';
import { collected, died } from './watch-format.ts';

const preload = pathToFileURL(join(import.meta.dirname, 'watch-erasure.ts')).href;

/** The environment of a program whose secrets are written to a file: those it derives and those it overwrites. Elsewhere than its profile. */
export function watchedBy(file: string): NodeJS.ProcessEnv {
  return { EPOCHSCOPE_WATCH: file, NODE_OPTIONS: `--import ${preload}` };
}

/** What a watched program wrote. */
export interface Watched {
  /** Overwritten in the moment after. */
  readonly dead: readonly Buffer[];
  /** Derived or agreed on, overwritten or not. */
  readonly made: readonly Buffer[];
  /** How often it has collected its garbage when it was told to. */
  readonly collections: number;
}

/** @param from bytes of the file to pass over */
export function readWatched(file: string, from = 0): Watched {
  const bytes = readFileSync(file);
  const [dead, made]: [Buffer[], Buffer[]] = [[], []];
  let collections = 0;
  for (let at = from; at + 1 < bytes.length; ) {
    const [what, length = 0] = bytes.subarray(at, at + 2);
    const content = bytes.subarray(at + 2, at + 2 + length);
    if (what === collected) collections += 1;
    else (what === died ? dead : made).push(content);
    at += 2 + length;
  }
  return { dead, made, collections };
}

/** Everything that was overwritten becomes a needle. */
export function takeNeedles(file: string, needles: Needles): void {
  for (const bytes of readWatched(file).dead) needles.add(bytes);
}
