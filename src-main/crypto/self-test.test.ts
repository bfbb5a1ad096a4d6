import { expect, test } from 'vitest';
import { detectFeatures, noFeatures } from './features.ts';
import { selfTest } from './self-test.ts';

test.each([
  ['what the runtime has', detectFeatures()],
  ['noble where there is a choice', noFeatures],
])('every primitive gives its known answer with %s', async (_name, features) => {
  const results = await selfTest(features);
  expect(results.filter((result) => !result.ok)).toEqual([]);
  expect(results.map((result) => result.primitive)).toEqual([
    'SHA-256',
    'SHA-384',
    'SHA-512',
    'HMAC-SHA-256',
    'HKDF-SHA-256',
    'AES-128-GCM',
    'AES-256-GCM',
    'CHACHA20-POLY1305',
    'X25519',
    'ECDH P-256',
    'Ed25519',
    'ECDSA P-256',
    'X-Wing',
  ]);
});

test('the result names the implementation', async () => {
  const results = await selfTest(noFeatures);
  expect(results.filter((result) => result.implementation === 'noble').map((result) => result.primitive)).toEqual(['CHACHA20-POLY1305', 'X-Wing']);
});
