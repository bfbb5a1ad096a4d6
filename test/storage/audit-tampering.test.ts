import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { ChainReader, entryAfter, type ChainFault } from '#main/store/audit/chain.ts';
import type { AuditEntry } from '#main/store/audit/entry.ts';
import { type ChainVerdict, verifyLog } from '#main/store/audit/verify.ts';
import { Dice } from '../fuzz/dice.ts';
import { type Fault, faultyFiles } from './faulty-files.ts';
import { closeProfile, openProfile, temporaryDirectory } from './profiles.ts';
import { named } from './sample-session.ts';

const noon = 1_700_000_000_000;
const everywhere = { kind: 'explicit', address: null, scheme: 0x0807, name: null, fixed: false } as const;
const unlocked = 'DROP TRIGGER audit_stays; DROP TRIGGER audit_keeps;';

/** A profile whose log has six entries, changed by somebody with the database and without the data key. */
function tampered(sql: string): string {
  const directory = temporaryDirectory();
  const store = openProfile(directory);
  for (const label of ['Ann', 'Bob', 'Cem', 'Dora', 'Eva']) store.pins.add({ ...everywhere, label, publicKey: named(label) }, noon);
  closeProfile(store);
  const database = new Sqlite(join(directory, 'keys.db'));
  database.exec(unlocked + sql);
  database.close();
  return directory;
}

async function verdictOf(directory: string): Promise<ChainVerdict> {
  return verifyLog(openProfile(directory).audit);
}

const swap = `
  UPDATE audit SET sequence = 100 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 100;`;

