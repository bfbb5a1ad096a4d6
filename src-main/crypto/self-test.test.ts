import { describe, expect, test } from 'vitest';
import { allFeatures, noFeatures } from './features.ts';
import { selfTest } from './self-test.ts';

const primitives = [
  'SHA-256',
  'SHA-384',
  'SHA-512',
  'HMAC-SHA-256',
  'HKDF-SHA-256',
  'SHA-3',
  'scrypt',
  'AES-128-GCM',
  'AES-256-GCM',
  'CHACHA20-POLY1305',
  'X25519',
  'ECDH P-256',
  'ECDH P-384',
  'ECDH P-521',
  'Ed25519',
  'ECDSA P-256',
  'ECDSA P-384',
  'ECDSA P-521',
  'ML-KEM-768',
  'ML-KEM-1024',
  'ML-DSA-87',
  'X-Wing',
];

describe.each([
  ['what the runtime has', allFeatures],
  ['noble where there is a choice', noFeatures],
])('with %s', (_name, limit) => {
  test('every primitive gives its known answer', () => {
    const { results } = selfTest(limit);
    expect(results.filter((result) => !result.ok)).toEqual([]);
    expect(results.map((result) => result.primitive)).toEqual(primitives);
  });
});

test('the result names the implementation and the features repeat it', () => {
  const { results, features } = selfTest(noFeatures);
  expect(features).toEqual(noFeatures);
  expect(results.filter((result) => result.implementation === 'noble').map((result) => result.primitive)).toEqual(
    [...allFeatures.native, 'X-Wing'].sort(asShown),
  );
});

test('what is made of parts is native only when all of them are', () => {
  const limit = { ...allFeatures, native: new Set([...allFeatures.native].filter((name) => name !== 'SHA-3')) };
  const { results, features } = selfTest(limit);
  expect(features.native.has('SHA-3')).toBe(false);
  expect(results.find((result) => result.primitive === 'X-Wing')).toMatchObject({ implementation: 'noble', ok: true });
});

function asShown(a: string, b: string): number {
  return primitives.indexOf(a) - primitives.indexOf(b);
}
