import { describe, expect, test } from 'vitest';
import { actAs } from '#main/store/audit/actor.ts';
import { everyEntry } from '#main/store/audit/entry.ts';
import { verifyLog } from '#main/store/audit/verify.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { NewPin } from '#main/store/pin-table.ts';
import type { KeyStore } from '#main/store/store.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import { openProfile, sampleCodec, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const noon = 1_700_000_000_000;
const stores: readonly (readonly [string, (wall: () => number) => KeyStore])[] = [
  ['memory', (wall) => openMemoryStore(sampleCodec, wall)],
  ['SQLite', (wall) => openProfile(temporaryDirectory(), undefined, wall)],
];
const pin: NewPin = { label: 'Bob', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('bob'), name: null, fixed: false };

describe.each(stores)('the audit log of a %s store', (_name, open) => {
  const actionsOf = (store: KeyStore) => store.audit.read(0, 100).map(({ action }) => action);

  test('tells of every operation on identities and pins, and of none that was refused', () => {
    const store = open(() => noon);
    const { id } = store.identities.add('Alice', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], noon);
    store.identities.addKey(id, { scheme: 'P-256', publicKey: named('public 2', 65), privateKey: named('private 2') }, noon);
    store.identities.rename(id, 'Alicia', noon);
    store.identities.replaceKey(id, { scheme: 'P-256', publicKey: named('public 3', 65), privateKey: named('private 3') }, noon);
    store.identities.retire(id, noon);
    store.identities.restore(id);
    store.identities.destroyKeys(id, noon);
    store.identities.destroyKeys(id, noon); // nothing new
    const added = store.pins.add(pin, noon);
    store.pins.seen(added.id, 'Bob', noon);
    store.pins.move(added.id, { scheme: 0x0807, publicKey: named('next') }, 'Bob', noon);
    store.pins.edit(added.id, { fixed: true });
    for (const refused of [
      () => store.identities.rename('nobody', 'x', noon),
      () => store.identities.add('Eve', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], noon),
      () => store.pins.move('nobody', pin, null, noon),
      () => store.pins.remove('nobody'),
    ]) {
      expect(refused).toThrow();
    }
    store.pins.remove(added.id);
    expect(actionsOf(store)).toEqual([
      'log-started',
      'identity-created',
      'identity-key-added',
      'identity-renamed',
      'identity-key-rotated',
      'identity-retired',
      'identity-restored',
      'identity-destroyed',
      'pin-added',
      'pin-moved',
      'pin-changed',
      'pin-removed',
    ]);
    const [removed, , moved] = store.audit.page(everyEntry);
    expect(moved?.subject).toEqual({ kind: 'pin', id: added.id, fingerprint: fullFingerprint({ scheme: 0x0807, publicKey: named('next') }) });
    expect(JSON.parse(removed?.detail ?? '')).toEqual({ label: 'Bob', pinKind: 'explicit', address: null, name: 'Bob', fixed: true });
    expect(JSON.stringify(store.audit.read(0, 100))).not.toContain('private');
  });

  test('tells of sessions founded, suspect and forgotten, and not of other steps', () => {
    const { sessions, audit } = open(() => noon);
    const about = { ...sampleAbout, peerFingerprint: 'ABCD EFGH' };
    sessions.save(sampleSession('s', 1n), about, null);
    sessions.save(sampleSession('s', 2n, { pending: { ...samplePending('s', 2n), kind: 'update' } }), about, null);
    sessions.save(sampleSession('s', 3n), about, null);
    sessions.save(sampleSession('s', 4n, { pending: samplePending('s', 4n) }), about, null);
    sessions.save(sampleSession('s', 5n), about, null);
    sessions.save(sampleSession('s', 6n, { standing: 'suspect' }), about, null);
    sessions.forget(sampleSession('s', 1n).id);
    sessions.forget(sampleSession('s', 1n).id);
    const told = audit.read(1, 100).map(({ action, subject, detail }) => [action, subject.fingerprint, JSON.parse(detail).epoch]);
    expect(told).toEqual([
      ['session-founded', 'ABCD EFGH', '1'],
      ['session-suspect', 'ABCD EFGH', '6'],
      ['session-forgotten', 'ABCD EFGH', '6'],
    ]);
  });

  test('names who asked, and the program where nobody did', async () => {
    const store = open(() => noon);
    const { id } = actAs({ kind: 'browser', client: '0badcafe' }, () => store.pins.add(pin, noon));
    await actAs({ kind: 'window', client: '1' }, async () => {
      await Promise.resolve();
      store.pins.edit(id, { fixed: true });
    });
    store.pins.remove(id);
    expect(store.audit.read(1, 10).map(({ actor }) => actor)).toEqual([
      { kind: 'browser', client: '0badcafe' },
      { kind: 'window', client: '1' },
      { kind: 'program', client: null },
    ]);
  });

  test('is paged newest first and filtered', () => {
    let now = noon;
    const store = open(() => now);
    const ids = ['Ann', 'Bob', 'Cem'].map((label) => {
      now += 1_000;
      return store.pins.add({ ...pin, label, publicKey: named(label) }, now).id;
    });
    store.pins.remove(ids[1] ?? '');
    const found = (query: Partial<typeof everyEntry>) => store.audit.page({ ...everyEntry, ...query }).map(({ sequence }) => sequence);
    expect(found({})).toEqual([5, 4, 3, 2, 1]);
    expect(found({ limit: 2 })).toEqual([5, 4]);
    expect(found({ before: 4, limit: 2 })).toEqual([3, 2]);
    expect(found({ actions: ['pin-removed', 'log-started'] })).toEqual([5, 1]);
    expect(found({ subjectId: ids[1] ?? '' })).toEqual([5, 3]);
    expect(found({ subjectKind: 'profile' })).toEqual([1]);
    expect(found({ from: noon + 2_000, to: noon + 2_000 })).toEqual([3]);
    expect(found({ text: 'BOB' })).toEqual([5, 3]);
    expect(found({ text: '%' })).toEqual([]);
    const shown = shortFingerprint({ ...pin, publicKey: named('Bob') });
    expect(found({ text: shown })).toEqual([5, 3]);
    expect(found({ text: shown.replaceAll(' ', '').slice(7, 30) })).toEqual([5, 3]);
    expect(found({ text: '00000 00000 00000 00000' })).toEqual([]);
  });

  test('holds from its beginning to its sealed head', async () => {
    const store = open(() => noon);
    store.pins.add(pin, noon);
    expect(await verifyLog(store.audit)).toEqual({
      log: store.audit.log,
      entries: 2,
      head: store.audit.head(),
      fault: null,
      gaps: [],
      knowsHead: null,
    });
    expect(store.audit.sealedHead()).toEqual(store.audit.head());
  });

  test('keeps short what peers call themselves', () => {
    const store = open(() => noon);
    store.pins.add({ ...pin, label: `${'😀'.repeat(400)}\ud800` }, noon);
    const { label } = JSON.parse(store.audit.page(everyEntry)[0]?.detail ?? '') as { label: string };
    expect([...label]).toHaveLength(200);
    expect(label.endsWith('😀…')).toBe(true);
  });
});

test('a long log is checked page by page', async () => {
  const { audit } = openMemoryStore(sampleCodec);
  for (let i = 0; i < 2_100; i++)
    audit.append({ action: 'audit-exported', subject: { kind: 'profile', id: null, fingerprint: null }, detail: { i } });
  const seen: number[] = [];
  const checking = verifyLog(audit, { progress: (done) => seen.push(done) });
  audit.append({ action: 'audit-exported', subject: { kind: 'profile', id: null, fingerprint: null } });
  expect(await checking).toMatchObject({ entries: 2_101, fault: null });
  expect(seen).toEqual([1_000, 2_000, 2_101]);
});
