import { windows } from './paths.mjs';

/**
 * A command line that runs a program without core dumps: one of a process that holds keys would write them to the disk.
 * Node cannot set the limit itself, so the shell does and is then replaced by the program. On Windows there is no such file.
 *
 * @returns program and arguments
 */
export function withoutCoreDumps(program, args) {
  return windows ? [program, args] : ['/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', program, ...args]];
}
