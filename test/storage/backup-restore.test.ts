import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '#main/store/audit/verify.ts';
import type { RestoreReport } from '#main/store/backup/backup.ts';
import type { BundleRecord, Value } from '#main/store/backup/bundle-records.ts';
import { Scratch } from '#main/store/backup/scratch.ts';
import { keptTables, leftOut, sessionTable } from '#main/store/backup/tables.ts';
import type { KeyStore } from '#main/store/store.ts';
import { closeProfile, openProfile, rebuildProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

const noon = 1_700_000_000_000;
const { id: sessionId } = sampleSession('s', 1n);
const session = (generation: bigint) => sampleSession('s', generation, { pending: samplePending('s', generation) });
const pair = (name: string) => ({ scheme: 'Ed25519', publicKey: named(`${name} public`), privateKey: named(`${name} private`) }) as const;
const pin = (name: string) => ({ label: name, kind: 'explicit', address: null, scheme: 0x0807, publicKey: named(name), name, fixed: false }) as const;

/** A profile with something in every table that a backup holds and a sample can fill. */
function fill(store: KeyStore): void {
  const { id } = store.identities.add('Alice', [pair('alice')], noon);
  store.identities.replaceKey(id, pair('alice 2'), noon + 1);
  store.identities.rename(id, 'Alicia', noon + 2);
  const { id: pinId } = store.pins.add(pin('Bob'), noon);
  store.pins.move(pinId, { scheme: 0x0807, publicKey: named('Bob 2') }, 'Bob', noon + 1);
  store.trust.contacts.put({ pinId, policyId: 'lab', verifiedBy: 'read aloud', verifiedAt: noon });
  store.trust.policies.put({ id: 'lab', name: 'Lab', steps: [{ kind: 'pinned' }], updatedAt: noon });
  store.trust.anchors.add({ id: 'a', label: 'Lab', der: named('root'), digest: 'd', addedAt: noon, subject: 'CN=Lab', notAfter: noon });
  store.trust.entries.add({ id: 'e', list: 'default', effect: 'deny', kind: 'name', value: 'Eve', note: '', addedAt: noon });
  store.sessions.save(session(1n), sampleAbout, { reference: named('key package'), notAfter: 1n });
  store.sessions.save(session(2n), sampleAbout, null);
  store.sessions.save(sampleSession('ended', 1n), sampleAbout, null);
  store.sessions.save(sampleSession('ended', 2n, { standing: 'suspect' }), sampleAbout, null);
  store.knocking.record({ fingerprint: 'F', scheme: 0x0807, publicKey: named('eve'), name: 'Eve', address: '10.0.0.1:9', listenerId: null }, noon);
  store.connections.add({
    id: 'c',
    label: 'To Bob',
    direction: 'outbound',
    address: 'bob:7443',
    listenerId: null,
    identityId: id,
    sessionId,
    createdAt: noon,
    lastUsedAt: noon,
    wakes: false,
    options: { suites: [1] },
  });
  store.listeners.add({ id: 'l', label: 'Lab', host: '::1', port: 7443, identityId: id, autoOpen: true, createdAt: noon, options: null });
  store.settings.write('theme', 'dark');
}

function filledProfile(): { readonly directory: string; readonly store: KeyStore; readonly records: readonly BundleRecord[] } {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  fill(store);
  return { directory, store, records: recordsOf(store) };
}

/** Copies, as secret values are erased when the next record is asked for. */
function recordsOf(store: KeyStore): readonly BundleRecord[] {
  const records: BundleRecord[] = [];
  for (const record of backupsOf(store).records('1.0.0', noon)) records.push(structuredClone(record));
  return records;
}

function backupsOf({ backups }: KeyStore): NonNullable<KeyStore['backups']> {
  if (backups === null) throw new Error('this store has files');
  return backups;
}

function restore(store: KeyStore, records: readonly BundleRecord[], dryRun = false): RestoreReport {
  const scratch = new Scratch();
  try {
    for (const record of records) scratch.take(record);
    scratch.complete();
    return backupsOf(store).restore(scratch, dryRun);
  } finally {
    scratch.close();
  }
}

const reopened = (store: KeyStore, directory: string): KeyStore => {
  closeProfile(store);
  return openProfile(directory);
};

describe('what a backup holds', () => {
  test('is said of every table and of every column of bytes', () => {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    const database = new Sqlite(join(directory, 'keys.db'));
    const tables = database
      .prepare<[], { readonly name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
      .map(({ name }) => name);
    const declared = [...keptTables, sessionTable];
    expect(tables.sort()).toEqual([...declared.map(({ name }) => name), ...Object.keys(leftOut)].sort());
    const columns = database.prepare<[string], { readonly name: string; readonly type: string; readonly pk: number }>(
      'SELECT name, type, pk FROM pragma_table_info(?)',
    );
    for (const { name, bytes = {}, key, numbered, terms } of declared) {
      const known = columns.all(name);
      expect(Object.keys(bytes).sort(), name).toEqual(known.flatMap((column) => (column.type === 'BLOB' ? [column.name] : [])).sort());
      for (const column of key) expect(known.map((one) => one.name)).toContain(column);
      // a number that the database gives would take the place of another row's
      const given = known.filter(({ type, pk }) => type === 'INTEGER' && pk === 1 && known.filter((one) => one.pk > 0).length === 1);
      if (name !== 'sessions') expect(numbered, name).toEqual(given[0]?.name);
      expect(terms !== undefined, name).toBe(known.some((column) => column.name === 'terms') && name !== 'sessions');
    }
    database.close();
  });

  test('is no secret of a session, not even for who knows the passphrase', () => {
    const { records } = filledProfile();
    const bytes = Buffer.concat(records.flatMap((record) => (record.kind === 'row' ? record.values.map(asBuffer) : [])));
    for (const needle of ['s state 2', 's exporter 3', 's early base 2']) {
      expect(bytes.includes(Buffer.from(named(needle)))).toBe(false);
      expect(bytes.includes(Buffer.from(named(needle)).toString('hex'))).toBe(false);
    }
    expect(bytes.includes(Buffer.from(named('alice 2 private')))).toBe(true);
    expect(bytes.includes(Buffer.from(named('alice private')))).toBe(false);
  });
});

describe('a backup restored into another profile', () => {
  test('brings everything back; sessions are shown and need a fresh handshake', async () => {
    const { records, store: old } = filledProfile();
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    const report = restore(store, records);
    expect(report).toMatchObject({
      madeAt: noon,
      product: '1.0.0',
      sameProfile: false,
      sessions: { kept: 0, resumable: 0, fresh: 2 },
      conflicts: [],
    });
    for (const { name, kept } of report.tables) expect([name, kept]).toEqual([name, 0]);
    const again = reopened(store, directory);
    const [identity] = again.identities.list();
    expect(again.identities.list()).toEqual(old.identities.list());
    expect(again.identities.signer(identity?.id ?? '', 'Ed25519')?.privateKey).toEqual(named('alice 2 private'));
    expect(again.pins.list()).toEqual(old.pins.list());
    expect(again.knocking.list()).toEqual(old.knocking.list());
    expect(again.connections.list()).toEqual(old.connections.list());
    expect(again.listeners.list()).toEqual(old.listeners.list());
    expect(again.settings.read('theme')).toBe('dark');
    expect(again.trust.policies.list()).toEqual(old.trust.policies.list());
    expect(again.trust.anchors.list()).toEqual(old.trust.anchors.list());
    expect(again.sessions.isReplayed(named('key package'))).toBe(true);
    expect(again.sessions.find(sessionId)).toMatchObject({ ...sampleAbout, generation: 2n, size: 0, quarantine: 'restored' });
    expect(again.sessions.find(sampleSession('ended', 1n).id)).toMatchObject({ standing: 'suspect', quarantine: null });
    expect(() => again.sessions.load(sessionId)).toThrow(expect.objectContaining({ code: 'SESSION_RESTORED' }));
    expect(() => again.sessions.save(session(3n), sampleAbout, null)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
    expect(await verifyLog(again.audit)).toMatchObject({ fault: null, gaps: [] });
    expect(again.audit.read(0, 100).at(-1)).toMatchObject({ action: 'backup-restored' });
    again.sessions.save(sampleSession('new', 1n), sampleAbout, null);
    again.sessions.forget(sessionId);
    expect(again.sessions.count()).toBe(2);
  });

  test('a second time changes nothing', () => {
    const { records } = filledProfile();
    const store = openProfile(temporaryDirectory());
    const first = restore(store, records);
    const second = restore(store, records);
    for (const [index, { name, added, same, kept }] of second.tables.entries()) {
      expect([name, added, same, kept]).toEqual([name, 0, first.tables[index]?.added, 0]);
    }
    expect(second.sessions).toEqual({ kept: 2, resumable: 0, fresh: 0 });
  });

  test('keeps what is there otherwise, and says so', () => {
    const { records, store: old } = filledProfile();
    const store = openProfile(temporaryDirectory());
    restore(store, records);
    const [identity] = store.identities.list();
    store.identities.rename(identity?.id ?? '', 'Alexandra', noon + 9);
    store.settings.write('theme', 'light');
    const report = restore(store, records);
    expect(report.conflicts).toEqual(['identity “Alicia”', 'setting theme']);
    expect(store.identities.list()[0]?.name).toBe('Alexandra');
    expect(store.settings.read('theme')).toBe('light');
    expect(old.identities.list()[0]?.name).toBe('Alicia');
  });

  test('brings back the key of an authority that damage took, and leaves what happened to it since', () => {
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    const facts = { subject: 'CN=Lab', scheme: 'Ed25519', publicKey: named('authority'), certificate: named('root'), createdAt: noon } as const;
    const { id } = store.authorities.add({ ...facts, privateKey: named('authority private') });
    const records = recordsOf(store);
    store.authorities.nextListNumber(id);
    closeProfile(store);
    const database = new Sqlite(join(directory, 'keys.db'));
    database.exec('UPDATE authorities SET slot = NULL, private_key = zeroblob(0)'); // what a repair leaves
    database.close();
    const damaged = openProfile(directory);
    const authorities = (report: RestoreReport) => report.tables.find(({ name }) => name === 'authorities');
    expect(authorities(restore(damaged, records, true))).toMatchObject({ added: 1, same: 0, kept: 0 });
    expect(() => damaged.authorities.privateKey(id)).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
    expect(authorities(restore(damaged, records))).toMatchObject({ added: 1, same: 0, kept: 0 });
    const again = reopened(damaged, directory);
    expect(again.authorities.privateKey(id)).toEqual(named('authority private'));
    expect(again.authorities.nextListNumber(id)).toBe(2);
    expect(restore(again, records).conflicts).toEqual(['authority “CN=Lab”']); // its list number has moved on
  });

  test('brings no key back that was replaced or destroyed since', () => {
    const { records } = filledProfile();
    const store = openProfile(temporaryDirectory());
    restore(store, records);
    const id = store.identities.list()[0]?.id ?? '';
    store.identities.replaceKey(id, pair('alice 3'), noon + 5);
    restore(store, records);
    expect(store.identities.signer(id, 'Ed25519')?.privateKey).toEqual(named('alice 3 private'));
    store.identities.destroyKeys(id, noon + 6);
    restore(store, records);
    expect(store.identities.signer(id, 'Ed25519')).toBeNull();
  });

  test('leaves a pin of the same key as it is', () => {
    const { records } = filledProfile();
    const store = openProfile(temporaryDirectory());
    const here = store.pins.add({ ...pin('Robert'), publicKey: named('Bob 2') }, noon);
    expect(restore(store, records).conflicts).toEqual(['pin “Bob”']);
    expect(store.pins.list().map(({ id }) => id)).toEqual([here.id]);
  });

  test('as a dry run changes no byte and tells the same', () => {
    const { records } = filledProfile();
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    store.settings.write('theme', 'light');
    const before = filesOf(directory);
    const told = restore(store, records, true);
    expect(filesOf(directory)).toEqual(before);
    expect(restore(store, records)).toEqual(told);
    expect(store.sessions.count()).toBe(2);
  });

  test('that cannot be written leaves the profile as it was, and can be tried again', () => {
    const { records } = filledProfile();
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    const before = filesOf(directory);
    const reader = new Sqlite(join(directory, 'keys.db'));
    reader.exec('BEGIN; SELECT * FROM sessions');
    expect(() => restore(store, records)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
    reader.close();
    expect(filesOf(directory)['keys.db']).toEqual(before['keys.db']);
    expect(store.sessions.count()).toBe(0);
    expect(restore(store, records).sessions.fresh).toBe(2);
  });
});

describe('a backup restored into its own profile', () => {
  test('at once: the session goes on', () => {
    const { directory, store, records } = filledProfile();
    expect(restore(store, records)).toMatchObject({ sameProfile: true, sessions: { kept: 2, resumable: 0, fresh: 0 } });
    const again = reopened(store, directory);
    expect(again.sessions.load(sessionId)).toEqual(session(2n));
    again.sessions.save(session(3n), sampleAbout, null);
  });

  test('after three updates: the session goes on where it is', () => {
    const { store, records } = filledProfile();
    for (const generation of [3n, 4n, 5n]) store.sessions.save(session(generation), sampleAbout, null);
    restore(store, records);
    expect(store.sessions.load(sessionId)).toEqual(session(5n));
  });

  test('after it was forgotten: it stays unusable', () => {
    const { store, records } = filledProfile();
    store.sessions.forget(sessionId);
    expect(restore(store, records).sessions).toEqual({ kept: 1, resumable: 0, fresh: 1 });
    expect(() => store.sessions.load(sessionId)).toThrow(expect.objectContaining({ code: 'SESSION_RESTORED' }));
  });

  test('whose database is lost: the session goes on when nothing ran since', () => {
    const { directory, store, records } = filledProfile();
    closeProfile(store);
    rmSync(join(directory, 'keys.db'));
    expect(() => openProfile(directory)).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
    const rebuilt = rebuildProfile(directory);
    expect(restore(rebuilt, records)).toMatchObject({ sameProfile: true, sessions: { kept: 0, resumable: 1, fresh: 1 } });
    const again = reopened(rebuilt, directory);
    expect(again.sessions.load(sessionId)).toEqual(session(2n));
    again.sessions.save(session(3n), sampleAbout, null);
    expect(again.sessions.find(sessionId)?.quarantine).toBeNull();
    expect(again.identities.list()).toHaveLength(1);
  });

  test('whose database is lost after three updates: the session needs a fresh handshake', () => {
    const { directory, store, records } = filledProfile();
    for (const generation of [3n, 4n, 5n]) store.sessions.save(session(generation), sampleAbout, null);
    closeProfile(store);
    rmSync(join(directory, 'keys.db'));
    const rebuilt = rebuildProfile(directory);
    expect(restore(rebuilt, records).sessions).toEqual({ kept: 0, resumable: 0, fresh: 2 });
    expect(reopened(rebuilt, directory).sessions.find(sessionId)).toMatchObject({ quarantine: 'restored' });
  });

  test('whose database is an older one: the session is healed when the backup has the step of its slot', () => {
    const { directory, store } = filledProfile();
    copyFileSync(join(directory, 'keys.db'), join(directory, 'keys.db.old'));
    store.sessions.save(session(3n), sampleAbout, null);
    const records = recordsOf(store);
    closeProfile(store);
    copyFileSync(join(directory, 'keys.db.old'), join(directory, 'keys.db'));
    const older = openProfile(directory);
    expect(older.sessions.find(sessionId)?.quarantine).toBe('rolled-back');
    expect(restore(older, records).sessions).toEqual({ kept: 1, resumable: 1, fresh: 0 });
    expect(older.sessions.load(sessionId)).toEqual(session(3n));
    expect(reopened(older, directory).sessions.load(sessionId)).toEqual(session(3n));
  });

  test('whose slots were exchanged for another file: nothing is proven', () => {
    const { directory, store, records } = filledProfile();
    closeProfile(store);
    for (const name of ['keys.db', 'key-slots.bin']) rmSync(join(directory, name));
    const rebuilt = openProfile(directory);
    expect(restore(rebuilt, records)).toMatchObject({ sameProfile: false, sessions: { resumable: 0, fresh: 2 } });
  });

  test('a bundle that claims another state than the slot’s is not believed', () => {
    const { directory, store, records } = filledProfile();
    closeProfile(store);
    rmSync(join(directory, 'keys.db'));
    const forged = records.map((record) => {
      if (record.kind !== 'row') return record;
      const state = record.values.findIndex((value) => value instanceof Uint8Array && value.length > 1_000);
      return state === -1 ? record : { ...record, values: record.values.with(state, named('forged', 2_000)) };
    });
    expect(restore(rebuildProfile(directory), forged).sessions.resumable).toBe(0);
  });
});

describe('a backup of an earlier schema', () => {
  const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
  test.each(readdirSync(fixtures).filter((name) => name.startsWith('profile-')))('%s comes up to date', (name) => {
    const schema = Number(name.split('-')[1]);
    const folder = temporaryDirectory();
    cpSync(join(fixtures, name), folder, { recursive: true });
    const records = rawRecords(join(folder, 'keys.db'), schema);
    const store = openProfile(temporaryDirectory());
    expect(restore(store, records).sessions).toEqual({ kept: 0, resumable: 0, fresh: 1 });
    expect(store.pins.list()).toMatchObject([{ label: 'Bob', publicKey: named('bob 2') }]);
    expect(store.sessions.list()).toMatchObject([{ ...sampleAbout, insecure: true, credential: 'unchecked', quarantine: 'restored' }]);
    expect(store.settings.read('theme')).toBe('dark');
  });

  test.each([
    ['a later schema', 1_000, 'BACKUP_NEWER'],
    ['no schema', 0, 'BACKUP_DAMAGED'],
    ['half a schema', 1.5, 'BACKUP_DAMAGED'],
  ])('%s is refused', (_what, schema, code) => {
    const manifest = { product: '1', schema, madeAt: 0, slotFile: '', log: '', rows: 0 };
    const scratch = new Scratch();
    expect(() => scratch.take({ kind: 'manifest', manifest })).toThrow(expect.objectContaining({ code }));
    scratch.close();
  });

  test.each<readonly [string, string, readonly string[], readonly Value[]]>([
    ['an unknown table', 'spies', ['id'], ['x']],
    ['an unknown column', 'pins', ['id', 'spy'], ['x', 'y']],
    ['a hidden statement', 'pins; DROP TABLE pins; --', ['id'], ['x']],
    ['no columns', 'pins', [], []],
    ['a wrong type', 'settings', ['name', 'value'], ['x', named('bytes')]],
    ['a column twice', 'settings', ['name', 'value', 'name'], ['x', 'y', 'z']],
    ['a broken rule', 'pins', ['id', 'label'], ['x', 'y']],
    ['a name that leads out of a folder', '../../etc/cron.d/x', ['id'], ['x']],
  ])('[bad:IP-009] %s is refused', (_what, name, columns, values) => {
    const scratch = new Scratch();
    scratch.take({ kind: 'manifest', manifest: { product: '1', schema: 1, madeAt: 0, slotFile: '', log: '', rows: 0 } });
    expect(() => {
      scratch.take({ kind: 'table', name, columns });
      scratch.take({ kind: 'row', values });
    }).toThrow(expect.objectContaining({ code: 'BACKUP_DAMAGED' }));
    scratch.close();
  });
});

/** Tables of an old database as an old version would have backed them up, without those that are sealed under its data key. */
function rawRecords(path: string, schema: number): readonly BundleRecord[] {
  const database = new Sqlite(path, { readonly: true });
  const records: BundleRecord[] = [{ kind: 'manifest', manifest: { product: '0.1.0', schema, madeAt: noon, slotFile: '00', log: '00', rows: 0 } }];
  for (const table of ['pins', 'sessions', 'settings']) {
    const rows = database.prepare<[], Record<string, Value>>(`SELECT * FROM ${table}`).safeIntegers(true).all();
    records.push({ kind: 'table', name: table, columns: Object.keys(rows[0] ?? {}) });
    for (const row of rows) records.push({ kind: 'row', values: Object.values(row) });
  }
  database.close();
  return records;
}

function asBuffer(value: Value): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value));
}

function filesOf(directory: string): { readonly [name: string]: string } {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString('hex')]));
}