describe('the log tells', () => {
  test.each<readonly [string, string, ChainFault]>([
    ['a changed time', 'UPDATE audit SET time = time + 1 WHERE sequence = 3', { kind: 'changed', sequence: 3 }],
    ['a changed actor', "UPDATE audit SET actor = 'window' WHERE sequence = 1", { kind: 'changed', sequence: 1 }],
    ['a client', "UPDATE audit SET client = '1' WHERE sequence = 2", { kind: 'changed', sequence: 2 }],
    ['a changed action', "UPDATE audit SET action = 'pin-removed' WHERE sequence = 6", { kind: 'changed', sequence: 6 }],
    ['a changed kind', "UPDATE audit SET subject_kind = 'peer' WHERE sequence = 6", { kind: 'changed', sequence: 6 }],
    ['a changed subject', "UPDATE audit SET subject_id = 'x' WHERE sequence = 4", { kind: 'changed', sequence: 4 }],
    ['a removed fingerprint', 'UPDATE audit SET fingerprint = NULL WHERE sequence = 5', { kind: 'changed', sequence: 5 }],
    ['a changed detail', "UPDATE audit SET detail = replace(detail, 'Cem', 'Eve') WHERE sequence = 4", { kind: 'changed', sequence: 4 }],
    ['a changed hash', 'UPDATE audit SET hash = zeroblob(32) WHERE sequence = 4', { kind: 'changed', sequence: 4 }],
    ['a changed previous hash', 'UPDATE audit SET previous = zeroblob(32) WHERE sequence = 4', { kind: 'changed', sequence: 4 }],
    ['exchanged entries', swap, { kind: 'changed', sequence: 3 }],
    ['a removed first entry', 'DELETE FROM audit WHERE sequence = 1', { kind: 'missing', sequence: 1 }],
    ['a removed entry', 'DELETE FROM audit WHERE sequence = 4', { kind: 'missing', sequence: 4 }],
    [
      'another log',
      'UPDATE audit_log SET log = lower(hex(zeroblob(16))); UPDATE audit SET log = lower(hex(zeroblob(16)))',
      { kind: 'unlinked', sequence: 1 },
    ],
  ])('%s, where it is', async (_what, sql, fault) => {
    expect((await verdictOf(tampered(sql))).fault).toEqual(fault);
  });

  test.each([
    ['one entry cut off', 'DELETE FROM audit WHERE sequence = 6', 5],
    ['all but two cut off', 'DELETE FROM audit WHERE sequence > 2', 2],
    ['everything cut off', 'DELETE FROM audit', 0],
  ])('%s, from the next start on, for ever', async (_what, sql, found) => {
    const directory = tampered(sql);
    const store = openProfile(directory);
    expect(await verifyLog(store.audit)).toMatchObject({ entries: found + 1, fault: null, gaps: [found + 1] });
    const [entry] = store.audit.read(found, 1);
    expect(JSON.parse(entry?.detail ?? '')).toEqual({ found, sealed: 6 });
    closeProfile(store);
    expect(await verdictOf(directory)).toMatchObject({ fault: null, gaps: [found + 1] });
  });

  test('a chain that was written anew', async () => {
    const directory = tampered('');
    const store = openProfile(directory);
    const entries = store.audit.read(0, 10);
    closeProfile(store);
    const database = new Sqlite(join(directory, 'keys.db'));
    let head = { sequence: 2, hash: entries[1]?.hash ?? new Uint8Array() };
    for (const { sequence, action, subject, actor, time, detail } of entries.slice(2)) {
      // what the entry says, with another name in it: the chain is keyless, anybody can compute it
      const forged = entryAfter(head, { action, subject, detail: { ...(JSON.parse(detail) as object), label: 'Mallory' } }, actor, time);
      database
        .prepare('UPDATE audit SET detail = ?, previous = ?, hash = ? WHERE sequence = ?')
        .run(forged.detail, forged.previous, forged.hash, sequence);
      head = forged;
    }
    database.close();
    expect(await verdictOf(directory)).toMatchObject({ fault: null, gaps: [7] });
  });

  test('an entry that somebody added', async () => {
    const sql = `INSERT INTO audit SELECT log, 7, time, actor, client, action, subject_kind, subject_id, fingerprint, detail, hash, hash FROM audit WHERE sequence = 6`;
    expect((await verdictOf(tampered(sql))).fault).toEqual({ kind: 'changed', sequence: 7 });
  });

  test('what happens to it while the program runs', async () => {
    const directory = temporaryDirectory();
    const store = openProfile(directory);
    const { id } = store.pins.add({ ...everywhere, label: 'Ann', publicKey: named('Ann') }, noon);
    store.pins.remove(id);
    const other = new Sqlite(join(directory, 'keys.db'));
    other.exec(`${unlocked} DELETE FROM audit WHERE sequence = 3`);
    other.close();
    expect((await verifyLog(store.audit)).fault).toEqual({ kind: 'cut', sequence: 3 });
  });

  test('that its sealed head is gone', async () => {
    const directory = tampered('');
    rmSync(join(directory, 'key-slots.bin'));
    const store = openProfile(directory);
    expect(await verifyLog(store.audit)).toMatchObject({ fault: null, gaps: [7] });
    expect(store.audit.read(6, 1).map(({ detail }) => detail)).toEqual(['{"found":6,"sealed":null}']);
  });

  test('an older database under newer slots; a whole older profile it cannot', async () => {
    const directory = tampered('');
    for (const name of ['keys.db', 'key-slots.bin']) copyFileSync(join(directory, name), join(directory, `${name}.old`));
    const store = openProfile(directory);
    store.pins.add({ ...everywhere, label: 'Late', publicKey: named('Late') }, noon);
    closeProfile(store);
    copyFileSync(join(directory, 'key-slots.bin'), join(directory, 'key-slots.bin.new'));
    copyFileSync(join(directory, 'keys.db.old'), join(directory, 'keys.db'));
    const rolledBack = openProfile(directory);
    expect(await verifyLog(rolledBack.audit)).toMatchObject({ gaps: [7] });
    closeProfile(rolledBack);
    for (const name of ['keys.db', 'key-slots.bin']) copyFileSync(join(directory, `${name}.old`), join(directory, name));
    expect(await verdictOf(directory)).toMatchObject({ entries: 6, fault: null, gaps: [] });
  });

  test('to our own code, too, that entries stay', () => {
    const directory = temporaryDirectory();
    closeProfile(openProfile(directory));
    const database = new Sqlite(join(directory, 'keys.db'));
    expect(() => database.exec("UPDATE audit SET actor = 'window'")).toThrow(/never changed/);
    expect(() => database.exec('DELETE FROM audit')).toThrow(/never removed/);
    database.close();
  });
});

test('any change of any entry of any log is found at its place', () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Dice(seed);
    const entries = randomLog(random.below(12) + 2, random);
    const at = random.below(entries.length);
    const changed = entries.map((entry, index) => (index === at ? changedEntry(entry, random) : entry));
    const reader = new ChainReader('00');
    for (const entry of changed) reader.take(entry);
    expect(reader.fault, `seed ${seed}`).toEqual({ kind: 'changed', sequence: at + 1 });
    const cut = new ChainReader('00');
    for (const entry of entries.slice(0, at)) cut.take(entry);
    cut.end(entries.at(-1) ?? null);
    expect(cut.fault, `seed ${seed}`).toEqual({ kind: 'cut', sequence: at + 1 });
    const removed = new ChainReader('00');
    for (const [index, entry] of entries.entries()) if (index !== at) removed.take(entry);
    removed.end(entries.at(-1) ?? null);
    const last = at === entries.length - 1;
    expect(removed.fault, `seed ${seed}`).toEqual({ kind: last ? 'cut' : 'missing', sequence: at + 1 });
  }
});

