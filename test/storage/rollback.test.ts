import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, samplePending, sampleSession } from './sample-session.ts';

/** A profile whose session `s` is at generation `last`; the files as they were at generation `kept` lie beside it with `.old`. */
function profileWithOldCopy(kept: bigint, last: bigint): string {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  for (let generation = 1n; generation <= last; generation++) {
    store.sessions.save(sampleSession('s', generation), sampleAbout, null);
    if (generation !== kept) continue;
    for (const name of ['keys.db', 'key-slots.bin']) copyFileSync(join(directory, name), join(directory, `${name}.old`));
  }
  store.sessions.save(sampleSession('other', 1n), sampleAbout, null);
  closeProfile(store);
  return directory;
}

const { id } = sampleSession('s', 1n);

describe('[bad:ST-007] [CR-05] a session that is older than its key slot', () => {
  test.each([
    [1n, 2n],
    [3n, 6n],
    [5n, 6n],
  ])('is refused: restored at step %s of %s', (kept, last) => {
    const directory = profileWithOldCopy(kept, last);
    copyFileSync(join(directory, 'keys.db.old'), join(directory, 'keys.db'));
    const store = openProfile(directory);
    expect(store.sessions.find(id)).toMatchObject({ generation: kept, quarantine: 'rolled-back' });
    expect(() => store.sessions.load(id)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
    expect(() => store.sessions.save(sampleSession('s', kept + 1n), sampleAbout, null)).toThrow(
      expect.objectContaining({ code: 'ROLLBACK_DETECTED' }),
    );
    store.sessions.save(sampleSession('new', 1n), sampleAbout, null);
    store.sessions.forget(id);
    closeProfile(store);
    expect(
      openProfile(directory)
        .sessions.list()
        .map((row) => row.id),
    ).toEqual([sampleSession('new', 1n).id]);
  });

  test('is refused although a crash kept the old key for a while', () => {
    const directory = profileWithOldCopy(2n, 2n);
    // calls of a save: write key, sync, destroy old key, sync; the process ends before the third
    const crashing = openProfile(directory, faultyFiles(3, 'not-done'));
    crashing.sessions.save(sampleSession('s', 3n), sampleAbout, null);
    closeProfile(crashing);
    closeProfile(openProfile(directory));
    copyFileSync(join(directory, 'keys.db.old'), join(directory, 'keys.db'));
    expect(() => openProfile(directory).sessions.load(id)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
  });

  test('is refused when the slots are the older ones', () => {
    const directory = profileWithOldCopy(2n, 5n);
    copyFileSync(join(directory, 'key-slots.bin.old'), join(directory, 'key-slots.bin'));
    const { sessions } = openProfile(directory);
    expect(() => sessions.load(id)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
  });

  test('is refused when the slots are gone', () => {
    const directory = profileWithOldCopy(2n, 5n);
    rmSync(join(directory, 'key-slots.bin'));
    const { sessions } = openProfile(directory);
    expect(sessions.list().map((row) => row.quarantine)).toEqual(['rolled-back', 'rolled-back']);
    expect(() => sessions.load(id)).toThrow(expect.objectContaining({ code: 'ROLLBACK_DETECTED' }));
  });

  test('leaves the other sessions alone', () => {
    const directory = profileWithOldCopy(2n, 5n);
    const store = openProfile(directory);
    expect(store.sessions.load(id)).toEqual(sampleSession('s', 5n));
    expect(store.sessions.load(sampleSession('other', 1n).id)).toEqual(sampleSession('other', 1n));
  });
});

test('files of two profiles do not mix', () => {
  const one = profileWithOldCopy(1n, 2n);
  const two = profileWithOldCopy(1n, 2n);
  copyFileSync(join(two, 'key-slots.bin'), join(one, 'key-slots.bin'));
  expect(() => openProfile(one)).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  copyFileSync(join(one, 'data.key'), join(two, 'data.key'));
  expect(() => openProfile(two)).toThrow(expect.objectContaining({ code: 'DATA_KEY_WRONG' }));
});

test('a flipped bit anywhere gives a typed error or the true session, never another one', () => {
  const directory = profileWithOldCopy(1n, 3n);
  const truth = sampleSession('s', 3n);
  const outcomes = new Set<string>();
  for (const name of ['keys.db', 'key-slots.bin', 'data.key']) {
    const path = join(directory, name);
    const sound = readFileSync(path);
    for (let round = 0; round < 150; round++) {
      const broken = Buffer.from(sound);
      const place = (round * 7919 + 101) % sound.length;
      broken[place] = (broken[place] ?? 0) ^ (1 << (round % 8));
      writeFileSync(path, broken);
      outcomes.add(outcomeOf(directory));
    }
    writeFileSync(path, sound);
  }
  for (const outcome of outcomes)
    expect(['true', 'ROLLBACK_DETECTED', 'STORE_DAMAGED', 'DATA_KEY_WRONG', 'missing', 'STORE_NEWER_SCHEMA']).toContain(outcome);
  expect(outcomes).toContain('true');
  expect(outcomes).toContain('STORE_DAMAGED');

  function outcomeOf(folder: string): string {
    try {
      const store = openProfile(folder);
      try {
        const found = store.sessions.load(id);
        if (found === null) return 'missing';
        expect(found).toEqual(truth);
        return 'true';
      } finally {
        closeProfile(store);
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error) return String(error.code);
      throw error;
    }
  }
});

describe('needles', () => {
  /** Secrets as they might appear: raw, hexadecimal, base64. */
  function find(directory: string, secret: Uint8Array): readonly string[] {
    const needle = Buffer.from(secret);
    const forms = [needle, Buffer.from(needle.toString('hex')), Buffer.from(needle.toString('base64').slice(0, 40))];
    return readdirSync(directory).filter((name) => forms.some((form) => readFileSync(join(directory, name)).includes(form)));
  }

  test('[CR-06][DL-01][DL-05] no secret of a session or identity lies in any file, living or dead', () => {
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    const identity = store.identities.add('Alice', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], 0);
    for (let generation = 1n; generation <= 40n; generation++) {
      store.sessions.save(sampleSession('s', generation, { pending: samplePending('s', generation) }), sampleAbout, null);
    }
    store.sessions.save(sampleSession('forgotten', 1n), sampleAbout, null);
    store.sessions.forget(sampleSession('forgotten', 1n).id);
    const secrets = [named('private'), named('forgotten state 1', 200), named('forgotten early base 1')];
    for (let epoch = 1n; epoch <= 41n; epoch++)
      secrets.push(named(`s state ${epoch}`, 200), named(`s early base ${epoch}`), named(`s exporter ${epoch}`));
    for (const open of [true, false]) {
      for (const secret of secrets) expect(find(directory, secret)).toEqual([]);
      // the search itself works: what may be read is found
      expect(find(directory, identity.keys[0]?.publicKey ?? new Uint8Array())).toEqual(['keys.db']);
      if (open) closeProfile(store);
    }
  });
});
