/** keys.db: policies, X.509 roots, revocation lists, allow- and deny-lists, notes about contacts, decisions. Never edited once released. */
export const keys0004 = `
CREATE TABLE trust_policies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  steps TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE trust_anchors (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  der BLOB NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  not_after INTEGER NOT NULL
) STRICT;

CREATE TABLE revocation_lists (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  der BLOB NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  issuer TEXT NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER,
  revoked INTEGER NOT NULL
) STRICT;

CREATE TABLE trust_entries (
  id TEXT PRIMARY KEY,
  list TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
  kind TEXT NOT NULL CHECK (kind IN ('fingerprint', 'name', 'certificate-name')),
  value TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  UNIQUE (effect, list, kind, value)
) STRICT;

CREATE TABLE contact_notes (
  pin_id TEXT PRIMARY KEY,
  policy_id TEXT,
  verified_by TEXT,
  verified_at INTEGER
) STRICT;
CREATE INDEX contact_notes_policy ON contact_notes (policy_id) WHERE policy_id IS NOT NULL;

CREATE TABLE trust_decisions (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  connection_id TEXT,
  session_id TEXT,
  fingerprint TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  purpose TEXT NOT NULL,
  policy TEXT NOT NULL,
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  code TEXT,
  explanation TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX trust_decisions_connection ON trust_decisions (connection_id, sequence) WHERE connection_id IS NOT NULL;
CREATE INDEX trust_decisions_stranger ON trust_decisions (sequence) WHERE connection_id IS NULL;
CREATE INDEX trust_decisions_fingerprint ON trust_decisions (fingerprint, sequence);

CREATE TABLE seen_certificates (
  fingerprint TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  not_after INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX seen_certificates_end ON seen_certificates (not_after);

-- notices that a person dismissed for good
CREATE TABLE notice_marks (
  subject TEXT PRIMARY KEY,
  dismissed_at INTEGER NOT NULL
) STRICT;
`;
