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
  erase: () => undefined,
};

function identities(erased: Bytes[] = []): Identities {
  const erase = (secret: Bytes) => {
    erased.push(secret.slice());
    secret.fill(0);
  };
  return new Identities({
    table: openMemoryStore(noSessions).identities,
    randomness: seededRandomness('identities'),
    erase,
    clock: { now: () => ({ wall: 5, monotonic: 0 }) },
  });
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

test('a rotation gives new keys at once and keeps the public halves of the old ones, which stay ours', () => {
  const erased: Bytes[] = [];
  const ours = identities(erased);
  const { id, keys } = ours.create('Alice', 1);
  const old = ours.signer(id, 0x0001);
  const after = ours.rotate(id, 'Ed25519');
  expect(after.formerKeys).toMatchObject([{ scheme: 'Ed25519', publicKey: keys[0]?.publicKey, createdAt: 1, endedAt: 5 }]);
  expect(after.keys.find(({ scheme }) => scheme === 'P-256')?.publicKey).toEqual(keys[1]?.publicKey);
  expect(ours.signer(id, 0x0001)?.publicKey).not.toEqual(old?.publicKey);
  expect(ours.keys(id)).toContainEqual({ scheme: 0x0807, publicKey: old?.publicKey });
  expect(ours.rotate(id, null).formerKeys.map(({ scheme }) => scheme)).toEqual(['Ed25519', 'Ed25519', 'P-256']);
  expect(erased).toHaveLength(5);
  expect(() => ours.rotate(id, 'P-384')).toThrow('NO_KEY_FOR_SUITE');
  expect(() => ours.rotate('nobody', null)).toThrow('UNKNOWN_IDENTITY');
});

test('a name is taken once, and comes back with its owner only while it is free', () => {
  const ours = identities();
  const [alice, bob] = [ours.create('Alice', 1), ours.create('Bob', 2)];
  expect(() => ours.rename(bob.id, ' Alice')).toThrow('ALREADY_EXISTS');
  expect(ours.rename(bob.id, 'Robert').formerNames).toEqual([{ name: 'Bob', endedAt: 5 }]);
  ours.retire(alice.id, false);
  ours.rename(bob.id, 'Alice');
  expect(() => ours.restore(alice.id)).toThrow('ALREADY_EXISTS');
  ours.rename(bob.id, 'Bob');
  expect(ours.restore(alice.id).retiredAt).toBeNull();
});

test('a retired identity signs nothing; its keys are destroyed only then, and for good', () => {
  const ours = identities();
  const { id } = ours.create('Alice', 1);
  expect(() => ours.retire(id, false)).toThrow('LAST_IDENTITY');
  expect(() => ours.destroyKeys(id)).toThrow('IDENTITY_NOT_RETIRED');
  expect(ours.retire(id, true).retiredAt).toBe(5);
  expect([ours.list().length, ours.all().length]).toEqual([0, 1]);
  expect(ours.signer(id, 0x0001)).toBeNull();
  expect(() => ours.rotate(id, null)).toThrow('UNKNOWN_IDENTITY');
  expect(ours.restore(id).retiredAt).toBeNull();
  expect(ours.signer(id, 0x0001)).not.toBeNull();
  ours.retire(id, true);
  expect(ours.destroyKeys(id)).toMatchObject({ keys: [], destroyedAt: 5 });
  expect(() => ours.restore(id)).toThrow('IDENTITY_DESTROYED');
  expect(ours.keys(id)).toHaveLength(2); // still told from a peer's
});
