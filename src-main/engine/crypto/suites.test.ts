import { describe, expect, test } from 'vitest';
import { ascii } from '../bytes.ts';
import { expectedGroupMarker } from '../mls/marker.ts';
import { defaultPolicy } from '../mls-tls/endpoint.ts';
import { findSuite, suiteNumberAllowed, suiteRefusal, suites } from './suites.ts';

/** R-SUITE and R-MARK, written out a second time: number, descriptor, AEAD, KDF hash and suite hash, Nh, signature, post-quantum for. */
const listed = [
  [0x0001, 'DHKEMX25519/HKDF-SHA256/AES128GCM/SHA256/Ed25519', 'AES-128-GCM', 'SHA-256', 32, 'Ed25519', 'none'],
  [0x0002, 'DHKEMP256/HKDF-SHA256/AES128GCM/SHA256/P256', 'AES-128-GCM', 'SHA-256', 32, 'P-256', 'none'],
  [0x0003, 'DHKEMX25519/HKDF-SHA256/CHACHA20POLY1305/SHA256/Ed25519', 'CHACHA20-POLY1305', 'SHA-256', 32, 'Ed25519', 'none'],
  [0x0005, 'DHKEMP521/HKDF-SHA512/AES256GCM/SHA512/P521', 'AES-256-GCM', 'SHA-512', 64, 'P-521', 'none'],
  [0x0007, 'DHKEMP384/HKDF-SHA384/AES256GCM/SHA384/P384', 'AES-256-GCM', 'SHA-384', 48, 'P-384', 'none'],
  [0xf0f1, 'XWING/HKDF-SHA512/AES256GCM/SHA512/Ed25519', 'AES-256-GCM', 'SHA-512', 64, 'Ed25519', 'confidentiality'],
  [0xf0f2, 'XWING/HKDF-SHA512/CHACHA20POLY1305/SHA512/Ed25519', 'CHACHA20-POLY1305', 'SHA-512', 64, 'Ed25519', 'confidentiality'],
  [0xf0f3, 'MLKEM1024/HKDF-SHA512/AES256GCM/SHA512/Ed25519', 'AES-256-GCM', 'SHA-512', 64, 'Ed25519', 'confidentiality'],
  [0xf0f4, 'MLKEM1024/HKDF-SHA512/CHACHA20POLY1305/SHA512/Ed25519', 'CHACHA20-POLY1305', 'SHA-512', 64, 'Ed25519', 'confidentiality'],
  [0xf0f5, 'MLKEM1024/HKDF-SHA512/AES256GCM/SHA512/MLDSA87', 'AES-256-GCM', 'SHA-512', 64, 'ML-DSA-87', 'confidentiality and authentication'],
  [
    0xf0f6,
    'MLKEM1024/HKDF-SHA512/CHACHA20POLY1305/SHA512/MLDSA87',
    'CHACHA20-POLY1305',
    'SHA-512',
    64,
    'ML-DSA-87',
    'confidentiality and authentication',
  ],
  [0xf0f7, 'XWING/HKDF-SHA512/AES256GCM/SHA512/MLDSA87', 'AES-256-GCM', 'SHA-512', 64, 'ML-DSA-87', 'confidentiality and authentication'],
  [
    0xf0f8,
    'XWING/HKDF-SHA512/CHACHA20POLY1305/SHA512/MLDSA87',
    'CHACHA20-POLY1305',
    'SHA-512',
    64,
    'ML-DSA-87',
    'confidentiality and authentication',
  ],
] as const;

describe.each(listed)('suite %i', (id, descriptor, aead, hash, nh, signature, postQuantum) => {
  test(`[RL-20] [RL-35] is ${descriptor}`, () => {
    expect(findSuite(id)).toMatchObject({ id, aead, hash, kdf: hash, nh, signature, postQuantum });
  });

  test('[MK-10] [RL-35] is described in the marker by the listed bytes', () => {
    expect(expectedGroupMarker(id, 'draft-00', new Uint8Array(nh)).suiteDescriptor).toEqual(ascii(descriptor));
  });
});

test('[RL-35] the table holds the listed suites and no other, each under a name of its own', () => {
  expect(suites.map(({ id }) => id).sort((a, b) => a - b)).toEqual(listed.map(([id]) => id));
  expect(new Set(suites.map(({ name }) => name)).size).toBe(listed.length);
  for (const { name } of suites) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+){2}$/);
});

test('X-Wing is preferred, X25519 next, and only these two are on by default', () => {
  expect(suites.slice(0, 2).map(({ id }) => id)).toEqual([0xf0f1, 0x0001]);
  expect(defaultPolicy.suites).toEqual([0xf0f1, 0x0001]);
});

test.each([0x0004, 0x0006])('[RL-20] suite %i is X448 and refused with that reason', (id) => {
  expect(suiteNumberAllowed(id)).toBe(true);
  expect(findSuite(id)).toBeUndefined();
  expect(suiteRefusal(id)).toBe('no-x448');
});

test('a number that is not allowed or not given is refused with its reason, a listed one is not', () => {
  for (const id of [0x0000, 0x0008, 0x004d, 0xefff, 0x10000, -1, 1.5]) expect(suiteRefusal(id)).toBe('not-of-mls-tls');
  for (const id of [0xf000, 0xf0f0, 0xf0f9, 0xffff]) expect(suiteRefusal(id)).toBe('no-such-number');
  for (const [id] of listed) expect(suiteRefusal(id)).toBeNull();
});
