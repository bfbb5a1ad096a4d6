/** keys.db: KeyPackages: what became of ours and of those of peers, and the private parts of those given out. Never edited once released. */
export const keys0007 = `
CREATE TABLE key_packages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  -- KeyPackageRef, lower-case hexadecimal
  id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL CHECK (origin IN ('connection', 'given', 'peer')),
  state TEXT NOT NULL,
  identity_id TEXT,
  suite INTEGER NOT NULL,
  -- of whom, or to whom
  name TEXT NOT NULL,
  address TEXT,
  not_after INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- the start at which it was first seen to be over
  over_since INTEGER,
  replays INTEGER NOT NULL DEFAULT 0,
  -- where the key of the private parts lies while they are kept
  slot INTEGER UNIQUE,
  -- public bytes; empty where they were not kept
  message BLOB NOT NULL,
  private BLOB NOT NULL
) STRICT;
CREATE INDEX key_packages_origin ON key_packages (origin, number);
`;
