import { openSync, writeSync } from 'node:fs';

/**
 * Loaded before a program (`--import`): writes every short buffer that the program overwrites with zeros to the file that
 * EPOCHSCOPE_WATCH names, in the moment before. The product has no hook for this, and none is needed: overwriting is `fill(0)`. The bytes
 * go straight to the kernel, so that watching leaves no copy. The file holds a length byte before each.
 */
const path = process.env['EPOCHSCOPE_WATCH'];
if (path !== undefined) watch(openSync(path, 'a', 0o600));

function watch(file: number): void {
  for (const prototype of [Object.getPrototypeOf(Uint8Array.prototype), Buffer.prototype]) {
    const { fill } = prototype;
    prototype.fill = function (this: Uint8Array, ...given: readonly unknown[]): unknown {
      if (given.length === 1 && given[0] === 0 && this instanceof Uint8Array && this.length >= 16 && this.length <= 66) {
        writeSync(file, Uint8Array.of(this.length));
        writeSync(file, this);
      }
      return Reflect.apply(fill, this, given);
    };
  }
}
