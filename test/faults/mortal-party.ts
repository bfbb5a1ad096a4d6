import { appendFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isPromise } from 'node:util/types';
import type { Session } from '#engine/two-party/session.ts';
import { Party } from './party.ts';

/**
 * A party in a process of its own that ends itself with SIGKILL at a chosen call of the product on what was injected into it:
 * `node mortal-party.ts DIRECTORY NAME PEER-PORT LEDGER FATAL`. Told by lines what to do; says what it has done.
 */
const [directory = '', name = '', peerPort = '', ledger = '', fatal = ''] = process.argv.slice(2);

let armed = false;
const boundaries: string[] = [];

function boundary(what: string): void {
  if (!armed) return;
  boundaries.push(what);
  if (boundaries.length === Number(fatal)) process.kill(process.pid, 'SIGKILL');
}

const say = (line: string): void => void writeSync(1, `${line}\n`);

/** A stand-in that passes every call on, with a boundary in front of it and behind it. */
function watch<T extends object>(label: string, target: T): T {
  return new Proxy(target, {
    get: (_target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => {
        const what = `${label}.${String(key)}`;
        boundary(`before ${what}`);
        const result: unknown = Reflect.apply(member, target, args);
        if (isPromise(result)) {
          // Its end is a boundary; what it ends with is its caller's business.
          result.then(
            () => boundary(`after ${what}`),
            () => boundary(`after ${what}`),
          );
          return result;
        }
        if (label === 'clock') return result; // nothing happens while it is asked
        if (what === 'sessions.save') say(`saved ${savedSession(args[0])}`);
        boundary(`after ${what}`);
        return result;
      };
    },
  });
}

function savedSession(session: unknown): string {
  const { id, generation } = session as Session; // the first parameter of save
  return `${id} ${generation}`;
}

const party = await Party.open({ directory, name, watch, sealing: (entry) => appendFileSync(ledger, `${entry}\n`) });
party.restore(Number(peerPort));

const orders: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  arm: () => {
    armed = true;
  },
  connect: () => party.connect(Number(peerPort)),
  resume: () => party.connection?.resume(),
  update: () => party.connection?.update(),
  rotate: () => party.rotateKey(),
  rename: () => party.rename(`${name} the second`),
  forget: () => party.connections.sessionEnds.forget(party.realm, party.connection?.sessionId ?? ''),
  count: () => {
    armed = false;
    say(`boundaries ${JSON.stringify(boundaries)}`);
  },
};

say(`port ${party.port}`);
for await (const order of createInterface({ input: process.stdin })) {
  // An order may fail because the peer was first; the parent looks at what came of it.
  void Promise.resolve()
    .then(orders[order])
    .catch((error: unknown) => say(`refused ${order}: ${String(error)}`));
}
