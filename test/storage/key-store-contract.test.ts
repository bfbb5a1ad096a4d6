import { describe, expect, test } from 'vitest';
import { credentialName } from '#main/trust/credential-name.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { NewPin } from '#main/store/pin-table.ts';
import type { ConnectionRow, KeyStore, ListenerRow } from '#main/store/store.ts';
import { openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const stores: readonly (readonly [string, () => KeyStore])[] = [
  ['memory', () => openMemoryStore(sampleCodec)],
  ['SQLite', () => openProfile(temporaryDirectory())],
];

const pin: NewPin = { label: 'Bob', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('bob'), name: null, fixed: false };
const noon = 1_700_000_000_000;

describe.each(stores)('%s store', (_name, open) => {
  describe('sessions', () => {
    test('come back as they were saved', () => {
      const { sessions } = open();
      const session = sampleSession('s', 1n, { pending: samplePending('s', 1n) });
      sessions.save(session, sampleAbout, null);
      expect(sessions.load(session.id)).toEqual(session);
    });

    test('list without secrets, last used first', () => {
      const { sessions } = open();
      sessions.save(sampleSession('old', 1n), sampleAbout, null);
      sessions.save(
        sampleSession('new', 1n, { pending: samplePending('new', 1n), standing: 'suspect' }),
        { ...sampleAbout, lastUsedAt: noon * 2, insecure: true },
        null,
      );
      const [first, second] = sessions.list();
      expect(first).toMatchObject({
        ...sampleAbout,
        lastUsedAt: noon * 2,
        insecure: true,
        epoch: 1n,
        pending: 'request',
        standing: 'suspect',
        suite: 1,
        marked: true,
        quarantine: null,
      });
      expect(second).toEqual(sessions.find(sampleSession('old', 1n).id));
      expect(second?.size).toBeGreaterThan(100);
    });

    test('keep epochs above 2^63', () => {
      const { sessions } = open();
      const session = sampleSession('s', 1n);
      const late = { ...session, group: { ...session.group, epoch: 2n ** 64n - 1n }, keysUsedEpoch: 2n ** 64n - 1n };
      sessions.save(late, sampleAbout, null);
      expect(sessions.find(late.id)?.epoch).toBe(2n ** 64n - 1n);
      expect(sessions.load(late.id)).toEqual(late);
    });

    test.each([3n, 1n, 5n])('refuse generation %s after generation 2 with another writer', (generation) => {
      const { sessions } = open();
      sessions.save(sampleSession('s', 1n), sampleAbout, null);
      sessions.save(sampleSession('s', 2n), sampleAbout, null);
      const next = sampleSession('s', generation);
      if (generation === 3n) sessions.save(next, sampleAbout, null);
      else expect(() => sessions.save(next, sampleAbout, null)).toThrow(expect.objectContaining({ code: 'GENERATION_CONFLICT' }));
      expect(sessions.load(next.id)?.generation).toBe(generation === 3n ? 3n : 2n);
    });

    test('cannot be continued once forgotten', () => {
      const { sessions } = open();
      const session = sampleSession('s', 1n);
      sessions.save(session, sampleAbout, null);
      sessions.forget(session.id);
      sessions.forget(session.id);
      expect(sessions.load(session.id)).toBeNull();
      expect(sessions.list()).toEqual([]);
      expect(() => sessions.save(sampleSession('s', 2n), sampleAbout, null)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    });

    test('[R-DEL] leave a row and no state once they are suspect', () => {
      const { sessions } = open();
      const session = sampleSession('s', 2n, { standing: 'suspect', pending: samplePending('s', 2n) });
      sessions.save(sampleSession('s', 1n), sampleAbout, null);
      sessions.save(session, sampleAbout, null);
      expect(sessions.find(session.id)).toMatchObject({ ...sampleAbout, standing: 'suspect', generation: 2n, size: 0, quarantine: null });
      expect(sessions.load(session.id)).toBeNull();
      expect(() => sessions.save(sampleSession('s', 3n), sampleAbout, null)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
      sessions.forget(session.id);
      expect(sessions.list()).toEqual([]);
    });

    test('remember the key package of their client_hello in the same step', () => {
      const { sessions } = open();
      const use = { reference: named('key package'), notAfter: 2n ** 64n - 1n };
      sessions.save(sampleSession('a', 1n), sampleAbout, use);
      expect(sessions.isReplayed(use.reference)).toBe(true);
      expect(() => sessions.save(sampleSession('b', 1n), sampleAbout, use)).toThrow(expect.objectContaining({ code: 'KEY_PACKAGE_REPLAYED' }));
      expect(sessions.list()).toHaveLength(1);
      expect(sessions.isReplayed(named('another'))).toBe(false);
    });
  });

  describe('identities', () => {
    test('give their signer, one per scheme', () => {
      const { identities } = open();
      const identity = identities.add(
        'Älice',
        [
          { scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') },
          { scheme: 'P-256', publicKey: named('public 2', 65), privateKey: named('private 2') },
        ],
        noon,
      );
      expect(identities.signer(identity.id, 'P-256')).toEqual({
        credential: { kind: 'basic', identity: new TextEncoder().encode('Älice') },
        scheme: 'P-256',
        publicKey: named('public 2', 65),
        privateKey: named('private 2'),
      });
      expect(identities.signer(identity.id, 'Ed448')).toBeNull();
      expect(identities.signer('nobody', 'Ed25519')).toBeNull();
      expect(identities.list()).toEqual([identity]);
      expect(JSON.stringify(identity)).not.toContain('private');
    });

    test('get further keys later, one per scheme', () => {
      const { identities } = open();
      const { id } = identities.add('a', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], noon);
      const key = { scheme: 'ML-DSA-87', publicKey: named('public 2', 2592), privateKey: named('private 2') } as const;
      identities.addKey(id, key, noon + 1);
      expect(identities.find(id)?.keys).toEqual([
        { scheme: 'Ed25519', publicKey: named('public'), createdAt: noon },
        { scheme: 'ML-DSA-87', publicKey: key.publicKey, createdAt: noon + 1 },
      ]);
      expect(identities.signer(id, 'ML-DSA-87')).toMatchObject({ publicKey: key.publicKey, privateKey: key.privateKey });
      const refused = expect.objectContaining({ code: 'ALREADY_EXISTS' });
      expect(() => identities.addKey(id, { ...key, publicKey: named('public 3', 2592) }, noon)).toThrow(refused);
      expect(() => identities.addKey(id, { ...key, scheme: 'P-256', publicKey: named('public') }, noon)).toThrow(refused);
      expect(() => identities.addKey('nobody', key, noon)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    });

    test('are renamed and retired, once', () => {
      const { identities } = open();
      const { id } = identities.add('a', [], noon);
      identities.rename(id, 'b', noon + 1);
      identities.rename(id, 'b', noon + 2);
      identities.retire(id, noon + 1);
      identities.retire(id, noon + 2);
      expect(identities.find(id)).toMatchObject({ name: 'b', retiredAt: noon + 1, formerNames: [{ name: 'a', endedAt: noon + 1 }] });
      identities.restore(id);
      expect(identities.find(id)?.retiredAt).toBeNull();
      expect(() => identities.rename('nobody', 'c', noon)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
      expect(() => identities.retire('nobody', 1)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    });

    test('replace a key: one per scheme, the public half of the old one is kept and never taken back', () => {
      const { identities } = open();
      const pair = (name: string) => ({ scheme: 'Ed25519', publicKey: named(name), privateKey: named(`${name} private`) }) as const;
      const { id } = identities.add('a', [pair('one'), { scheme: 'P-256', publicKey: named('other', 65), privateKey: named('p') }], noon);
      identities.replaceKey(id, pair('two'), noon + 5);
      expect(identities.find(id)).toMatchObject({
        keys: [{ scheme: 'Ed25519', publicKey: named('two'), createdAt: noon + 5 }, { scheme: 'P-256' }],
        formerKeys: [{ scheme: 'Ed25519', publicKey: named('one'), createdAt: noon, endedAt: noon + 5, how: 'rotated' }],
      });
      expect(identities.signer(id, 'Ed25519')).toMatchObject({ publicKey: named('two'), privateKey: named('two private') });
      expect(() => identities.replaceKey(id, pair('one'), noon + 6)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
      expect(identities.signer(id, 'Ed25519')).toMatchObject({ publicKey: named('two') }); // a refusal changes nothing
      const unknown = expect.objectContaining({ code: 'NOT_FOUND' });
      expect(() => identities.replaceKey(id, { ...pair('three'), scheme: 'P-384' }, noon)).toThrow(unknown);
      expect(() => identities.replaceKey('nobody', pair('three'), noon)).toThrow(unknown);
    });

    test('destroy their keys once and for all', () => {
      const { identities } = open();
      const { id } = identities.add('a', [{ scheme: 'Ed25519', publicKey: named('one'), privateKey: named('private') }], noon);
      identities.destroyKeys(id, noon + 1);
      identities.destroyKeys(id, noon + 2);
      expect(identities.find(id)).toMatchObject({
        retiredAt: noon + 1,
        destroyedAt: noon + 1,
        keys: [],
        formerKeys: [{ publicKey: named('one'), endedAt: noon + 1, how: 'destroyed' }],
      });
      expect(identities.signer(id, 'Ed25519')).toBeNull();
      expect(() => identities.restore(id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    });

    test('know how many sessions go under which key of theirs', () => {
      const { identities, sessions } = open();
      const { id } = identities.add('a', [], noon);
      expect(identities.sessionsByKey(id)).toEqual([]);
      for (const name of ['s', 't']) sessions.save(sampleSession(name, 1n), { ...sampleAbout, identityId: id }, null);
      const { own } = sampleSession('s', 1n).group;
      expect(identities.sessionsByKey(id)).toContainEqual({ publicKey: own.signatureKey, name: credentialName(own.credential), sessions: 1 });
      expect(identities.sessionsByKey(id)).toHaveLength(2);
      expect(sessions.find(sampleSession('s', 1n).id)).toMatchObject({ ownKey: own.signatureKey, ownName: credentialName(own.credential) });
      sessions.forget(sampleSession('s', 1n).id);
      sessions.save(sampleSession('t', 2n, { standing: 'suspect' }), { ...sampleAbout, identityId: id }, null);
      expect(identities.sessionsByKey(id)).toEqual([]);
    });

    test('do not share keys', () => {
      const { identities } = open();
      const pair = { scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') } as const;
      identities.add('a', [pair], noon);
      expect(() => identities.add('b', [pair], noon)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
      expect(identities.list()).toHaveLength(1);
    });
  });

  describe('pins', () => {
    test('are found by key and by address', () => {
      const { pins } = open();
      const everywhere = pins.add(pin, noon);
      const here = pins.add({ ...pin, kind: 'first-use', address: 'host:7443', publicKey: named('carol') }, noon + 1);
      expect(pins.list()).toEqual([here, everywhere]);
      expect(pins.forAddress('host:7443')).toEqual([here]);
      expect(pins.forKey(pin)).toEqual([everywhere]);
      expect(pins.forKey({ ...pin, scheme: 0x0403 })).toEqual([]);
      expect(() => pins.add(pin, noon)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
      pins.remove(here.id);
      expect(pins.find(here.id)).toBeNull();
      expect(() => pins.remove(here.id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    });

    test('tell of a name that another one could be taken for, as long as they have it', () => {
      const { pins } = open();
      const { id } = pins.add({ ...pin, label: 'Bob', name: null }, noon);
      for (let index = 0; index < 5; index++) pins.add({ ...pin, label: 'B0b', name: 'B0b', publicKey: named(`other ${index}`) }, noon);
      expect([pins.twinOf('bob'), pins.twinOf('B\u043eb')].every((twin) => twin === 'Bob' || twin === 'B0b')).toBe(true);
      expect(pins.twinOf('Bob')).toBe('B0b');
      expect(pins.twinOf('B0b')).toBe('Bob');
      expect([pins.twinOf('Bobby'), pins.twinOf(''), pins.twinOf(' ')]).toEqual([null, null, null]);
      pins.seen(id, 'Robert', noon + 1);
      expect(pins.twinOf('robert')).toBe('Robert');
      pins.edit(id, { label: 'Uncle' });
      expect(pins.twinOf('B0b')).toBeNull();
      pins.remove(id);
      expect(pins.twinOf('robert')).toBeNull();
      // nobody finds them by searching for how they are stored
      expect(pins.page({ filter: { search: '~' }, order: 'name', reversed: false, after: null, limit: 9 }).rows).toHaveLength(5);
    });

    test('remember the key that signed the new one in', () => {
      const { pins } = open();
      const { id } = pins.add(pin, noon);
      pins.move(id, { scheme: 0x0807, publicKey: named('next') }, 'Bob B.', noon + 5);
      expect(pins.find(id)).toMatchObject({
        publicKey: named('next'),
        previous: { scheme: 0x0807, publicKey: named('bob') },
        name: 'Bob B.',
        lastSeenAt: noon + 5,
      });
      expect(pins.forKey(pin).map((found) => found.id)).toEqual([id]);
      pins.edit(id, { fixed: true });
      pins.edit(id, { label: 'Bobby' });
      pins.seen(id, 'Bob', noon + 6);
      expect(pins.find(id)).toMatchObject({ label: 'Bobby', fixed: true, name: 'Bob', lastSeenAt: noon + 6 });
    });
  });

  describe('strangers', () => {
    const knock = { fingerprint: 'F1', scheme: 0x0807, publicKey: named('stranger'), name: 'Eve', address: '10.0.0.1:1', listenerId: null };

    test('are counted, latest first', () => {
      const { knocking } = open();
      knocking.record(knock, noon);
      knocking.record({ ...knock, fingerprint: 'F2' }, noon + 1);
      knocking.record({ ...knock, address: '10.0.0.2:2' }, noon + 2);
      expect(knocking.list().map((row) => row.fingerprint)).toEqual(['F1', 'F2']);
      expect(knocking.find('F1')).toEqual({ ...knock, address: '10.0.0.2:2', firstSeenAt: noon, lastSeenAt: noon + 2, count: 2 });
      knocking.remove('F1');
      expect(knocking.find('F1')).toBeNull();
    });

    test('fill no disk: the latest 256 are kept', () => {
      const { knocking } = open();
      for (let i = 0; i < 260; i++) knocking.record({ ...knock, fingerprint: `F${i}` }, noon + i);
      expect(knocking.list()).toHaveLength(256);
      expect(knocking.find('F3')).toBeNull();
    });
  });

  test('connections, listeners and settings keep what they are given', () => {
    const store = open();
    const connection: ConnectionRow = {
      id: 'c1',
      label: 'To Bob',
      direction: 'outbound',
      address: 'bob:7443',
      listenerId: null,
      identityId: 'i',
      sessionId: null,
      createdAt: noon,
      lastUsedAt: noon,
      wakes: false,
      options: { suites: [1, 2], trust: 'pin' },
    };
    store.connections.add(connection);
    store.connections.add({ ...connection, id: 'c2', lastUsedAt: noon + 1 });
    store.connections.edit('c1', { sessionId: 'abc', lastUsedAt: noon + 2 });
    expect(store.connections.list().map((row) => row.id)).toEqual(['c1', 'c2']);
    expect(store.connections.find('c1')).toEqual({ ...connection, sessionId: 'abc', lastUsedAt: noon + 2 });
    expect(() => store.connections.add(connection)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
    expect(() => store.connections.edit('c9', {})).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    store.connections.remove('c1');
    expect(store.connections.find('c1')).toBeNull();

    for (const id of ['d1', 'd2', 'd3', 'd4'])
      store.connections.add({ ...connection, id, sessionId: id, lastUsedAt: noon + Number(id !== 'd4'), wakes: true });
    store.connections.edit('d2', { wakes: false });
    store.connections.add({ ...connection, id: 'd5', wakes: true });
    const [first, ...others] = store.connections.waking(2);
    expect([first, ...others].map((row) => row?.id)).toEqual(['d3', 'd1']);
    expect(store.connections.waking(2, others[0]).map(({ id }) => id)).toEqual(['d4']);
    expect(store.connections.countWaking()).toBe(3);

    const listener: ListenerRow = {
      id: 'l1',
      label: 'Lab',
      host: '::1',
      port: 7443,
      identityId: 'i',
      autoOpen: true,
      createdAt: noon,
      options: null,
    };
    store.listeners.add(listener);
    store.listeners.edit('l1', { port: 7444, autoOpen: false });
    expect(store.listeners.list()).toEqual([{ ...listener, port: 7444, autoOpen: false }]);
    expect(() => store.listeners.edit('l9', {})).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    store.listeners.remove('l1');
    expect(store.listeners.list()).toEqual([]);

    expect(store.settings.read('theme')).toBeUndefined();
    store.settings.write('theme', { dark: true });
    store.settings.write('theme', { dark: false });
    expect(store.settings.read('theme')).toEqual({ dark: false });
  });
});
