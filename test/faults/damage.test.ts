import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scratch } from '#main/store/backup/scratch.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import { type OpenProfile, openAnyway } from '#main/store/repair/open-anyway.ts';
import { type Repair, repairProfile } from '#main/store/repair/repair-profile.ts';
import { wipeProfile } from '#main/store/wipe-profile.ts';
import type { KeyStore } from '#main/store/store.ts';
import { openOnDisk, sampleCodec } from '../storage/profiles-on-disk.ts';
import { named, sampleAbout, sampleKeyPackage, sampleSession } from '../storage/sample-session.ts';

const long = process.env['EPOCHSCOPE_LONG'] === '1';
const hangs = 3_600_000; // ms
const pageSize = 4096;
const now = Date.UTC(2027, 0, 2, 3, 4, 5);

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'epochscope-damage-'));
const sound = join(folder, 'sound');
const profile = join(folder, 'profile');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sessionNames = Array.from({ length: 24 }, (_, index) => `session ${index}`);
const truth = (name: string) => sampleSession(name, 2n);

const keyPackageNames = ['first', 'second', 'third'];

beforeAll(() => {
  cpSync(join(import.meta.dirname, '../storage/fixtures/profile-1/data.key'), join(sound, 'data.key'));
  const store = openOnDisk(sound);
  for (const name of ['Ida', 'Rob', 'Eve'])
    store.identities.add(name, [{ scheme: 'Ed25519', publicKey: named(`${name} public`), privateKey: named(`${name} private`) }], 1);
  for (const name of sessionNames) {
    store.sessions.save(sampleSession(name, 1n), sampleAbout, { reference: named(`${name} used`), notAfter: 9n });
    store.sessions.save(truth(name), sampleAbout, null);
  }
  for (const name of keyPackageNames) store.keyPackages.offer(sampleKeyPackage(name), named(`${name} secret`), 1);
  store.authorities.add({
    subject: 'CN=Lab',
    scheme: 'Ed25519',
    publicKey: named('authority public'),
    privateKey: named('authority private'),
    certificate: named('certificate'),
    createdAt: 1,
  });
  store.pins.add({ label: 'Rob', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('rob'), name: 'Rob', fixed: true }, 2);
  store.close();
});

/** A profile whose key slots open under no key of ours. */
function foreignProfile(): string {
  const directory = join(folder, 'foreign');
  if (!existsSync(directory)) {
    cpSync(join(import.meta.dirname, '../storage/fixtures/profile-1/data.key'), join(directory, 'data.key'));
    const store = openOnDisk(directory);
    store.sessions.save(sampleSession('foreign', 1n), sampleAbout, null);
    store.close();
  }
  return directory;
}

/** A copy of the sound profile with something done to it. */
function damaged(change: (directory: string) => void): void {
  rmSync(profile, { recursive: true, force: true });
  cpSync(sound, profile, { recursive: true });
  change(profile);
}

const change = (name: string, edit: (bytes: Buffer) => void) => (directory: string) => {
  const bytes = readFileSync(join(directory, name));
  edit(bytes);
  writeFileSync(join(directory, name), bytes);
};

const options = () => ({
  directory: profile,
  codec: sampleCodec,
  erase: (bytes: Uint8Array) => bytes.fill(0),
  now,
});
const open = (): OpenProfile => openAnyway({ ...options(), dataKey: dataKeyFile(join(profile, 'data.key')) });
const repair = (): Repair => repairProfile({ ...options(), dataKey: dataKeyFile(join(profile, 'data.key')).load() });

/** Names and contents of everything in the profile. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(profile).sort()) hash.update(name).update(readFileSync(join(profile, name)));
  return hash.digest('hex');
}

/** What a store says is true, whatever it no longer says. @returns how many sessions still have their state */
function expectTruth({ sessions, identities, keyPackages }: KeyStore): number {
  for (const { id, keys } of identities.list()) {
    for (const { scheme, publicKey } of keys) {
      const privateKey = codeOr(() => identities.signer(id, scheme)?.privateKey ?? null);
      if (typeof privateKey === 'string') expect(privateKey).toBe('STORE_DAMAGED');
      else {
        const name = ['Ida', 'Rob', 'Eve'].find((one) => Buffer.from(named(`${one} public`)).equals(publicKey));
        expect(privateKey).toEqual(named(`${name} private`));
      }
    }
  }
  for (const name of keyPackageNames) {
    const secret = codeOr(() => keyPackages.secret(sampleKeyPackage(name).id));
    if (secret !== null) expect(secret).toEqual(named(`${name} secret`));
  }
  let alive = 0;
  for (const { id } of sessions.list()) {
    const session = codeOr(() => sessions.load(id));
    if (typeof session === 'string') expect(session).toBeOneOf(['STORE_DAMAGED', 'ROLLBACK_DETECTED']);
    else if (session === null)
      continue; // its secrets are gone, or its name is not what it was
    else {
      const name = sessionNames.find((one) => truth(one).id === id) ?? '';
      expect(session).toEqual(truth(name));
      alive += 1;
    }
  }
  return alive;
}

