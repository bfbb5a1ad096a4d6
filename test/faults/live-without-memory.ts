import { spawnSync } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import { openOnDisk } from '../storage/profiles-on-disk.ts';
import { everythingIn, storeLife } from './store-life.ts';

/**
 * A process that lives the life of a store while memory runs out, and says what the store holds after each step:
 * `node live-without-memory.ts DIRECTORY heap|data [STEP]`.
 *
 * `heap`: the heap of JavaScript fills up, of which the caller grants little. `data`: from step STEP on nothing more comes from the system,
 * and what is left is taken before each step. (A limit of SQLite's own is not kept by this build: it counts no memory.)
 */
const [directory = '', kind = '', from = '0'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const ballast: unknown[] = [];

const store = openOnDisk(directory);
say(everythingIn(store));
try {
  for (const [index, step] of storeLife.entries()) {
    if (kind === 'heap') takeHeap();
    if (kind === 'data' && index === Number(from)) limitData();
    if (kind === 'data' && index >= Number(from)) takeData();
    step(store);
    if (kind === 'data') ballast.length = 0;
    say(everythingIn(store));
  }
  say('whole');
} catch (error) {
  say(`refused ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
}

function takeHeap(): void {
  ballast.push(Array.from({ length: 60_000 }, (_, index) => ({ index })));
}

/** Large pieces first, then small ones, until the system gives no more. */
function takeData(): void {
  for (const size of [2 ** 20, 2 ** 16, 2 ** 12]) {
    try {
      for (;;) ballast.push(Buffer.allocUnsafeSlow(size));
    } catch {
      // as full as it gets in pieces of this size
    }
  }
}

function limitData(): void {
  const used = /^VmData:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  spawnSync('prlimit', ['--pid', String(process.pid), `--data=${Number(used) * 1024}`], { stdio: 'inherit' });
}