describe('an entry and its operation', () => {
  const faults: readonly Fault[] = ['not-done', 'half-done', 'done'];
  test.each(faults)('stand or fall together at any file call that fails (%s)', async (fault) => {
    for (let fatal = 1; ; fatal++) {
      const directory = temporaryDirectory();
      closeProfile(openProfile(directory));
      const files = faultyFiles(fatal, fault);
      const crashing = openProfile(directory, files);
      crashing.pins.add({ ...everywhere, label: 'Ann', publicKey: named('Ann') }, noon);
      closeProfile(crashing);
      const store = openProfile(directory);
      const told = store.audit.read(1, 10).map(({ action }) => action);
      expect(told.filter((action) => action === 'pin-added')).toHaveLength(store.pins.list().length);
      expect((await verifyLog(store.audit)).fault).toBeNull();
      closeProfile(store);
      if (files.calls() < fatal) break;
    }
  });

  test('are never one without the other, whenever the program is killed', async () => {
    const directory = temporaryDirectory();
    const script = fileURLToPath(new URL('pin-forever.ts', import.meta.url));
    for (const lines of [1, 6, 3, 11]) {
      const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (text: Buffer) => {
        output += String(text);
        if (output.split('\n').length > lines) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const store = openProfile(directory);
      const entries = store.audit.read(0, 10_000);
      const kept = new Set(store.pins.list().map(({ id }) => id));
      for (const { action, subject } of entries) {
        if (action === 'pin-added') expect(kept.delete(subject.id ?? '') || removedIn(entries, subject.id)).toBe(true);
      }
      expect(kept.size).toBe(0);
      expect(await verifyLog(store.audit)).toMatchObject({ fault: null, gaps: [] });
      closeProfile(store);
    }
  });
});

function removedIn(entries: readonly AuditEntry[], id: string | null): boolean {
  return entries.some(({ action, subject }) => action === 'pin-removed' && subject.id === id);
}

function randomLog(length: number, random: Dice): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  const reader = new ChainReader('00');
  while (entries.length < length) {
    const subject = {
      kind: 'pin',
      id: random.below(2) === 0 ? null : `p${random.below(9)}`,
      fingerprint: random.below(2) === 0 ? null : 'AAAA',
    } as const;
    const client = random.below(2) === 0 ? null : String(random.below(9));
    const entry = entryAfter(
      reader.head,
      { action: 'pin-added', subject, detail: { n: random.below(1_000) } },
      { kind: 'window', client },
      random.below(1e9),
    );
    expect(reader.take(entry)).toBe(true);
    entries.push(entry);
  }
  return entries;
}

function changedEntry(entry: AuditEntry, random: Dice): AuditEntry {
  const text = (value: string | null) => (value === null ? 'x' : random.below(2) === 0 ? null : `${value}x`);
  const at = random.below(32);
  const flipped = (bytes: Uint8Array) => bytes.map((byte, index) => (index === at ? byte ^ 0x40 : byte));
  const changes: readonly (() => AuditEntry)[] = [
    () => ({ ...entry, time: entry.time + 1 }),
    () => ({ ...entry, actor: { ...entry.actor, client: text(entry.actor.client) } }),
    () => ({ ...entry, actor: { ...entry.actor, kind: 'browser' } }),
    () => ({ ...entry, action: 'pin-removed' }),
    () => ({ ...entry, subject: { ...entry.subject, id: text(entry.subject.id) } }),
    () => ({ ...entry, subject: { ...entry.subject, fingerprint: text(entry.subject.fingerprint) } }),
    () => ({ ...entry, subject: { ...entry.subject, kind: 'peer' } }),
    () => ({ ...entry, detail: `${entry.detail} ` }),
    () => ({ ...entry, previous: flipped(entry.previous) }),
    () => ({ ...entry, hash: flipped(entry.hash) }),
  ];
  return changes[random.below(changes.length)]?.() ?? entry;
}
