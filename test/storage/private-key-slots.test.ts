import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { dataKeyFile } from '#main/store/data-key.ts';
import type { BundleRecord } from '#main/store/backup/bundle-records.ts';
import { Scratch } from '#main/store/backup/scratch.ts';
import { KeySlots } from '#main/store/key-slots.ts';
import { authorityKeyPlace, identityKeyPlace, slotOwnerOf } from '#main/store/private-key-place.ts';
import { deriveKey } from '#main/store/sealing.ts';
import type { KeyStore } from '#main/store/store.ts';
import { type CrashingFlow, crashingRun } from './crashing-run.ts';
import { type Fault, faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named, sampleAbout, sampleSession } from './sample-session.ts';

const faults: readonly Fault[] = ['not-done', 'half-done', 'done'];
const pair = (name: string) => ({ scheme: 'Ed25519', publicKey: named(`${name} public`), privateKey: named(`${name} private`) }) as const;
const authority = (name: string) => ({
  subject: 'CN=Lab',
  scheme: 'Ed25519' as const,
  publicKey: named(`${name} public`),
  privateKey: named(`${name} private`),
  certificate: named('certificate'),
  createdAt: 1,
});
const idOf = (store: KeyStore): string => store.identities.list()[0]?.id ?? '';
const privateKeyOf = (store: KeyStore): Uint8Array | null => store.identities.signer(idOf(store), 'Ed25519')?.privateKey ?? null;

/** Every private key that any cell of the slot file opens as somebody's who has the data key would find it, whatever the database says. */
function keysInSlots(directory: string, identityId: string, authorityId: string): readonly string[] {
  const slots = KeySlots.open(join(directory, 'key-slots.bin'), deriveKey(dataKeyFile(join(directory, 'data.key')).load(), 'key slots'));
  const found: string[] = [];
  for (const name of ['first', 'second', 'third', 'authority']) {
    const { publicKey } = pair(name);
    const owner = slotOwnerOf(name === 'authority' ? authorityKeyPlace(authorityId, publicKey) : identityKeyPlace(identityId, 'Ed25519', publicKey));
    const cells = Array.from({ length: slots.room }, (_, slot) => ([0, 1] as const).filter((side) => slots.read({ slot, owner }, side, 1n) !== null));
    for (const sides of cells) if (sides.length > 0) found.push(`${name} ${sides.length}`);
  }
  slots.close();
  return found;
}

interface Flow extends CrashingFlow {
  /** Private keys that may be found after a crash; the last one is the only one when `run` returned. */
  readonly outcomes: readonly (string | null)[];
}

const flows: { readonly [name: string]: Flow } = {
  'creating an identity': {
    prepare: () => undefined,
    run: (store) => void store.identities.add('Ida', [pair('first')], 1),
    outcomes: [null, 'first'],
  },
  'rotating its key': {
    prepare: (store) => void store.identities.add('Ida', [pair('first')], 1),
    run: (store) => store.identities.replaceKey(idOf(store), pair('second'), 2),
    outcomes: ['first', 'second'],
  },
  'destroying its keys': {
    prepare: (store) => void store.identities.add('Ida', [pair('first')], 1),
    run: (store) => store.identities.destroyKeys(idOf(store), 2),
    outcomes: ['first', null],
  },
};

describe.each(Object.entries(flows))('[CR-02] a crash at any call on the key slots of %s', (_name, flow) => {
  test.each(faults)('leaves one key that opens and no other in any slot, when the call was %s', (fault) => {
    for (let fatal = 1; ; fatal++) {
      const { directory, returned, hit } = crashingRun(flow, fatal, fault);
      const after = openProfile(directory);
      const found = ['first', 'second'].find((name) => equalKeys(privateKeyOf(after), pair(name).privateKey)) ?? null;
      expect(flow.outcomes).toContain(found);
      if (returned) expect(found).toBe(flow.outcomes.at(-1));
      const id = idOf(after);
      closeProfile(after);
      expect(keysInSlots(directory, id, '')).toEqual(found === null ? [] : [`${found} 2`]);

      const again = openProfile(directory);
      if (again.identities.find(id)?.keys.length === 1) {
        again.identities.replaceKey(id, pair('third'), 3);
        expect(privateKeyOf(again)).toEqual(pair('third').privateKey);
        closeProfile(again);
        expect(keysInSlots(directory, id, '')).toEqual(['third 2']);
      }
      if (!hit) break; // the flow ended before the fault: every call was hit once
    }
  });
});

test('[CR-03] a key that cannot be destroyed yet is said to whoever asked for it, and destroyed before the next key is made', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  closeProfile(store);
  const failing = openProfile(directory, faultyFiles(1, 'not-done'));
  expect(() => failing.identities.destroyKeys(id, 2)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
  expect(failing.identities.find(id)).toMatchObject({ keys: [], destroyedAt: 2 });
  expect(() => failing.identities.add('New', [pair('second')], 3)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
  expect(() => failing.identities.destroyKeys(id, 4)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }));
  closeProfile(failing);
  expect(keysInSlots(directory, id, '')).toEqual(['first 2']);
  closeProfile(openProfile(directory));
  expect(keysInSlots(directory, id, '')).toEqual([]);
});

