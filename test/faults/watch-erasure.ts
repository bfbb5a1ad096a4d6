import crypto from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collected, died, longest, made, shortest } from './watch-format.ts';

/**
 * Loaded before a program (`--import`): writes every short buffer that the program overwrites with zeros to the file that
 * EPOCHSCOPE_WATCH names, in the moment before, and every secret in the moment in which it is derived or agreed. The product has no hook
 * for this, and none is needed: overwriting is `fill(0)`, and secrets come out of node:crypto.
 *
 * Watching leaves no copy: bytes go to the kernel out of one place, which is overwritten by assignment. SIGUSR2 collects garbage.
 */
const path = process.env['EPOCHSCOPE_WATCH'];
if (path !== undefined) watch(openSync(path, 'a', 0o600));

function watch(file: number): void {
  const place = new Uint8Array(new ArrayBuffer(2 + longest));
  const note = (what: number, bytes: Uint8Array): void => {
    if (bytes.length < shortest || bytes.length > longest) return;
    place[0] = what;
    place[1] = bytes.length;
    place.set(bytes, 2);
    writeSync(file, place, 0, 2 + bytes.length);
    for (let at = 0; at < place.length; at++) place[at] = 0;
  };
  watchErasures((bytes) => note(died, bytes));
  watchDerivations((bytes) => note(made, bytes));
  process.on('SIGUSR2', () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect === 'function') for (let round = 0; round < 4; round++) collect();
    writeSync(file, Uint8Array.of(collected, 0));
  });
}

function watchErasures(note: (bytes: Uint8Array) => void): void {
  for (const prototype of [Object.getPrototypeOf(Uint8Array.prototype), Buffer.prototype]) {
    const { fill } = prototype;
    prototype.fill = function (this: unknown, ...given: readonly unknown[]): unknown {
      if (given.length === 1 && given[0] === 0 && this instanceof Uint8Array) note(this);
      return Reflect.apply(fill, this, given);
    };
  }
}

/** HKDF is HMAC throughout, and what two keys agree on comes from one function. A MAC that is sent or compared is no secret. */
function watchDerivations(note: (bytes: Uint8Array) => void): void {
  const { digest } = crypto.Hmac.prototype;
  Object.assign(crypto.Hmac.prototype, {
    digest(this: crypto.Hmac, ...given: readonly unknown[]): unknown {
      const out: unknown = Reflect.apply(digest, this, given);
      if (out instanceof Uint8Array && !/\b(verifyMac|mac) \(/.test(new Error('stack').stack ?? '')) note(out);
      return out;
    },
  });
  const { diffieHellman } = crypto;
  Object.assign(crypto, {
    diffieHellman(...given: readonly unknown[]): unknown {
      const out: unknown = Reflect.apply(diffieHellman, crypto, given);
      if (out instanceof Uint8Array) note(out);
      return out;
    },
  });
  syncBuiltinESMExports();
}
