import { expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import type { SessionCodec } from '#main/store/store.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { seededRandomness } from '../../test/support/seeded-randomness.ts';
import { Identities } from './identities.ts';

const noSessions: SessionCodec = {
  encode: () => {
    throw new Error('no sessions here');
  },
  decode: () => {
    throw new Error('no sessions here');
  },
};

function identities(erased: Bytes[] = []): Identities {
  const erase = (secret: Bytes) => {
    erased.push(secret.slice());
    secret.fill(0);
  };
  return new Identities(openMemoryStore(noSessions).identities, seededRandomness('identities'), erase);
}

test('an identity gets the key a suite signs with when it is first needed, and keeps it', () => {
  const erased: Bytes[] = [];
  const ours = identities(erased);
  const { id, keys } = ours.create('Alice', 1);
  expect(keys.map(({ scheme }) => scheme)).toEqual(['Ed25519', 'P-256']);
  const signer = ours.signer(id, 0xf0f5);
  expect([signer?.scheme, signer?.publicKey.length, signer?.privateKey.length]).toEqual(['ML-DSA-87', 2592, 32]);
  expect(ours.signer(id, 0xf0f8)).toEqual(signer);
  expect(ours.require(id).keys.map(({ scheme }) => scheme)).toEqual(['Ed25519', 'P-256', 'ML-DSA-87']);
  expect(erased.map((secret) => secret.length)).toEqual([32, 32, 32]);
});

test('keys are provided for several suites at once, one per scheme', () => {
  const ours = identities();
  const { id } = ours.create('Alice', 1);
  expect(ours.provideKeys(id, [0x0001, 0x0002, 0xf0f1])).toBe(false);
  expect(ours.provideKeys(id, [0x0005, 0x0007, 0xf0f5, 0xf0f6])).toBe(true);
  expect(ours.require(id).keys.map(({ scheme }) => scheme)).toEqual(['Ed25519', 'P-256', 'P-521', 'P-384', 'ML-DSA-87']);
});

test('nobody signs for a suite this build does not run, or as an identity that is not there', () => {
  const ours = identities();
  const { id } = ours.create('Alice', 1);
  expect(ours.signer(id, 0x0004)).toBeNull();
  expect(ours.signer('nobody', 0x0001)).toBeNull();
  expect(ours.require(id).keys).toHaveLength(2);
});
