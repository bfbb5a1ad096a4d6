import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockProfile } from '#main/store/profile-lock.ts';
import { wipeProfile } from '#main/store/wipe-profile.ts';
import { type Fault, faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { sampleAbout, sampleSession } from './sample-session.ts';

/** A profile with sessions in it, closed. */
function usedProfile(): string {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  for (const name of ['a', 'b', 'c']) store.sessions.save(sampleSession(name, 1n), sampleAbout, null);
  closeProfile(store);
  return directory;
}

/** Reads through a descriptor that was opened before: what the disk holds of a file that has no name any more. */
function readOpened(file: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, 0);
  return bytes;
}

const keyFiles = ['key-slots.bin', 'data.key'];

describe('[bad:RE-010] wiping a profile', () => {
  test('overwrites the keys before it removes any file', () => {
    const directory = usedProfile();
    const opened = keyFiles.map((name) => ({ file: openSync(join(directory, name), 'r'), before: readFileSync(join(directory, name)) }));
    expect([...wipeProfile(directory, 0)].sort()).toEqual(expect.arrayContaining(['data.key', 'key-slots.bin', 'keys.db']));
    expect(existsSync(directory)).toBe(false);
    for (const { file, before } of opened) {
      const after = readOpened(file, before.length);
      for (let at = 0; at + 16 <= before.length; at += 16) expect(after.includes(before.subarray(at, at + 16))).toBe(false);
      closeSync(file);
    }
  });

  test('leaves files of others alone, and the folder with them', () => {
    const directory = usedProfile();
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    wipeProfile(directory, 0);
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  test('is refused while a program uses the profile, and changes nothing', () => {
    const directory = usedProfile();
    const before = readFileSync(join(directory, 'key-slots.bin'));
    const lock = lockProfile(directory, { pid: 1, program: 'daemon', since: 0 });
    expect(() => wipeProfile(directory, 0)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
    lock.release();
    expect(readFileSync(join(directory, 'key-slots.bin'))).toEqual(before);
  });

  test.each<Fault>(['not-done', 'half-done', 'done'])('that is interrupted at any file call can be finished, when the call was %s', (fault) => {
    for (let fatal = 1; ; fatal++) {
      const directory = usedProfile();
      const files = faultyFiles(fatal, fault);
      const interrupted = throws(() => wipeProfile(directory, 0, files));
      if (interrupted) wipeProfile(directory, 0);
      expect(existsSync(directory)).toBe(false);
      if (!interrupted) break;
    }
  });
});

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
