import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '#main/store/audit/verify.ts';
import type { RestoreReport } from '#main/store/backup/backup.ts';
import { writeBundle } from '#main/store/backup/bundle-file.ts';
import type { BundleRecord } from '#main/store/backup/bundle-records.ts';
import { OpenBundle } from '#main/store/backup/open-bundle.ts';
import type { KeyStore } from '#main/store/store.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, sampleSession } from './sample-session.ts';

const noon = 1_700_000_000_000;
const passphrase = new TextEncoder().encode('correct horse');
const quiet = () => undefined;
/** More than are held in memory at once, and than are merged in one turn. */
const manyConnections = 2_300;

/** A backup with private keys, sessions, and more of a long table than is read at once. */
async function bundle(): Promise<OpenBundle> {
  const store = openProfile(temporaryDirectory());
  const { id } = store.identities.add('Alice', [{ scheme: 'Ed25519', publicKey: named('public'), privateKey: named('private') }], noon);
  store.pins.add({ label: 'Bob', kind: 'explicit', address: null, scheme: 0x0807, publicKey: named('bob'), name: 'Bob', fixed: false }, noon);
  for (const name of ['one', 'two']) store.sessions.save(sampleSession(name, 1n), sampleAbout, null);
  const connection = { label: '', direction: 'outbound', address: '', listenerId: null, identityId: id, sessionId: null } as const;
  store.connections.add({ ...connection, id: 'c', createdAt: noon, lastUsedAt: noon, wakes: false, options: {} });
  const path = join(temporaryDirectory(), 'profile.backup');
  const records = Array.from(store.backups?.records('1.0.0', noon) ?? [], (record) => structuredClone(record)).flatMap((record): BundleRecord[] => {
    if (record.kind === 'end') return [{ ...record, rows: record.rows + manyConnections - 1 }];
    if (record.kind !== 'row' || record.values[0] !== 'c') return [record];
    return Array.from({ length: manyConnections }, (_, index) => ({ ...record, values: [`c${index}`, ...record.values.slice(1)] }));
  });
  await writeBundle({ path, passphrase, records, progress: quiet, cost: { logN: 1, r: 1, p: 1 } });
  return OpenBundle.open(path, passphrase, quiet);
}

function restore(store: KeyStore, content: OpenBundle, rest: (rows: number) => Promise<void>, dryRun = false): Promise<RestoreReport> {
  if (store.backups === null) throw new Error('this store has files');
  return store.backups.restoreInTurns(content, dryRun, rest);
}

/** What a profile holds, as its lists say. */
const holds = (store: KeyStore) => ({
  identities: store.identities.list().map(({ name }) => name),
  pins: store.pins.count(),
  sessions: store.sessions.count(),
  connections: store.connections.list().length,
});
const nothing = { identities: [], pins: 0, sessions: 0, connections: 0 };
const everything = { identities: ['Alice'], pins: 1, sessions: 2, connections: manyConnections };

function emptyProfile() {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  return { directory, store };
}

describe('a restore in turns', () => {
  test('brings everything back, and says as it goes how many rows it has looked at', async () => {
    const content = await bundle();
    const { store } = emptyProfile();
    const told: number[] = [];
    const report = await restore(store, content, async (rows) => void told.push(rows));
    expect(holds(store)).toEqual(everything);
    expect(told).toEqual(Array.from({ length: 11 }, (_, index) => 200 * (index + 1)));
    expect(report.tables).toContainEqual({ name: 'connections', added: manyConnections, same: 0, kept: 0 });
    expect(report.sessions).toEqual({ kept: 0, resumable: 0, fresh: 2 });
    const [identity] = store.identities.list();
    expect(store.identities.signer(identity?.id ?? '', 'Ed25519')).toMatchObject({ privateKey: named('private') });
    expect(await verifyLog(store.audit)).toMatchObject({ fault: null });
    expect(await restore(store, content, async () => undefined)).toMatchObject({ sessions: { kept: 2, resumable: 0, fresh: 0 } });
    content.close();
  });

  test('ended at any of its turns leaves the profile as it was', async () => {
    const content = await bundle();
    const { store } = emptyProfile();
    for (const end of [200, 1_200, 2_200]) {
      const stopped = restore(store, content, (rows) => (rows === end ? Promise.reject(new Error('enough')) : Promise.resolve()));
      await expect(stopped).rejects.toThrow('enough');
      expect(holds(store)).toEqual(nothing);
      expect(store.audit.read(0, 10).map(({ action }) => action)).not.toContain('backup-restored');
    }
    expect(await restore(store, content, async () => undefined)).toMatchObject({ sessions: { fresh: 2 } });
    expect(holds(store)).toEqual(everything);
    content.close();
  });

  test('as a dry run tells the same and changes nothing', async () => {
    const content = await bundle();
    const { store } = emptyProfile();
    const told = await restore(store, content, async () => undefined, true);
    expect(holds(store)).toEqual(nothing);
    expect(await restore(store, content, async () => undefined)).toEqual(told);
    content.close();
  });

  test('gives way to whoever uses the store: what they do is durable and whole, and nobody sees half of it', async () => {
    const content = await bundle();
    const { directory, store } = emptyProfile();
    let turns = 0;
    await restore(store, content, async () => {
      turns += 1;
      if (turns === 5) store.settings.write('theme', 'dark');
      if (turns !== 9) return;
      expect(holds(store)).toEqual(nothing);
      store.sessions.save(sampleSession('met meanwhile', 1n), sampleAbout, null);
    });
    expect(turns).toBe(9 + 11);
    expect(holds(store)).toEqual({ ...everything, sessions: 3 });
    expect(store.settings.read('theme')).toBe('dark');
    expect(store.sessions.load(sampleSession('met meanwhile', 1n).id)).not.toBeNull();
    closeProfile(store);
    const again = openProfile(directory);
    expect(holds(again)).toEqual({ ...everything, sessions: 3 });
    expect(await verifyLog(again.audit)).toMatchObject({ fault: null });
    content.close();
  });

  test('in a profile that is always in use is made in one go', async () => {
    const content = await bundle();
    const { store } = emptyProfile();
    let turns = 0;
    await restore(store, content, async () => {
      turns += 1;
      store.settings.write('turn', turns);
    });
    expect(turns).toBe(3);
    expect(holds(store)).toEqual(everything);
    expect(store.settings.read('turn')).toBe(3);
    content.close();
  });

  test('of a profile that is closed meanwhile ends, and nothing of it is there', async () => {
    const content = await bundle();
    const { directory, store } = emptyProfile();
    await expect(restore(store, content, async () => closeProfile(store))).rejects.toThrow();
    expect(holds(openProfile(directory))).toEqual(nothing);
    content.close();
  });
});

test('a bundle that is exchanged while it is read is noticed, and nothing comes of it', async () => {
  const content = await bundle();
  const other = await bundle();
  const { store } = emptyProfile();
  writeFileSync(content.path, readFileSync(other.path));
  await expect(restore(store, content, async () => undefined)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  expect(holds(store)).toEqual(nothing);
  for (const open of [content, other]) open.close();
});
