import type Sqlite from 'better-sqlite3';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import { searchTerms } from '../search-words.ts';

/*
 * keys.db: lists of any length. Sessions and pins get the terms they are found by and an index for each order they
 * are shown in; a session's slot becomes its key. Never edited once released.
 */
const tables = `
CREATE TABLE sessions_new (
  slot INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  connection_id TEXT,
  identity_id TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
  address TEXT,
  peer_name TEXT NOT NULL,
  peer_fingerprint TEXT NOT NULL,
  insecure INTEGER NOT NULL CHECK (insecure IN (0, 1)),
  -- what was last found out about the peer's credential
  credential TEXT NOT NULL,
  last_used_at INTEGER NOT NULL,
  profile TEXT NOT NULL,
  suite INTEGER NOT NULL,
  epoch TEXT NOT NULL,
  standing TEXT NOT NULL,
  founding_role TEXT NOT NULL,
  marked INTEGER NOT NULL CHECK (marked IN (0, 1)),
  pending TEXT,
  generation TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- set while the key slots of a forgotten session are being destroyed
  forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1)),
  -- what session_terms holds, joined by spaces
  terms TEXT NOT NULL,
  state BLOB NOT NULL
) STRICT;
INSERT INTO sessions_new SELECT slot, id, connection_id, identity_id, direction, address, peer_name, peer_fingerprint, insecure,
  CASE insecure WHEN 1 THEN 'unchecked' ELSE 'unknown' END, last_used_at, profile, suite, epoch, standing, founding_role, marked, pending,
  generation, created_at, forgotten, '', state FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;

CREATE TABLE session_terms (
  term TEXT NOT NULL,
  slot INTEGER NOT NULL,
  PRIMARY KEY (term, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE pins_new (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('explicit', 'first-use')),
  address TEXT,
  scheme INTEGER NOT NULL,
  public_key BLOB NOT NULL,
  name TEXT,
  previous_scheme INTEGER,
  previous_public_key BLOB,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER,
  fixed INTEGER NOT NULL CHECK (fixed IN (0, 1)),
  -- what pin_terms holds, joined by spaces
  terms TEXT NOT NULL
) STRICT;
INSERT INTO pins_new SELECT rowid, id, label, kind, address, scheme, public_key, name, previous_scheme, previous_public_key, created_at,
  last_seen_at, fixed, '' FROM pins;
DROP TABLE pins;
ALTER TABLE pins_new RENAME TO pins;

CREATE TABLE pin_terms (
  term TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (term, number)
) STRICT, WITHOUT ROWID;
`;

const indexes = `
-- everything that is compared with the key slots when a profile is opened
CREATE INDEX sessions_slots ON sessions (slot, generation, forgotten, standing, id);
CREATE INDEX sessions_used ON sessions (last_used_at, id) WHERE forgotten = 0;
CREATE INDEX sessions_created ON sessions (created_at, id) WHERE forgotten = 0;
CREATE INDEX sessions_epoch ON sessions (substr('00000000000000000000' || epoch, -20), id) WHERE forgotten = 0;
CREATE INDEX sessions_peer ON sessions (lower(peer_name), id) WHERE forgotten = 0;
CREATE INDEX sessions_connection ON sessions (connection_id) WHERE forgotten = 0;
CREATE INDEX sessions_fingerprint ON sessions (peer_fingerprint) WHERE forgotten = 0;
CREATE INDEX sessions_standing ON sessions (standing) WHERE forgotten = 0 AND standing <> 'confirmed';
CREATE INDEX sessions_pending ON sessions (pending) WHERE forgotten = 0 AND pending IS NOT NULL;
CREATE INDEX sessions_profile ON sessions (profile) WHERE forgotten = 0;
CREATE INDEX sessions_suite ON sessions (suite) WHERE forgotten = 0;
CREATE INDEX sessions_credential ON sessions (credential) WHERE forgotten = 0;
CREATE INDEX sessions_size ON sessions (length(state)) WHERE forgotten = 0;

CREATE UNIQUE INDEX pins_key ON pins (public_key, scheme, ifnull(address, ''));
CREATE INDEX pins_previous ON pins (previous_public_key) WHERE previous_public_key IS NOT NULL;
CREATE INDEX pins_address ON pins (address) WHERE address IS NOT NULL;
CREATE INDEX pins_created ON pins (created_at, id);
CREATE INDEX pins_name ON pins (lower(ifnull(name, label)), id);
CREATE INDEX pins_seen ON pins (ifnull(last_seen_at, 0), id);
CREATE INDEX pins_kind ON pins (kind);
CREATE INDEX pins_fixed ON pins (fixed) WHERE fixed = 1;

CREATE INDEX connections_used ON connections (last_used_at, id);
CREATE INDEX connections_session ON connections (session_id);
`;

interface OldSession {
  readonly slot: number;
  readonly id: string;
  readonly connection_id: string | null;
  readonly peer_name: string;
  readonly peer_fingerprint: string;
  readonly address: string | null;
}

interface OldPin {
  readonly number: number;
  readonly label: string;
  readonly name: string | null;
  readonly address: string | null;
  readonly scheme: number;
  readonly public_key: Buffer;
}

export function keys0003(sqlite: Sqlite.Database): void {
  sqlite.exec(tables);
  const sessions = sqlite.prepare<[], OldSession>('SELECT slot, id, connection_id, peer_name, peer_fingerprint, address FROM sessions').all();
  const setSession = sqlite.prepare('UPDATE sessions SET terms = ? WHERE slot = ?');
  const addSession = sqlite.prepare('INSERT INTO session_terms (term, slot) VALUES (?, ?)');
  for (const { slot, id, connection_id, peer_name, peer_fingerprint, address } of sessions) {
    const terms = searchTerms([peer_name, peer_fingerprint, address, id, connection_id]);
    setSession.run(terms, slot);
    for (const term of terms.split(' ')) addSession.run(term, slot);
  }
  const pins = sqlite.prepare<[], OldPin>('SELECT number, label, name, address, scheme, public_key FROM pins').all();
  const setPin = sqlite.prepare('UPDATE pins SET terms = ? WHERE number = ?');
  const addPin = sqlite.prepare('INSERT INTO pin_terms (term, number) VALUES (?, ?)');
  for (const { number, label, name, address, scheme, public_key } of pins) {
    const terms = searchTerms([label, name, fullFingerprint({ scheme, publicKey: public_key }), address]);
    setPin.run(terms, number);
    for (const term of terms.split(' ')) addPin.run(term, number);
  }
  sqlite.exec(indexes);
}
