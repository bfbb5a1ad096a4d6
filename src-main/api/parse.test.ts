import { describe, expect, test } from 'vitest';
import { type RequestName, requestChannels } from '#shared/contract.ts';
import { isRequestName, parseParams } from './parse.ts';

const connect = {
  identityId: null,
  host: 'localhost',
  port: 7443,
  profile: 'draft-00',
  suites: [1],
  trust: 'pin',
  pin: null,
  marker: 'require',
  autoResume: true,
  label: null,
};
const names = Object.keys(requestChannels) as RequestName[]; // the keys of the contract's own table

function code(name: RequestName, params: unknown): string {
  try {
    parseParams(name, params);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'view' in error ? (error.view as { readonly code: string }).code : 'other'; // an ApiError
  }
}

test('parameters of the contract pass unchanged', () => {
  expect(parseParams('connect', connect)).toEqual(connect);
  expect(parseParams('app', {})).toEqual({});
  expect(parseParams('transcript', { connectionId: 'c', before: null, limit: 100 })).toEqual({ connectionId: 'c', before: null, limit: 100 });
});

describe('[bad:IP-001] every request refuses every other kind of JSON', () => {
  test.each(names)('%s', (name) => {
    for (const bad of [null, undefined, true, 0, 1.5, '', 'text', [], [{}], { unknown: 1 }, new Date(), () => undefined])
      expect(code(name, bad)).toBe('IPC_BAD_ARGS');
  });

  test('in every field', () => {
    for (const field of Object.keys(connect)) {
      for (const bad of [undefined, 1.5, -1, {}, [[]], 'x'.repeat(100_000), Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(code('connect', { ...connect, [field]: bad }), `${field} ${String(bad).slice(0, 20)}`).toBe('IPC_BAD_ARGS');
      }
    }
  });
});

test('[bad:IP-002] keys of the prototype are refused and change nothing', () => {
  const poisoned: unknown = JSON.parse('{"connectionId":"c","__proto__":{"polluted":true}}');
  expect(code('update', poisoned)).toBe('IPC_BAD_ARGS');
  expect(code('update', JSON.parse('{"connectionId":"c","constructor":1}'))).toBe('IPC_BAD_ARGS');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('[bad:IP-003] unknown keys are refused', () => {
  expect(code('connect', { ...connect, more: 1 })).toBe('IPC_BAD_ARGS');
});

test('[bad:IP-004] lengths are limited', () => {
  expect(code('send', { connectionId: 'c', text: 'x'.repeat(65_537) })).toBe('IPC_BAD_ARGS');
  expect(code('send', { connectionId: 'c'.repeat(129), text: '' })).toBe('IPC_BAD_ARGS');
  expect(code('connect', { ...connect, suites: Array.from({ length: 33 }, () => 1) })).toBe('IPC_BAD_ARGS');
  expect(code('connect', { ...connect, port: 0 })).toBe('IPC_BAD_ARGS');
  expect(code('connect', { ...connect, host: 'a b' })).toBe('IPC_BAD_ARGS');
  expect(code('transcript', { connectionId: 'c', before: null, limit: 1001 })).toBe('IPC_BAD_ARGS');
});

test('[bad:IP-005] a request is known by its exact name only', () => {
  expect(isRequestName('connect')).toBe(true);
  for (const name of ['Connect', 'connect ', 'toString', '__proto__', 'constructor', '', null, 1]) expect(isRequestName(name)).toBe(false);
});
