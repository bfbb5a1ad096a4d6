import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { dataKeyFile } from '#main/store/data-key.ts';
import { KeySlots } from '#main/store/key-slots.ts';
import { deriveKey } from '#main/store/sealing.ts';

const holders = `SELECT slot FROM sessions UNION SELECT slot FROM key_packages UNION SELECT slot FROM identity_keys
  UNION SELECT slot FROM authorities UNION SELECT slot FROM audit_log`;

/**
 * What should not be there behind a crash and a start: slots that are still to be overwritten, and slots with a private key's key (in
 * both cells, as counter 1) that no row holds.
 */
export function straySlots(profile: string): readonly string[] {
  const database = new Sqlite(join(profile, 'keys.db'), { readonly: true });
  const held = new Set(database.prepare(holders).pluck().all());
  const doomed = database.prepare<[], number>('SELECT slot FROM doomed_slots').pluck().all();
  database.close();
  const slots = KeySlots.open(join(profile, 'key-slots.bin'), deriveKey(dataKeyFile(join(profile, 'data.key')).load(), 'key slots'));
  const countersOf = slots.scan();
  const all = Array.from({ length: slots.room }, (_, slot) => ({ slot, counters: countersOf(slot) }));
  slots.close();
  const stray = all.filter(({ slot, counters }) => !held.has(slot) && counters[0] === 1n && counters[1] === 1n);
  return [...doomed.map((slot) => `slot ${slot} is doomed still`), ...stray.map(({ slot }) => `slot ${slot} holds a key that is nobody's`)];
}
