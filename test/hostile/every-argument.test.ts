import { describe, expect, test } from 'vitest';
import { plainLimits } from '#main/api/plain-value.ts';
import { openRequestGate, rpcLimits } from '#main/api/rpc.ts';
import type { Reply, RequestName } from '#shared/contract.ts';
import { requests } from '../fuzz/api-specimens.ts';
import { toyCore } from '../support/toy-core.ts';

// Every request of the contract, and each of its arguments, through the door that every face comes through.

const names = Object.keys(requests) as RequestName[]; // the keys of the contract's own table

/** A door that is never busy, and everything that got through it. */
function door() {
  const core = toyCore();
  const unplanned: unknown[] = [];
  let time = 0;
  const gate = openRequestGate({
    handlers: core.handlers,
    actor: { kind: 'window', client: '1' },
    now: () => (time += 1_000),
    report: (where, error) => unplanned.push([where, error]),
  });
  return { gate, core, unplanned };
}

const codeOf = (reply: Reply<unknown>): string => (reply.ok ? 'accepted' : reply.error.code);

function cyclic(): object {
  const self: { again?: unknown } = {};
  self.again = self;
  return self;
}

const throwing = new Proxy({}, { ownKeys: () => fail(), get: () => fail(), getPrototypeOf: () => fail() });
const throwingGetter = Object.defineProperty({}, 'name', { enumerable: true, get: () => fail() });
const fail = (): never => {
  throw new Error('thrown by what was given');
};

/** What no argument of any request is, whatever it takes. */
const never: readonly (readonly [string, unknown, string])[] = [
  ['NaN', Number.NaN, 'IPC_BAD_ARGS'],
  ['an infinity', Number.NEGATIVE_INFINITY, 'IPC_BAD_ARGS'],
  ['1e308', 1e308, 'IPC_BAD_ARGS'],
  ['a half', 0.5, 'IPC_BAD_ARGS'],
  ['an object', {}, 'IPC_BAD_ARGS'],
  ['lists in lists', [[[]]], 'IPC_BAD_ARGS'],
  ['a Date', new Date(0), 'IPC_BAD_ARGS'],
  ['a Map', new Map([['a', 1]]), 'IPC_BAD_ARGS'],
  ['a Set', new Set([1]), 'IPC_BAD_ARGS'],
  ['bytes', new Uint8Array(2), 'IPC_BAD_ARGS'],
  ['a BigInt', 1n, 'IPC_BAD_ARGS'],
  ['a Symbol', Symbol('x'), 'IPC_BAD_ARGS'],
  ['a function', () => 1, 'IPC_BAD_ARGS'],
  ['a Proxy', new Proxy({}, {}), 'IPC_BAD_ARGS'],
  ['a Proxy that throws', throwing, 'IPC_BAD_ARGS'],
  ['a getter that throws', throwingGetter, 'IPC_BAD_ARGS'],
  ['an instance of a class', new (class Odd {})(), 'IPC_BAD_ARGS'],
  ['what inherits', Object.create({ inherited: true }), 'IPC_BAD_ARGS'],
  ['a circle', cyclic(), 'IPC_TOO_BIG'],
];

/** One of each kind of JSON. */
const kinds: readonly unknown[] = [true, 7, 'text', ['text'], { name: 'text' }];
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

describe('[bad:IP-001] nothing but what an argument is reaches a handler', () => {
  test('every value that is none, in every argument of every request', async () => {
    const { gate, core, unplanned } = door();
    for (const name of names) {
      for (const [what, value, code] of never) {
        // An object without keys is all that many requests ask for.
        if (what !== 'an object' && what !== 'a Proxy') expect([name, what, codeOf(await gate.request(name, value))]).toEqual([name, what, code]);
        for (const key of Object.keys(requests[name])) {
          const reply = await gate.request(name, { ...requests[name], [key]: value });
          expect([name, key, what, codeOf(reply)]).toEqual([name, key, what, code]);
        }
      }
    }
    expect(unplanned).toEqual([]);
    expect(core.calls).toEqual([]);
  });

  test('every other kind of JSON than its own', async () => {
    const { gate, core } = door();
    for (const name of names) {
      for (const [key, own] of Object.entries(requests[name])) {
        if (own === null) continue;
        for (const value of kinds.filter((kind) => kindOf(kind) !== kindOf(own))) {
          const reply = await gate.request(name, { ...requests[name], [key]: value });
          expect([name, key, value, codeOf(reply)]).toEqual([name, key, value, 'IPC_BAD_ARGS']);
        }
      }
    }
    expect(core.calls).toEqual([]);
  });
});

test('[bad:IP-002] keys of the prototype, in every request and inside every argument: refused, and the prototype stays clean', async () => {
  const { gate, core } = door();
  const clean = Object.getOwnPropertyNames(Object.prototype).toSorted();
  for (const name of names) {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const poison: unknown = JSON.parse(`{"${key}":{"admin":true}}`);
      const whole: unknown = JSON.parse(
        `{${JSON.stringify(requests[name]).slice(1, -1)}${Object.keys(requests[name]).length === 0 ? '' : ','}"${key}":{"admin":true}}`,
      );
      expect([name, key, codeOf(await gate.request(name, whole))]).toEqual([name, key, 'IPC_BAD_ARGS']);
      for (const field of Object.keys(requests[name])) {
        expect([name, field, codeOf(await gate.request(name, { ...requests[name], [field]: poison }))]).toEqual([name, field, 'IPC_BAD_ARGS']);
      }
    }
  }
  expect(core.calls).toEqual([]);
  expect(Reflect.get({}, 'admin')).toBeUndefined();
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(clean);
});

test('[bad:IP-003] a key that no request has is refused by every request', async () => {
  const { gate, core } = door();
  for (const name of names) expect([name, codeOf(await gate.request(name, { ...requests[name], x: 1 }))]).toEqual([name, 'IPC_BAD_ARGS']);
  expect(core.calls).toEqual([]);
});

test('[bad:IP-004] 64 MiB of text, a million elements, ten thousand levels: too big, after a look at no more than what is allowed', async () => {
  const { gate, core } = door();
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level++) deep = [deep];
  let looked = 0;
  const counting = new Proxy(new Array(1_000_000).fill(0), {
    get: (list, key) => {
      looked++;
      return Reflect.get(list, key);
    },
  });
  for (const value of ['x'.repeat(2 ** 26), counting, new Array(1_000_000).fill('x'), deep, { a: deep }]) {
    expect(codeOf(await gate.request('createIdentity', { name: value }))).toBe('IPC_TOO_BIG');
    expect(codeOf(await gate.request('createIdentity', value))).toMatch(/^IPC_(TOO_BIG|BAD_ARGS)$/);
  }
  // What is refused costs no more than what is allowed: nobody else waits for it.
  expect(looked).toBeLessThanOrEqual(plainLimits.size / 8);
  expect(core.calls).toEqual([]);
});

test('[bad:IP-012] of 10,000 requests in a second no more than a second holds reach the core, whatever they ask', async () => {
  const core = toyCore();
  const gate = openRequestGate({ handlers: core.handlers, actor: { kind: 'window', client: '1' }, now: () => 0, report: () => undefined });
  const codes = new Map<string, number>();
  for (let at = 0; at < 10_000; at++) {
    const code = codeOf(await gate.request(at % 2 === 0 ? 'connections' : 'identities', {}));
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect(core.calls.length).toBe(rpcLimits.perSecond);
  expect(codes).toEqual(
    new Map([
      ['accepted', rpcLimits.perSecond],
      ['IPC_BUSY', 10_000 - rpcLimits.perSecond],
    ]),
  );
});
