/** trace.db, first version. uint64 values are decimal TEXT; times are milliseconds since 1970. Never edited once released. */
export const trace0001 = `
CREATE TABLE connections (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE facts (
  connection INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  fact TEXT NOT NULL,
  PRIMARY KEY (connection, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_at ON facts (at);

CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  -- 32 bytes per record, see trace-segment.ts
  events BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX segments_first ON segments (connection, first_seq);
CREATE INDEX segments_at ON segments (last_at);

CREATE TABLE epochs (
  connection INTEGER NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER,
  attempt INTEGER NOT NULL,
  -- who made it and how: NULL until the epoch fact arrives
  made_by TEXT,
  how TEXT,
  started_at INTEGER NOT NULL,
  authenticator BLOB,
  bytes_sent INTEGER NOT NULL,
  bytes_received INTEGER NOT NULL,
  records_sent INTEGER NOT NULL,
  records_received INTEGER NOT NULL,
  PRIMARY KEY (connection, epoch)
) STRICT, WITHOUT ROWID;
`;
