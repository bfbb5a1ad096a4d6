import { describe, expect, test } from 'vitest';
import { toHex } from '#engine/bytes.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { keyPackageLimits, type NewKeyPackage } from '#main/store/key-package-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeProfile, openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, sampleSession } from './sample-session.ts';

const noon = 1_700_000_000_000;
const day = 86_400_000;
const keyPackage = (name: string, change: Partial<NewKeyPackage> = {}): NewKeyPackage => ({
  id: toHex(named(name)),
  identityId: 'i',
  suite: 1,
  name: 'Ada',
  address: null,
  notAfter: noon + 7 * day,
  message: named(`${name} message`, 300),
  ...change,
});

/** A profile that can be opened again, as a program does at its next start. */
interface Profile {
  store: KeyStore;
  again(): KeyStore;
}
const profiles: readonly (readonly [string, () => Profile])[] = [
  [
    'memory',
    () => {
      const store = openMemoryStore(sampleCodec);
      return { store, again: () => store };
    },
  ],
  [
    'SQLite',
    () => {
      const directory = temporaryDirectory();
      const profile = {
        store: openProfile(directory),
        again: () => {
          closeProfile(profile.store);
          profile.store = openProfile(directory);
          return profile.store;
        },
      };
      return profile;
    },
  ],
];

describe.each(profiles)('KeyPackages in the %s store', (_name, open) => {
  test('[R-KP] that are given out keep their private parts until they are withdrawn or used', () => {
    const profile = open();
    const { keyPackages } = profile.store;
    const [first, second] = [keyPackage('first'), keyPackage('second')];
    keyPackages.offer(first, named('first secret', 70), noon);
    keyPackages.offer(second, named('second secret', 70), noon + 1);
    expect(keyPackages.list().map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'offered'],
      [first.id, 'offered'],
    ]);
    expect(keyPackages.find(first.id)).toMatchObject({ ...first, origin: 'given', createdAt: noon, overSince: null });
    const later = profile.again().keyPackages;
    expect(later.secret(first.id)).toEqual(named('first secret', 70));
    expect(later.end(first.id, 'withdrawn', noon + 5)).toBe(true);
    expect(later.end(first.id, 'used', noon + 5)).toBe(false);
    expect([later.secret(first.id), later.secret(second.id)]).toEqual([null, named('second secret', 70)]);
    later.end(second.id, 'used', noon + 6);
    expect(
      profile
        .again()
        .keyPackages.list()
        .map(({ state }) => state),
    ).toEqual(['used', 'withdrawn']);
  });

  test('that are over are destroyed at the second start in a row that finds them so, not at the first', () => {
    const profile = open();
    const { id } = keyPackage('long');
    profile.store.keyPackages.offer(keyPackage('long'), named('secret'), noon);
    const start = (now: number) => {
      const { keyPackages } = profile.again();
      keyPackages.started(now);
      const row = keyPackages.find(id);
      return [row?.state, row?.overSince ?? null, keyPackages.secret(id) !== null];
    };
    expect(start(noon + day)).toEqual(['offered', null, true]);
    expect(start(noon + 3_650 * day)).toEqual(['offered', noon + 3_650 * day, true]); // the clock jumped ten years ahead,
    expect(start(noon + day)).toEqual(['offered', null, true]); // was put right,
    expect(start(noon + 8 * day)).toEqual(['offered', noon + 8 * day, true]); // and now it is really over
    expect(start(noon + 9 * day)).toEqual(['expired', noon + 8 * day, false]);
  });

  test('of connections and of peers have a bounded history; replays are counted', () => {
    const { keyPackages, sessions } = open().store;
    keyPackages.record(keyPackage('sent', { address: 'bob:7443' }), 'used', noon);
    keyPackages.note(keyPackage('sent').id, 'joined', null, noon + 1);
    expect(keyPackages.find(keyPackage('sent').id)).toMatchObject({
      origin: 'connection',
      state: 'joined',
      address: 'bob:7443',
      changedAt: noon + 1,
    });
    const use = { reference: named('theirs'), notAfter: 1_700_000_100n };
    sessions.save(sampleSession('s', 1n), sampleAbout, use);
    keyPackages.replayed(toHex(use.reference), noon + 2);
    expect(keyPackages.find(toHex(use.reference))).toMatchObject({
      origin: 'peer',
      state: 'accepted',
      name: 'Bob',
      notAfter: 1_700_000_100_000,
      replays: 1,
    });
    keyPackages.note('nobody', 'failed', null, noon);
    keyPackages.replayed('nobody', noon);
    expect(keyPackages.list()).toHaveLength(2);
  });

  test('on offer are told of in the audit log', () => {
    const { keyPackages, audit } = open().store;
    keyPackages.offer(keyPackage('told'), named('secret'), noon);
    keyPackages.end(keyPackage('told').id, 'withdrawn', noon);
    expect(
      audit
        .read(0, 10)
        .slice(-2)
        .map(({ action, subject }) => [action, subject.kind, subject.id]),
    ).toEqual([
      ['key-package-offered', 'key-package', keyPackage('told').id],
      ['key-package-withdrawn', 'key-package', keyPackage('told').id],
    ]);
  });
});

test('history is trimmed to the latest, and offers are refused beyond their number', () => {
  const { keyPackages } = openMemoryStore(sampleCodec);
  for (let index = 0; index < keyPackageLimits.history + 5; index++) keyPackages.record(keyPackage(`k${index}`), 'used', noon + index);
  expect(keyPackages.list()).toHaveLength(keyPackageLimits.history);
  expect(keyPackages.find(keyPackage('k4').id)).toBeNull();
  for (let index = 0; index < keyPackageLimits.offered; index++) keyPackages.offer(keyPackage(`o${index}`), named('secret'), noon);
  expect(() => keyPackages.offer(keyPackage('more'), named('secret'), noon)).toThrow(expect.objectContaining({ code: 'TOO_MANY' }));
});

test('[R-DEL] private parts lie sealed in the files and their key is gone after withdrawing; an older slot file makes them lost', () => {
  const directory = temporaryDirectory();
  const first = openProfile(directory);
  const secret = named('needle', 64);
  first.keyPackages.offer(keyPackage('sealed'), secret, noon);
  const slots = readFileSync(join(directory, 'key-slots.bin'));
  expect(readFileSync(join(directory, 'keys.db')).includes(Buffer.from(secret.subarray(0, 16)))).toBe(false);
  first.keyPackages.end(keyPackage('sealed').id, 'withdrawn', noon);
  const after = readFileSync(join(directory, 'key-slots.bin'));
  expect(after.equals(slots)).toBe(false);
  // a slot that is free again is taken by the next session, and both live beside each other
  first.keyPackages.offer(keyPackage('other'), secret, noon);
  first.sessions.save(sampleSession('s', 1n), sampleAbout, null);
  closeProfile(first);
  const second = openProfile(directory);
  expect(second.keyPackages.secret(keyPackage('other').id)).toEqual(secret);
  expect(second.sessions.load(sampleSession('s', 1n).id)).not.toBeNull();
});
