import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type ConnectionRecord, encodeRecord, noFacts } from '#main/hosts/connection-record.ts';
import { verifyLog } from '#main/store/audit/verify.ts';
import { searchTerms } from '#main/store/search-words.ts';
import { latestSessions } from '#main/store/session-query.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { fullFingerprint, shortFingerprint } from '#main/trust/fingerprint.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const profiles = readdirSync(fixtures).filter((name) => name.startsWith('profile-'));

/** A copy that the test may change. */
function copyOf(name: string): string {
  const directory = temporaryDirectory();
  cpSync(join(fixtures, name), directory, { recursive: true });
  return directory;
}

/** Schema version of keys.db. */
const versionOf = (name: string) => Number(name.slice('profile-'.length));

/** The fixtures' fingerprint is none: puts a real one in its place, as that version would have. */
function indexLetters(sqlite: Sqlite.Database, letters: string): void {
  const terms = searchTerms([letters]);
  sqlite.prepare("UPDATE sessions SET terms = terms || ' ' || ?").run(terms);
  for (const term of terms.split(' ')) sqlite.prepare('INSERT INTO session_terms (term, slot) SELECT ?, slot FROM sessions').run(term);
}

describe.each(profiles)('what an earlier version wrote (%s)', (name) => {
  test('is read: keys', () => {
    const store = openProfile(copyOf(name));
    const [identity] = store.identities.list();
    expect(store.identities.signer(identity?.id ?? '', 'Ed25519')).toMatchObject({ publicKey: named('public'), privateKey: named('private') });
    expect(store.pins.list()).toMatchObject([
      { label: 'Bob', address: 'bob:7443', publicKey: named('bob 2'), previous: { publicKey: named('bob') } },
    ]);
    const session = sampleSession('s', 2n, { pending: samplePending('s', 2n) });
    expect(store.sessions.load(session.id)).toEqual(session);
    expect(store.sessions.list()).toMatchObject([{ ...sampleAbout, insecure: true, credential: 'unchecked', quarantine: null }]);
    expect(store.sessions.isReplayed(named('key package'))).toBe(true);
    const [found] = store.sessions.page({ ...latestSessions, filter: { search: 'bob 127.0.0.1', credential: 'unchecked' } }).rows;
    expect(found?.id).toBe(session.id);
    expect(store.pins.page({ filter: { search: 'bob:74' }, order: 'name', reversed: false, after: null, limit: 5 }).rows).toHaveLength(1);
    expect([store.pins.twinOf('B0b'), store.pins.twinOf('Bob')]).toEqual(['Bob', null]);
    expect(store.knocking.list()).toMatchObject([{ name: 'Eve', count: 1 }]);
    expect(store.connections.find('c')).toMatchObject({ options: { suites: [1] } });
    expect(store.listeners.find('l')).toMatchObject({ port: 7443, autoOpen: true });
    expect(store.settings.read('theme')).toBe('dark');
    store.sessions.save(sampleSession('s', 3n), sampleAbout, null);
    if (versionOf(name) >= 4) {
      expect(store.trust.policies.find('lab')).toMatchObject({ name: 'Lab', steps: [{ kind: 'pinned' }] });
      expect(store.trust.anchors.find('a')).toMatchObject({ der: named('root') });
      expect(store.trust.entries.list()).toMatchObject([{ value: 'Eve' }]);
      expect(store.trust.contacts.withPolicy('lab')).toMatchObject([{ verifiedBy: 'read aloud' }]);
    }
    expect(store.trust.decisions.newest(1)).toEqual([]);
    expect(store.keyPackages.secret('k')).toEqual(versionOf(name) >= 7 ? named('key package secret') : null);
  });

  test('is found by the digits of its keys, and by their letters still', () => {
    const directory = copyOf(name);
    const key = { scheme: 0x0807, publicKey: named('bob 2') };
    const letters = fullFingerprint(key);
    const sqlite = new Sqlite(join(directory, 'keys.db'));
    sqlite.prepare('UPDATE sessions SET peer_fingerprint = ?').run(letters);
    if (versionOf(name) >= 3) indexLetters(sqlite, letters);
    sqlite.close();
    const { pins, sessions } = openProfile(directory);
    const digits = shortFingerprint(key);
    const behind = digits.split(' ').slice(3, 7).join(' ');
    for (const search of [digits, digits.replaceAll(' ', ''), digits.replaceAll(' ', '').slice(0, 17), behind, letters]) {
      const found = [
        pins.page({ filter: { search }, order: 'name', reversed: false, after: null, limit: 5 }).rows.length,
        sessions.page({ ...latestSessions, filter: { search } }).rows.length,
      ];
      expect([search, found]).toEqual([search, [1, 1]]);
    }
    // what the migration wrote is what the tables write, so that a later change of the row finds its terms
    const [pin] = pins.list();
    if (pin === undefined) return expect.fail('the pin is gone');
    pins.remove(pin.id);
    expect(pins.page({ filter: { search: behind }, order: 'name', reversed: false, after: null, limit: 5 }).rows).toEqual([]);
  });

  test('is read: private keys are in key slots of their own from then on', () => {
    const directory = copyOf(name);
    const store = openProfile(directory);
    const [identity] = store.identities.list();
    const [authority] = store.authorities.list();
    closeProfile(store);
    const database = new Sqlite(join(directory, 'keys.db'), { readonly: true });
    const slots = database.prepare('SELECT slot FROM identity_keys UNION ALL SELECT slot FROM authorities').pluck().all();
    expect(slots.filter((slot) => typeof slot === 'number')).toHaveLength(versionOf(name) >= 8 ? 2 : 1);
    expect(database.prepare('SELECT count(*) FROM doomed_slots').pluck().get()).toBe(0);
    database.close();
    const again = openProfile(directory);
    expect(again.identities.signer(identity?.id ?? '', 'Ed25519')?.privateKey).toEqual(named('private'));
    if (authority !== undefined) expect(again.authorities.privateKey(authority.id)).toEqual(named('authority secret'));
    expect(authority !== undefined).toBe(versionOf(name) >= 8);
  });

  test('has an audit log that holds', async () => {
    const { audit } = openProfile(copyOf(name));
    expect(await verifyLog(audit)).toMatchObject({ fault: null, gaps: [] });
    const actions = audit.read(0, 100).map(({ action }) => action);
    const later = [...(versionOf(name) >= 7 ? ['key-package-offered'] : []), ...(versionOf(name) >= 8 ? ['authority-created'] : [])];
    expect(actions.slice(1)).toEqual(name === 'profile-1' ? [] : ['identity-created', 'pin-added', 'pin-moved', 'session-founded', ...later]);
  });

  test('is read: recordings', () => {
    const path = join(copyOf(name), 'trace.db');
    const store = new TraceStore({
      path,
      clock: { wall: () => 1_700_000_000_000, later: () => () => undefined },
      onFailure: (error) => expect.fail(error.message),
    });
    expect(store.tail('c', 10)).toMatchObject([
      { kind: 'fact', seq: 1, fact: { kind: 'epoch', authenticator: named('authenticator') } },
      { kind: 'record', seq: 2, record: { sequence: 0n } },
    ]);
    expect(store.epochs('c')).toMatchObject([{ epoch: 1n, bytesSent: 100 }]);
    store.close();
  });
});

test('connections that resumed by themselves before that was a column still do, and no others', () => {
  const directory = copyOf('profile-7');
  const sqlite = new Sqlite(join(directory, 'keys.db'));
  const insert = sqlite.prepare("INSERT INTO connections VALUES (?, '', 'outbound', '', NULL, 'i', 's', 0, 0, ?)");
  const settings = {
    profile: 'draft-00',
    suites: [1],
    trust: 'pin',
    policyId: null,
    given: [],
    marker: 'require',
    dial: { host: '::1', port: 1 },
    piped: false,
  } as const;
  const open: ConnectionRecord = { settings, facts: noFacts, autoResume: true, keyPolicy: null, closed: false, hidden: false };
  const add = (id: string, record: Partial<ConnectionRecord>) => insert.run(id, JSON.stringify(encodeRecord({ ...open, ...record })));
  add('wakes', {});
  add('does not resume', { autoResume: false });
  add('was closed', { closed: true });
  add('is hidden', { hidden: true });
  add('cannot dial', { settings: { ...settings, dial: null } });
  add('belongs to a program', { settings: { ...settings, piped: true } });
  sqlite.close();
  const store = openProfile(directory);
  expect(store.connections.waking(10).map(({ id }) => id)).toEqual(['wakes']);
});
