import type Sqlite from 'better-sqlite3';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import { digitTerms, joinedTerms } from '../digit-terms.ts';

interface Pinned {
  readonly row: number;
  readonly scheme: number;
  readonly public_key: Buffer;
  readonly terms: string;
}

interface Resumable {
  readonly row: number;
  readonly peer_fingerprint: string;
  readonly terms: string;
}

/** keys.db: pins and sessions are found by the digits of the key as well. Never edited once released. */
export function keys0011(sqlite: Sqlite.Database): void {
  const pins = sqlite.prepare<[], Pinned>('SELECT number AS row, scheme, public_key, terms FROM pins').all();
  const sessions = sqlite.prepare<[], Resumable>('SELECT slot AS row, peer_fingerprint, terms FROM sessions').all();
  const addPinTerms = adder(sqlite, 'pins', 'number', 'pin_terms');
  for (const { row, scheme, public_key, terms } of pins) addPinTerms(row, terms, fullFingerprint({ scheme, publicKey: public_key }));
  const addSessionTerms = adder(sqlite, 'sessions', 'slot', 'session_terms');
  for (const { row, peer_fingerprint, terms } of sessions) addSessionTerms(row, terms, peer_fingerprint);
}

function adder(sqlite: Sqlite.Database, table: string, key: string, index: string): (row: number, terms: string, fingerprint: string) => void {
  const add = sqlite.prepare(`INSERT OR IGNORE INTO ${index} (term, ${key}) VALUES (?, ?)`);
  const set = sqlite.prepare(`UPDATE ${table} SET terms = ? WHERE ${key} = ?`);
  return (row, terms, fingerprint) => {
    const added = digitTerms(fingerprint);
    if (added === '') return;
    for (const term of added.split(' ')) add.run(term, row);
    set.run(joinedTerms(terms, added), row);
  };
}