function codeOr<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** Opened for reading, nothing changed; every write refused; then repaired, sound and in use. @returns sessions alive in between and afterwards */
function expectRepairable(): { readonly before: number; readonly after: number; readonly repair: Repair } {
  const untouched = fingerprint();
  const { store, damage } = open();
  expect(damage).not.toBeNull();
  const before = expectTruth(store);
  const { id } = truth(sessionNames[0] ?? '');
  for (const write of [
    () => store.sessions.save(sampleSession('new', 1n), sampleAbout, null),
    () => store.identities.add('New', [], 3),
    () => store.settings.write('theme', 'dark'),
    ...(store.sessions.find(id) === null ? [] : [() => store.sessions.forget(id)]),
  ])
    expect(write).toThrow(expect.objectContaining({ code: 'STORE_READ_ONLY' }));
  store.close();
  expect(fingerprint()).toBe(untouched);
  const done = repair();
  for (const name of done.kept) expect(readFileSync(join(profile, name)).length).toBeGreaterThan(0);
  const again = openOnDisk(profile);
  const after = expectTruth(again);
  expect(again.sessions.list().filter(({ quarantine }) => quarantine !== null)).toEqual([]);
  again.sessions.save(sampleSession('new', 1n), sampleAbout, null);
  again.close();
  const reopened = openOnDisk(profile);
  expect(reopened.sessions.load(sampleSession('new', 1n).id)).toEqual(sampleSession('new', 1n));
  reopened.close();
  return { before, after, repair: done };
}

