/** keys.db: certificates for keys of ours, and laboratory authorities. Never edited once released. */
export const keys0005 = `
CREATE TABLE identity_chains (
  public_key BLOB NOT NULL,
  -- 0 = leaf
  position INTEGER NOT NULL CHECK (position >= 0),
  certificate BLOB NOT NULL,
  installed_at INTEGER NOT NULL,
  PRIMARY KEY (public_key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorities (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  scheme TEXT NOT NULL,
  public_key BLOB NOT NULL UNIQUE,
  private_key BLOB NOT NULL,
  certificate BLOB NOT NULL,
  list_number INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE issued_certificates (
  authority_id TEXT NOT NULL REFERENCES authorities (id),
  serial TEXT NOT NULL,
  certificate BLOB NOT NULL,
  issued_at INTEGER NOT NULL,
  revoked_at INTEGER,
  reason TEXT,
  PRIMARY KEY (authority_id, serial),
  CHECK ((revoked_at IS NULL) = (reason IS NULL))
) STRICT;
CREATE INDEX issued_certificates_time ON issued_certificates (authority_id, issued_at);
CREATE INDEX issued_certificates_revoked ON issued_certificates (authority_id) WHERE revoked_at IS NOT NULL;
`;
