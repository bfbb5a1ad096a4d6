import { closeSync, copyFileSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { deriveKey } from '#main/store/sealing.ts';
import { dataKeyFile } from '#main/store/data-key.ts';
import { KeySlots } from '#main/store/key-slots.ts';
import { identityKeyPlace, slotOwnerOf } from '#main/store/private-key-place.ts';
import type { KeyStore } from '#main/store/store.ts';
import { openOnDisk, temporaryParent } from '../storage/profiles-on-disk.ts';
import { named, sampleAbout, samplePending, sampleSession } from '../storage/sample-session.ts';
import { DiskImage, extentsOf, mountedImages } from './disk-image.ts';
import { testWith } from './tools.ts';
import { WatchedSlots } from './watched-slots.ts';

const sessions = ['ann', 'ben', 'cem', 'dan'];
const steps = 12n;
const rotations = 6;

const pair = (name: string) => ({ scheme: 'Ed25519', publicKey: named(`${name} public`), privateKey: named(`${name} private`) }) as const;

interface Life {
  readonly slots: WatchedSlots;
  /** Sealed values of rows that were overwritten or deleted since. */
  readonly deadValues: readonly Buffer[];
  /** Everything that was ever sealed, in clear. */
  readonly secrets: readonly Buffer[];
}

/**
 * Sessions that move on, one that is forgotten, an identity whose key is rotated and one that is destroyed, an authority.
 *
 * @param copies where the database is copied to now and then
 */
function live(directory: string, copies: string | null = null): Life {
  const slots = new WatchedSlots();
  let looks = 0;
  const store = openOnDisk(directory, slots.files);
  const sealed = new Set<string>();
  const look = (): void => {
    for (const value of valuesIn(directory)) sealed.add(value.toString('latin1'));
    if (copies !== null) copyDurably(join(directory, 'keys.db'), join(copies, `copy-${looks++}.db`));
  };
  const secrets: Uint8Array[] = [];
  for (let generation = 1n; generation <= steps; generation++) {
    for (const name of sessions) {
      store.sessions.save(sampleSession(name, generation, { pending: samplePending(name, generation) }), sampleAbout, null);
      secrets.push(named(`${name} state ${generation}`, 200));
    }
    look();
  }
  store.sessions.forget(sampleSession('ann', 1n).id);
  secrets.push(...livePrivateKeys(store, look));
  store.close();
  const kept = new Set(valuesIn(directory).map((value) => value.toString('latin1')));
  const deadValues = [...sealed].filter((value) => !kept.has(value)).map((value) => Buffer.from(value, 'latin1'));
  return { slots, deadValues, secrets: secrets.map((secret) => Buffer.from(secret)) };
}

function livePrivateKeys({ identities, authorities }: KeyStore, look: () => void): readonly Uint8Array[] {
  const names = Array.from({ length: rotations }, (_, index) => `key ${index}`);
  const { id } = identities.add('Ida', [pair('first')], 1);
  const { id: other } = identities.add('Eve', [pair('other')], 1);
  look();
  for (const name of names) {
    identities.replaceKey(id, pair(name), 2);
    look();
  }
  identities.destroyKeys(other, 3);
  const certificate = { subject: 'CN=Lab', scheme: 'Ed25519' as const, certificate: named('certificate'), createdAt: 1 };
  authorities.add({ ...certificate, publicKey: named('lab public'), privateKey: named('lab private') });
  return ['first', 'other', ...names, 'lab'].map((name) => named(`${name} private`));
}

/** Every sealed value of the rows that are there. */
function valuesIn(directory: string): readonly Buffer[] {
  const database = new Sqlite(join(directory, 'keys.db'), { readonly: true });
  const sql = 'SELECT state FROM sessions WHERE length(state) > 0 UNION ALL SELECT private_key FROM identity_keys';
  const values = database.prepare<[], Buffer>(sql).pluck().all();
  database.close();
  return values;
}

const hits = (needles: readonly Buffer[], haystack: Buffer): number => needles.filter((needle) => haystack.includes(needle)).length;
/** A long value lies in several pages; its nonce and what follows are in the first. */
const beginningsOf = (values: readonly Buffer[]): readonly Buffer[] => values.map((value) => value.subarray(0, 40));
/** The key in a cell, as it is sealed under the data key: 8 bytes of counter stand before it. */
const keysOf = (cells: readonly Buffer[]): readonly Buffer[] => cells.map((cell) => cell.subarray(8, 8 + 32));

describe('[DL-01] a destroyed key', () => {
  testWith(mountedImages)('[bad:ST-012] is in no block of an ext4 disk, while what it sealed still is', { timeout: 600_000 }, () => {
    const disk = new DiskImage();
    try {
      const directory = join(disk.files, 'profile');
      mkdirSync(directory);
      const copies = join(disk.files, 'copies');
      mkdirSync(copies);
      const { slots, deadValues, secrets } = live(directory, copies);
      // What SQLite leaves in free blocks depends on the day; copies that somebody made and deleted are there every time.
      rmSync(copies, { recursive: true });
      const place = extentsOf(join(directory, 'key-slots.bin'));
      disk.unmount();
      const blocks = disk.blocks();
      const dead = keysOf(slots.dead);
      const [deadKeys, oldValues] = [hits(dead, blocks), hits(beginningsOf(deadValues), blocks)];
      console.log(
        `raw ext4 image of ${blocks.length / 2 ** 20} MiB: ${deadKeys} of ${dead.length} destroyed keys, ${oldValues} of ${deadValues.length} old sealed values`,
      );
      expect(dead.length).toBeGreaterThan(sessions.length * Number(steps - 1n) + 2 * rotations);
      expect(deadKeys).toBe(0);
      expect(hits(secrets, blocks)).toBe(0);
      // The look finds what is there: every living cell, and old sealed values in blocks that nobody owns.
      expect(hits(slots.living, blocks)).toBe(slots.living.length);
      expect(oldValues).toBeGreaterThan(deadValues.length / 2);
      expect(place).not.toBeNull();
    } finally {
      disk.remove();
    }
  });

  test('is overwritten where it was: the same file, as long as before, in the same blocks', () => {
    const directory = mkdtempSync(join(tmpdir(), 'epochscope-destroyed-'));
    try {
      openOnDisk(directory).close();
      const path = join(directory, 'key-slots.bin');
      const store = openOnDisk(directory);
      store.sessions.save(sampleSession('zoe', 1n), sampleAbout, null); // room for 32 slots from here on
      store.close();
      const before = { ...placeOf(path), extents: extentsOf(path) };
      const { slots } = live(directory);
      expect({ ...placeOf(path), extents: extentsOf(path) }).toEqual(before);
      const content = readFileSync(path);
      expect(hits(keysOf(slots.dead), content)).toBe(0);
      expect(hits(slots.living, content)).toBe(slots.living.length);
      if (before.extents === null) console.warn('SKIPPED: this file system does not say where the blocks of a file are');
      else console.log(`key slots stayed in ${before.extents.split('\n').length} extent(s)`);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('opens nothing for who has the data key and every byte of the files', () => {
    const directory = mkdtempSync(join(temporaryParent, 'epochscope-destroyed-'));
    try {
      live(directory);
      const wrapping = deriveKey(dataKeyFile(join(directory, 'data.key')).load(), 'key slots');
      const slots = KeySlots.open(join(directory, 'key-slots.bin'), wrapping);
      const database = new Sqlite(join(directory, 'keys.db'), { readonly: true });
      const ids = database.prepare<[], string>('SELECT id FROM identities').pluck().all();
      database.close();
      const found = ids.flatMap((id) =>
        ['first', 'other', ...Array.from({ length: rotations }, (_, index) => `key ${index}`)].filter((name) => {
          const owner = slotOwnerOf(identityKeyPlace(id, 'Ed25519', named(`${name} public`)));
          return Array.from({ length: slots.room }, (_, slot) => slot).some(
            (slot) => slots.read({ slot, owner }, 0, 1n) ?? slots.read({ slot, owner }, 1, 1n),
          );
        }),
      );
      slots.close();
      expect(found).toEqual([`key ${rotations - 1}`]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

function copyDurably(from: string, to: string): void {
  copyFileSync(from, to);
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function placeOf(path: string): { readonly inode: number; readonly size: number } {
  const { ino, size } = statSync(path);
  return { inode: ino, size };
}
