/**
 * keys.db: the life of an identity. Keys and names it had before, when each began and ended, and under which key and name each
 * session goes. Times are milliseconds since 1970. Never edited once released.
 */
export const keys0006 = `
ALTER TABLE identities ADD COLUMN destroyed_at INTEGER;
ALTER TABLE identity_keys ADD COLUMN created_at INTEGER;
UPDATE identity_keys SET created_at = (SELECT created_at FROM identities WHERE id = identity_id);

-- public halves only: the private ones were overwritten when the row was written
CREATE TABLE identity_former_keys (
  public_key BLOB PRIMARY KEY,
  identity_id TEXT NOT NULL REFERENCES identities (id),
  scheme TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('rotated', 'destroyed'))
) STRICT;
CREATE INDEX identity_former_keys_of ON identity_former_keys (identity_id);

CREATE TABLE identity_former_names (
  identity_id TEXT NOT NULL REFERENCES identities (id),
  name TEXT NOT NULL,
  ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_former_names_of ON identity_former_names (identity_id);

-- the public key and the name of ours in the session's group; NULL until the first step under this schema
ALTER TABLE sessions ADD COLUMN own_key BLOB;
ALTER TABLE sessions ADD COLUMN own_name TEXT;
CREATE INDEX sessions_own ON sessions (identity_id, own_key, own_name);
`;
