import { windows } from './paths.mjs';

/**
 * Environment in which glibc overwrites what is freed: OpenSSL and V8 free copies of keys that nobody else can reach. Its caches of small
 * blocks (before glibc 2.41) go round that, so there are none. Other C libraries take no notice. What somebody has set stays before it.
 */
export const overwrittenWhenFreed = {
  GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, 'glibc.malloc.perturb=165', 'glibc.malloc.tcache_count=0'].filter(Boolean).join(':'),
};

/**
 * A command line that runs a program without core dumps: one of a process that holds keys would write them to the disk.
 * Node cannot set the limit itself, so the shell does and is then replaced by the program. On Windows there is no such file.
 *
 * @returns program and arguments
 */
export function withoutCoreDumps(program, args) {
  return windows ? [program, args] : ['/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', program, ...args]];
}
