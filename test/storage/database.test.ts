import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabase, requireSupportedRuntime } from '#main/store/database.ts';
import { ensureProfileDirectory } from '#main/store/profile-directory.ts';
import { lockProfile } from '#main/store/profile-lock.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { sampleAbout, sampleSession } from './sample-session.ts';

const options = { name: 'test.db', applicationId: 0x1234, migrations: ['CREATE TABLE a (x INTEGER) STRICT'] } as const;

describe('opening a database', () => {
  test.each([
    [
      'durable',
      { journal_mode: 'truncate', synchronous: 3, secure_delete: 1, foreign_keys: 1, temp_store: 2, user_version: 1, application_id: 0x1234 },
    ],
    ['journal', { journal_mode: 'wal', synchronous: 1, foreign_keys: 1 }],
  ] as const)('gives the %s settings', (kind, settings) => {
    const database = openDatabase({ ...options, kind, path: join(temporaryDirectory(), 'test.db') });
    for (const [pragma, value] of Object.entries(settings)) expect([pragma, database.pragma(pragma)]).toEqual([pragma, value]);
    database.close();
  });

  test('brings an older schema up to date and keeps its rows', () => {
    const path = join(temporaryDirectory(), 'test.db');
    const first = openDatabase({ ...options, kind: 'durable', path });
    first.transaction(() => first.prepare('INSERT INTO a VALUES (7)').run());
    first.close();
    const second = openDatabase({ ...options, kind: 'durable', path, migrations: [...options.migrations, 'ALTER TABLE a ADD COLUMN y INTEGER'] });
    expect(second.prepare('SELECT * FROM a').all()).toEqual([{ x: 7, y: null }]);
    expect(second.pragma('user_version')).toBe(2);
    second.close();
    expect(() => openDatabase({ ...options, kind: 'durable', path })).toThrow(expect.objectContaining({ code: 'STORE_NEWER_SCHEMA' }));
  });

  test('undoes a migration that fails half way', () => {
    const path = join(temporaryDirectory(), 'test.db');
    openDatabase({ ...options, kind: 'durable', path }).close();
    const broken = [...options.migrations, 'ALTER TABLE a ADD COLUMN y INTEGER; CREATE TABLE a (x INTEGER)'];
    expect(() => openDatabase({ ...options, kind: 'durable', path, migrations: broken })).toThrow(expect.objectContaining({ name: 'StoreError' }));
    const again = openDatabase({ ...options, kind: 'durable', path });
    expect(again.pragma('user_version')).toBe(1);
    again.close();
  });

  test('refuses files that are no database, or another program’s, and leaves them as they are', () => {
    const path = join(temporaryDirectory(), 'test.db');
    writeFileSync(path, 'just a text that happens to lie here, longer than a header of SQLite is, to be sure of what is tested');
    expect(() => openDatabase({ ...options, kind: 'durable', path })).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
    expect(readFileSync(path, 'utf8')).toContain('just a text');
    rmSync(path);
    const foreign = new Sqlite(path);
    foreign.exec('CREATE TABLE theirs (x)');
    foreign.close();
    expect(() => openDatabase({ ...options, kind: 'durable', path })).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  });

  test('names a database that another program has locked', () => {
    const path = join(temporaryDirectory(), 'test.db');
    openDatabase({ ...options, kind: 'durable', path }).close();
    const other = new Sqlite(path);
    other.exec('BEGIN EXCLUSIVE');
    expect(() => openDatabase({ ...options, kind: 'durable', path })).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
    other.close();
  });

  test('explains a runtime that the driver would crash', () => {
    for (const napi of ['9', undefined]) expect(() => requireSupportedRuntime(napi)).toThrow(expect.objectContaining({ code: 'RUNTIME_TOO_OLD' }));
    for (const napi of ['10', '11']) requireSupportedRuntime(napi);
  });

  test('a database that breaks while it is open is not used any further', () => {
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    for (let i = 0; i < 50; i++) store.sessions.save(sampleSession(`s${i}`, 1n), sampleAbout, null);
    truncateSync(join(directory, 'keys.db'), 4096);
    const outcome = () => {
      try {
        store.sessions.list();
        return 'listed';
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error;
      }
    };
    expect(outcome()).toBe('STORE_DAMAGED');
    expect(outcome()).toBe('STORE_DAMAGED');
    expect(() => store.sessions.save(sampleSession('new', 1n), sampleAbout, null)).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  });
});

describe('a profile', () => {
  test.skipIf(process.platform === 'win32')('is private to its user', () => {
    const directory = join(temporaryDirectory(), 'deep', 'profile');
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    ensureProfileDirectory(directory);
    const lock = lockProfile(directory, { pid: process.pid, program: 'daemon', since: 0 });
    openProfile(directory).sessions.save(sampleSession('s', 1n), sampleAbout, null);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of ['keys.db', 'keys.db-journal', 'key-slots.bin', 'data.key', 'profile.lock', 'profile.owner']) {
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    lock.release();
  });

  test.skipIf(process.platform === 'win32')('gets its modes back when somebody widened them', () => {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    for (const name of ['keys.db', 'data.key']) chmodSync(join(directory, name), 0o644);
    closeProfile(openProfile(directory));
    for (const name of ['keys.db', 'data.key']) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test('that lost its database or its key is not silently started anew', () => {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    const database = readFileSync(join(directory, 'keys.db'));
    for (const content of [null, '']) {
      if (content === null) rmSync(join(directory, 'keys.db'));
      else writeFileSync(join(directory, 'keys.db'), content);
      expect(() => openProfile(directory)).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
    }
    writeFileSync(join(directory, 'keys.db'), database);
    rmSync(join(directory, 'data.key'));
    expect(() => openProfile(directory)).toThrow(expect.objectContaining({ code: 'DATA_KEY_MISSING' }));
    expect(existsSync(join(directory, 'data.key'))).toBe(false);
  });

  test('that a crash interrupted while it was created is created after all', () => {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    rmSync(join(directory, 'keys.db'));
    rmSync(join(directory, 'key-slots.bin'));
    closeProfile(openProfile(directory));
    const database = new Sqlite(join(directory, 'keys.db'));
    database.exec('DELETE FROM profile');
    database.close();
    writeFileSync(join(directory, 'key-slots.bin'), 'torn');
    expect(openProfile(directory).sessions.list()).toEqual([]);
  });

  test('is locked once per directory, also within a process', () => {
    const directory = temporaryDirectory();
    const owner = { pid: process.pid, program: 'daemon', since: 0 };
    const lock = lockProfile(directory, owner);
    expect(() => lockProfile(directory, owner)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
    writeFileSync(join(directory, 'profile.owner'), 'half a l');
    expect(() => lockProfile(directory, owner)).toThrow(/another process/);
    lock.release();
    lockProfile(directory, owner).release();
  });
});