test('a transaction that fails leaves no key behind', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  expect(() => store.identities.addKey(id, pair('second'), 2)).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
  const { id: authorityId } = store.authorities.add(authority('authority'));
  expect(() => store.authorities.add(authority('authority'))).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
  closeProfile(store);
  expect(keysInSlots(directory, id, authorityId)).toEqual(['first 2', 'authority 2']);
});

test('another program that keeps a commit from happening costs no key', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  const reader = new Sqlite(join(directory, 'keys.db'));
  reader.exec('BEGIN; SELECT * FROM identities');
  expect(() => store.identities.replaceKey(id, pair('second'), 2)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }));
  reader.close();
  expect(privateKeyOf(store)).toEqual(pair('first').privateKey);
  store.identities.replaceKey(id, pair('second'), 2);
  closeProfile(store);
  expect(keysInSlots(directory, id, '')).toEqual(['second 2']);
});

test('[DL-01] a row out of an old block opens nothing once its key was rotated or destroyed', () => {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  const old = rowOf(directory, id);
  store.identities.replaceKey(id, pair('second'), 2);
  closeProfile(store);
  const database = new Sqlite(join(directory, 'keys.db'));
  database.prepare('DELETE FROM identity_former_keys').run();
  database.prepare('UPDATE identity_keys SET public_key = @public_key, private_key = @private_key, slot = @slot').run(old);
  database.close();
  const forged = openProfile(directory);
  expect(() => forged.identities.signer(id, 'Ed25519')).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
});

test('slots of private keys and of sessions do not meet, also where one is given back', () => {
  const store = openProfile(temporaryDirectory());
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  for (let round = 1; round <= 8; round++) {
    store.sessions.save(sampleSession(`s${round}`, 1n), sampleAbout, null);
    store.identities.replaceKey(id, pair(`round ${round}`), round);
    if (round % 3 === 0) store.sessions.forget(sampleSession(`s${round - 1}`, 1n).id);
  }
  expect(privateKeyOf(store)).toEqual(pair('round 8').privateKey);
  for (const row of store.sessions.list()) expect(store.sessions.load(row.id)?.id).toBe(row.id);
});

test('a database older than its slots destroys nothing of what came after it', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'keys.db');
  const store = openProfile(directory);
  store.identities.add('Ida', [pair('first')], 1);
  const id = idOf(store);
  const older = readFileSync(path);
  store.identities.replaceKey(id, pair('second'), 2);
  closeProfile(store);
  const newer = readFileSync(path);
  writeFileSync(path, older);
  const behind = openProfile(directory);
  expect(() => behind.identities.signer(id, 'Ed25519')).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  closeProfile(behind);
  writeFileSync(path, newer);
  expect(privateKeyOf(openProfile(directory))).toEqual(pair('second').privateKey);
});

test('restoring gives each key a slot of this profile; a dry run gives none', () => {
  const source = openProfile(temporaryDirectory());
  source.identities.add('Ida', [pair('first')], 1);
  source.authorities.add(authority('authority'));
  const records = Array.from(source.backups?.records('1', 2) ?? [], (record) => structuredClone(record));
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  store.sessions.save(sampleSession('s', 1n), sampleAbout, null);
  const untouched = readFileSync(join(directory, 'key-slots.bin'));
  restore(store, records, true);
  expect(readFileSync(join(directory, 'key-slots.bin'))).toEqual(untouched);
  for (let time = 0; time < 2; time++) restore(store, records, false);
  const [id, authorityId] = [idOf(store), store.authorities.list()[0]?.id ?? ''];
  expect(privateKeyOf(store)).toEqual(pair('first').privateKey);
  expect(store.authorities.privateKey(authorityId)).toEqual(pair('authority').privateKey);
  expect(store.sessions.load(sampleSession('s', 1n).id)).toEqual(sampleSession('s', 1n));
  closeProfile(store);
  expect(keysInSlots(directory, id, authorityId)).toEqual(['first 2', 'authority 2']);
});

function restore(store: KeyStore, records: readonly BundleRecord[], dryRun: boolean): void {
  const scratch = new Scratch();
  for (const record of records) scratch.take(record);
  scratch.complete();
  store.backups?.restore(scratch, dryRun);
  scratch.close();
}

function rowOf(directory: string, id: string): Record<string, unknown> {
  const database = new Sqlite(join(directory, 'keys.db'), { readonly: true });
  const row = database
    .prepare<[string], Record<string, unknown>>('SELECT public_key, private_key, slot FROM identity_keys WHERE identity_id = ?')
    .get(id);
  database.close();
  return row ?? {};
}

function equalKeys(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.from(a).equals(b);
}
