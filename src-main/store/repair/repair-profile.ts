import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { KeySlots } from '../key-slots.ts';
import { authorityKeyPlace, identityKeyPlace, type PrivateKeyPlace, slotOwnerOf } from '../private-key-place.ts';
import { deriveKey } from '../sealing.ts';
import { insertProfile, keysDatabase } from '../sqlite-key-store.ts';
import { suspicionOf } from '../database.ts';
import { StoreDatabase } from '../store-database.ts';
import { StoreError, storeErrorFrom } from '../store-error.ts';
import { syncFolder } from '../whole-file.ts';
import { createTarget, type Damage, type ExamineOptions, examineProfile, rebuild } from './examine.ts';

/** What a repair kept, and where the damaged files are now. */
export interface Repair {
  readonly damage: Damage;
  /** Names of the damaged files that were kept beside the new ones. */
  readonly kept: readonly string[];
}

/**
 * Writes a sound database with everything that can be read of a damaged one, and puts it in its place. The damaged files are
 * kept with a date in their name. A crash at any moment leaves the damaged profile or the repaired one. Nobody may have the
 * profile open for writing.
 *
 * @throws {StoreError} `DATA_KEY_WRONG`, `STORE_NEWER_SCHEMA`, `STORE_FULL`, `STORE_READ_ONLY`, `STORE_FAILED`; nothing has changed then
 */
export function repairProfile(options: ExamineOptions): Repair {
  const { store, damage } = examineProfile(options, new StoreError('STORE_READ_ONLY', 'under repair'));
  store.close();
  const { directory, now } = options;
  const draft = join(directory, `${keysDatabase.name}.repaired`);
  try {
    for (const suffix of ['', '-journal']) rmSync(`${draft}${suffix}`, { force: true });
    const replaced = damage.slots !== null && damage.slots !== 'header damaged';
    const slotFile = !replaced ? null : join(directory, 'key-slots.bin.repaired');
    const fileId = writeSound(draft, slotFile, damage, options);
    if (damage.slots === 'header damaged') KeySlots.mendHeader(join(directory, 'key-slots.bin'), fileId);
    return { damage, kept: exchange(directory, draft, slotFile, new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')) };
  } catch (cause) {
    throw storeErrorFrom(cause, 'repair');
  }
}

/** @returns the id of the key-slot file that it names */
function writeSound(draft: string, slotFile: string | null, damage: Damage, { directory, dataKey, now }: ExamineOptions): Uint8Array {
  const target = createTarget(draft);
  try {
    chmodSync(draft, 0o600);
    rebuild(directory, target);
    settle(target, damage);
    tieToSlots(target, slotFile, damage, { directory, dataKey, now });
    target.pragma('foreign_keys = ON');
    const verdict = target.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw new StoreError('STORE_FAILED', `repair: the new database is not sound (${String(verdict)})`);
    return new Uint8Array(target.prepare<[], { readonly slot_file: Buffer }>('SELECT slot_file FROM profile').get()?.slot_file ?? []);
  } finally {
    target.close();
  }
}

/**
 * What does not open is told as what it is: no key for an identity, an authority that signs nothing more, a session that needs a fresh
 * handshake (R-DEL), a KeyPackage that is lost. The slots of such keys, if they hold any, are doomed; those of KeyPackages are destroyed
 * when the profile is opened.
 */
function settle(target: Sqlite.Database, { lostKeys, lostAuthorities, lostKeyPackages, lostSessions }: Damage): void {
  const noKey = target.prepare<[string, string], LostKey>('DELETE FROM identity_keys WHERE identity_id = ? AND scheme = ? RETURNING *');
  const authority = target.prepare<[string], LostKey>('SELECT public_key, slot FROM authorities WHERE id = ?');
  const noAuthorityKey = target.prepare<[string]>('UPDATE authorities SET slot = NULL, private_key = zeroblob(0) WHERE id = ?');
  const doom = target.prepare<[number, string]>('INSERT OR IGNORE INTO doomed_slots (slot, owner) VALUES (?, ?)');
  const suspect = target.prepare<[string]>("UPDATE sessions SET standing = 'suspect', pending = NULL, state = zeroblob(0) WHERE id = ?");
  const keyPackage = target.prepare<[string]>(`UPDATE key_packages SET state = 'lost', private = x'' WHERE id = ?`);
  const end = (lost: LostKey | undefined, place: (publicKey: Uint8Array) => PrivateKeyPlace): void => {
    if (lost !== undefined && lost.slot !== null) doom.run(lost.slot, slotOwnerOf(place(lost.public_key)));
  };
  target.transaction(() => {
    for (const [id, scheme] of lostKeys) end(noKey.get(id, scheme), (publicKey) => identityKeyPlace(id, scheme, publicKey));
    for (const id of lostAuthorities) {
      end(authority.get(id), (publicKey) => authorityKeyPlace(id, publicKey));
      noAuthorityKey.run(id);
    }
    for (const id of lostKeyPackages) keyPackage.run(id);
    for (const id of lostSessions) suspect.run(id);
  })();
}

interface LostKey {
  readonly public_key: Buffer;
  readonly slot: number | null;
}

/** New slots where the old ones are of no use; the row that names them where it was lost. */
function tieToSlots(
  target: Sqlite.Database,
  slotFile: string | null,
  { lostProfile }: Damage,
  { directory, dataKey, now }: Pick<ExamineOptions, 'directory' | 'dataKey' | 'now'>,
): void {
  if (slotFile === null && !lostProfile) return;
  const wrappingKey = deriveKey(dataKey, 'key slots');
  if (slotFile !== null) rmSync(slotFile, { force: true });
  const slots = slotFile === null ? KeySlots.open(join(directory, 'key-slots.bin'), wrappingKey) : KeySlots.create(slotFile, wrappingKey);
  try {
    if (lostProfile) insertProfile(new StoreDatabase(target, keysDatabase.name), slots, dataKey, now);
    else target.prepare('UPDATE profile SET slot_file = ?').run(slots.fileId);
  } finally {
    slots.close();
  }
}

/** Copies first, then one rename each: there is a keys.db at every moment. */
function exchange(directory: string, draft: string, slotFile: string | null, date: string): readonly string[] {
  const names = [keysDatabase.name, `${keysDatabase.name}-journal`, ...(slotFile === null ? [] : ['key-slots.bin'])];
  // That of the draft did its service when it was closed, and nobody would look for it any more once the draft has its name.
  rmSync(`${draft}-journal`, { force: true });
  const kept = names.flatMap((name) => keepCopy(directory, name, date));
  syncFolder(directory);
  // A journal belongs to the damaged database: over the new one it would be played back.
  rmSync(join(directory, `${keysDatabase.name}-journal`), { force: true });
  if (slotFile !== null) renameSync(slotFile, join(directory, 'key-slots.bin'));
  renameSync(draft, join(directory, keysDatabase.name));
  rmSync(suspicionOf(join(directory, keysDatabase.name)), { force: true });
  syncFolder(directory);
  return kept;
}

function keepCopy(directory: string, name: string, date: string): readonly string[] {
  const from = join(directory, name);
  if ((statSync(from, { throwIfNoEntry: false })?.size ?? 0) === 0) return [];
  const copy = `${name}.damaged-${date}`;
  const to = join(directory, copy);
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  const file = openSync(to, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return [copy];
}
