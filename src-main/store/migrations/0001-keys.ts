/** keys.db, first version. uint64 values are decimal TEXT; times are milliseconds since 1970. Never edited once released. */
export const keys0001 = `
CREATE TABLE profile (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  created_at INTEGER NOT NULL,
  -- names the key-slot file that belongs to this database
  slot_file BLOB NOT NULL,
  -- a known value, sealed: tells a wrong data key from damage
  key_check BLOB NOT NULL
) STRICT;

CREATE TABLE identities (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;

CREATE TABLE identity_keys (
  identity_id TEXT NOT NULL REFERENCES identities (id),
  scheme TEXT NOT NULL,
  public_key BLOB NOT NULL UNIQUE,
  private_key BLOB NOT NULL,
  PRIMARY KEY (identity_id, scheme)
) STRICT;

CREATE TABLE pins (
  id TEXT PRIMARY KEY,
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
  fixed INTEGER NOT NULL CHECK (fixed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX pins_key ON pins (public_key, scheme, ifnull(address, ''));
CREATE INDEX pins_previous ON pins (previous_public_key) WHERE previous_public_key IS NOT NULL;
CREATE INDEX pins_address ON pins (address) WHERE address IS NOT NULL;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  connection_id TEXT,
  identity_id TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
  address TEXT,
  peer_name TEXT NOT NULL,
  peer_fingerprint TEXT NOT NULL,
  insecure INTEGER NOT NULL CHECK (insecure IN (0, 1)),
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
  slot INTEGER NOT NULL UNIQUE,
  -- set while the key slots of a forgotten session are being destroyed
  forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1)),
  state BLOB NOT NULL
) STRICT;
CREATE INDEX sessions_used ON sessions (last_used_at);

CREATE TABLE key_package_uses (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  reference BLOB NOT NULL UNIQUE,
  not_after TEXT NOT NULL
) STRICT;

CREATE TABLE knocking (
  fingerprint TEXT PRIMARY KEY,
  scheme INTEGER NOT NULL,
  public_key BLOB NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  listener_id TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;

CREATE TABLE connections (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
  address TEXT NOT NULL,
  listener_id TEXT,
  identity_id TEXT NOT NULL,
  session_id TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  options TEXT NOT NULL
) STRICT;

CREATE TABLE listeners (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  identity_id TEXT NOT NULL,
  auto_open INTEGER NOT NULL CHECK (auto_open IN (0, 1)),
  created_at INTEGER NOT NULL,
  options TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`;
