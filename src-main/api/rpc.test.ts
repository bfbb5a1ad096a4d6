import { expect, test } from 'vitest';
import { toyCore } from '../../test/support/toy-core.ts';
import { ApiError } from './core.ts';
import { plainLimits } from './plain-value.ts';
import { openRequestGate, rpcLimits } from './rpc.ts';

const faults: string[] = [];
const gateOf = (core = toyCore(), now = () => 0) =>
  openRequestGate({ handlers: core.handlers, actor: { kind: 'window', client: '1' }, now, report: (where) => void faults.push(where) });

test('a request reaches its handler and its answer comes back', async () => {
  const core = toyCore();
  expect(await gateOf(core).request('createIdentity', { name: 'Ada' })).toMatchObject({ ok: true, value: { name: 'Ada' } });
  expect(core.calls).toEqual([['createIdentity', { name: 'Ada' }]]);
});

test('[bad:IP-005] names that are no request are refused, however close', async () => {
  const core = toyCore();
  for (const name of ['', 'closE', 'close ', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'ｃlose', 7, null, undefined, {}]) {
    expect(await gateOf(core).request(name, {})).toMatchObject({ ok: false, error: { code: 'IPC_NO_CHANNEL' } });
  }
  expect(core.calls).toEqual([]);
});

test('[bad:IP-001] values that are not plain data are refused before any handler', async () => {
  const core = toyCore();
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const odd: readonly unknown[] = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(0),
    new Map(),
    new Set(),
    1n,
    Symbol('x'),
    () => 1,
    cyclic,
    new Uint8Array(2),
    Object.create({ name: 'inherited' }),
    { [Symbol('key')]: 1 },
    Object.defineProperty({}, 'name', { value: 'x' }),
  ];
  for (const value of odd) {
    const reply = await gateOf(core).request('createIdentity', { name: value });
    expect(reply).toMatchObject({ ok: false });
    expect(await gateOf(core).request('createIdentity', value)).toMatchObject({ ok: false });
  }
  expect(core.calls).toEqual([]);
});

test('[bad:IP-002] keys that reach for the prototype are refused and the prototype stays clean', async () => {
  const core = toyCore();
  for (const text of ['{"__proto__":{"admin":true}}', '{"name":"x","constructor":{}}', '{"a":[{"prototype":1}]}']) {
    expect(await gateOf(core).request('createIdentity', JSON.parse(text))).toMatchObject({ ok: false, error: { code: 'IPC_BAD_ARGS' } });
  }
  expect(core.calls).toEqual([]);
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
});

test('[bad:IP-003] the parser’s refusal is the reply', async () => {
  expect(await gateOf().request('createIdentity', { name: 'x', extra: 1 })).toMatchObject({ ok: false, error: { code: 'IPC_BAD_ARGS' } });
});

test('[bad:IP-004] huge strings, lists and depths are refused', async () => {
  const core = toyCore();
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  for (const value of ['x'.repeat(plainLimits.size + 1), new Array(1_000_000).fill(0), deep]) {
    expect(await gateOf(core).request('createIdentity', { name: value })).toMatchObject({ ok: false, error: { code: 'IPC_TOO_BIG' } });
  }
  expect(core.calls).toEqual([]);
});

test('[bad:IP-012] a flood is refused with IPC_BUSY and the gate opens again with time', async () => {
  let time = 0;
  const gate = gateOf(toyCore(), () => time);
  const codes = new Set<string>();
  for (let index = 0; index < 10_000; index += 1) {
    const reply = await gate.request('identities', {});
    codes.add(reply.ok ? 'ok' : reply.error.code);
  }
  expect(codes).toEqual(new Set(['ok', 'IPC_BUSY']));
  time += 1000;
  expect(await gate.request('identities', {})).toMatchObject({ ok: true });
});

test('[bad:IP-012] requests that wait for their answer are bounded', async () => {
  const gate = gateOf(toyCore({ listeners: () => new Promise(() => undefined) }));
  for (let index = 0; index < rpcLimits.inFlight; index += 1) void gate.request('listeners', {});
  expect(await gate.request('identities', {})).toMatchObject({ ok: false, error: { code: 'IPC_BUSY' } });
});

test('a refusal of the core keeps its words; anything else thrown is reported, and the face learns nothing of it', async () => {
  const view = { code: 'NOT_FOUND', title: 'There is no such connection.', next: '', rule: null, alert: null, detail: null };
  const core = toyCore({
    update: () => Promise.reject(new ApiError(view)),
    cut: () => Promise.reject(new Error('key 00112233')),
  });
  faults.length = 0;
  expect(await gateOf(core).request('update', { connectionId: 'c1' })).toEqual({ ok: false, error: view });
  const reply = await gateOf(core).request('cut', { connectionId: 'c1' });
  expect(reply).toMatchObject({ ok: false, error: { code: 'UNEXPECTED', detail: 'Error' } });
  expect(JSON.stringify(reply)).not.toContain('0011');
  expect(faults).toEqual(['request cut']);
});
