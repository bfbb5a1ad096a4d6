/** keys.db: the audit log. Entries are added and never changed; docs/AUDIT-LOG.md. Never edited once released. */
export const keys0002 = `
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- 32 hexadecimal digits
  log TEXT NOT NULL,
  -- the key slot that holds its sealed head
  slot INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  log TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  client TEXT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT,
  fingerprint TEXT,
  detail TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (log, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_action ON audit (log, action, sequence);
CREATE INDEX audit_subject ON audit (log, subject_id, sequence) WHERE subject_id IS NOT NULL;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never removed'); END;
`;