describe('a damaged profile opens for reading and can be repaired', () => {
  test('[bad:ST-006] with any page of the database gone: what other pages hold stays', { timeout: hangs }, () => {
    const pages = readFileSync(join(sound, 'keys.db')).length / pageSize;
    let [noticed, local] = [0, 0];
    for (let page = 0; page < pages; page += long ? 1 : 3) {
      damaged(change('keys.db', (bytes) => bytes.fill(0, page * pageSize, (page + 1) * pageSize)));
      if (codeOr(() => openOnDisk(profile).close()) === undefined) continue; // a page in no use
      const { before, after } = expectRepairable();
      noticed += 1;
      expect(after).toBe(before);
      if (after >= sessionNames.length - 8) local += 1;
    }
    // The rest are the first page, which names all tables, and pages that lead to others.
    console.log(`damaged pages: ${noticed} of ${pages} noticed, ${local} cost no more than what was on them`);
    expect(noticed).toBeGreaterThan(pages / 6);
    expect(local).toBeGreaterThan(0.85 * noticed);
  });

  test('[bad:ST-006] with flipped bits anywhere: the truth, or damage that is told, never anything else', { timeout: hangs }, () => {
    const length = readFileSync(join(sound, 'keys.db')).length;
    const counts = { sound: 0, damaged: 0, refused: 0 };
    const rounds = long ? 10_000 : 100;
    for (let round = 0; round < rounds; round++) {
      const place = (round * 7919 + (round % pageSize)) % length;
      damaged(change('keys.db', (bytes) => void bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << (round % 8)), place)));
      const outcome = codeOr(open);
      if (typeof outcome === 'string') {
        expect(outcome).toBeOneOf(['STORE_NEWER_SCHEMA', 'DATA_KEY_WRONG']);
        counts.refused += 1;
        continue;
      }
      // Damage that only a closer look finds is met in use, and then the next start looks closely.
      const met = outcome.damage === null && codeOr(() => expectTruth(outcome.store)) === 'STORE_DAMAGED';
      if (met) outcome.store.close();
      const { store, damage } = met ? open() : outcome;
      if (met) expect(damage).not.toBeNull();
      counts[damage === null ? 'sound' : 'damaged'] += 1;
      const alive = expectTruth(store);
      // One bit costs one row, or the rest of a page; where it costs more, the damage is told.
      if (damage === null) expect(alive).toBeGreaterThanOrEqual(sessionNames.length - 1);
      store.close();
    }
    console.log(`flipped bits: ${JSON.stringify(counts)}`);
    expect(counts.damaged).toBeGreaterThan(0);
  });

  test('with the database gone while its key slots are there', () => {
    for (const lose of [
      (directory: string) => rmSync(join(directory, 'keys.db')),
      (directory: string) => writeFileSync(join(directory, 'keys.db'), ''),
    ]) {
      damaged(lose);
      const { after, repair: done } = expectRepairable();
      expect(after).toBe(0);
      expect(done.damage.tables.every(({ incomplete }) => incomplete)).toBe(true);
    }
  });

  test.each([
    ['that begins otherwise', 0, 64],
    ['that names another profile', 8, 24],
    ['whose first page is gone', 0, pageSize],
  ])('with a key-slot file %s: nothing is lost, and no second copy of a key is made', (_how, from, to) => {
    damaged(change('key-slots.bin', (bytes) => bytes.fill(7, from, to)));
    const { after, repair: done } = expectRepairable();
    expect(done.damage).toMatchObject({ slots: 'header damaged', lostKeys: [], lostAuthorities: [], lostSessions: [] });
    expect(done.kept.filter((name) => name.startsWith('key-slots'))).toEqual([]);
    expect(after).toBe(sessionNames.length);
  });

  test('with a page of the key slots gone: private keys are there twice', () => {
    const pages = readFileSync(join(sound, 'key-slots.bin')).length / pageSize;
    for (let page = 1; page < pages; page++) {
      damaged(change('key-slots.bin', (bytes) => bytes.fill(7, page * pageSize, (page + 1) * pageSize)));
      const store = openOnDisk(profile);
      for (const { id } of store.identities.list()) expect(store.identities.signer(id, 'Ed25519')).not.toBeNull();
      for (const { id } of store.authorities.list()) expect(store.authorities.privateKey(id)).toEqual(named('authority private'));
      expectTruth(store);
      store.close();
    }
  });

  test('with a private part that does not open: its KeyPackage is lost, and its slot is free', () => {
    const wrong = named('something else');
    damaged((directory) => {
      const database = new Sqlite(join(directory, 'keys.db'));
      database.prepare('UPDATE key_packages SET private = ? WHERE id = ?').run(wrong, sampleKeyPackage('second').id);
      database.close();
    });
    const { damage } = repair();
    expect(damage).toMatchObject({ lostKeys: [], lostSessions: [], lostKeyPackages: [sampleKeyPackage('second').id], slots: null });
    const store = openOnDisk(profile);
    const states = new Map(store.keyPackages.list().map(({ name, state }) => [name, state]));
    expect(keyPackageNames.map((name) => states.get(name))).toEqual(['offered', 'lost', 'offered']);
    expectTruth(store);
    store.close();
  });

  test.each([
    [
      'another profile’s',
      'of another profile',
      (directory: string) => cpSync(join(foreignProfile(), 'key-slots.bin'), join(directory, 'key-slots.bin')),
    ],
    ['no key-slot file', 'damaged', (directory: string) => writeFileSync(join(directory, 'key-slots.bin'), 'nothing of ours')],
    ['none', 'missing', (directory: string) => rmSync(join(directory, 'key-slots.bin'))],
  ])('with key slots that are %s: it is said which keys are lost, and a backup brings those of identities back', (_which, slots, lose) => {
    damaged(() => undefined);
    const whole = openOnDisk(profile);
    const records = Array.from(whole.backups?.records('1', now) ?? [], (record) => structuredClone(record));
    whole.close();
    lose(profile);
    const { after, repair: done } = expectRepairable();
    expect(done.damage).toMatchObject({ slots });
    expect(done.damage.lostKeyPackages).toHaveLength(keyPackageNames.length);
    expect([done.damage.lostKeys.length, done.damage.lostAuthorities.length, done.damage.lostSessions.length]).toEqual([3, 1, sessionNames.length]);
    expect(after).toBe(0);
    const store = openOnDisk(profile);
    expect(store.identities.list().map(({ keys }) => keys)).toEqual([[], [], []]);
    expect(codeOr(() => store.authorities.privateKey(store.authorities.list()[0]?.id ?? ''))).toBe('STORE_DAMAGED');
    const scratch = new Scratch();
    for (const record of records) scratch.take(record);
    scratch.complete();
    store.backups?.restore(scratch, false);
    scratch.close();
    for (const { id, name } of store.identities.list()) expect(store.identities.signer(id, 'Ed25519')?.privateKey).toEqual(named(`${name} private`));
    store.close();
  });

  test('repair of a profile without any damage loses nothing', () => {
    damaged(() => undefined);
    const { damage, kept } = repair();
    expect(damage).toMatchObject({ unreadablePages: 0, faults: 0, lostKeys: [], lostSessions: [], slots: null });
    expect(damage.tables.filter(({ refused, incomplete }) => refused > 0 || incomplete)).toEqual([]);
    expect(kept).toContain('keys.db.damaged-2027-01-02T03-04-05');
    const store = openOnDisk(profile);
    expect(expectTruth(store)).toBe(sessionNames.length);
    store.close();
    wipeProfile(profile, now);
    expect(existsSync(profile)).toBe(false);
  });

  test('[bad:ST-017] one of a newer version is refused and left as it is', () => {
    damaged((directory) => {
      const newer = new Sqlite(join(directory, 'keys.db'));
      newer.pragma('user_version = 99');
      newer.close();
    });
    const untouched = fingerprint();
    expect(codeOr(open)).toBe('STORE_NEWER_SCHEMA');
    expect(codeOr(repair)).toBe('STORE_NEWER_SCHEMA');
    expect(fingerprint()).toBe(untouched);
  });

  test('a wrong key opens and repairs nothing', () => {
    damaged(change('keys.db', (bytes) => bytes.fill(0, 6 * pageSize, 9 * pageSize)));
    rmSync(join(profile, 'data.key'));
    dataKeyFile(join(profile, 'data.key')).create();
    const untouched = fingerprint();
    expect(codeOr(repair)).toBe('DATA_KEY_WRONG');
    expect(fingerprint()).toBe(untouched);
  });
});
