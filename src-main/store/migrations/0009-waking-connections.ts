/** keys.db: which connections resume by themselves is a column, so that a start finds them all. Never edited once released. */
export const keys0009 = `
ALTER TABLE connections ADD COLUMN wakes INTEGER NOT NULL DEFAULT 0 CHECK (wakes IN (0, 1));
UPDATE connections SET wakes = 1 WHERE options ->> '$.autoResume' = 1 AND options ->> '$.closed' = 0 AND options ->> '$.hidden' = 0
  AND options ->> '$.settings.piped' = 0 AND options ->> '$.settings.dial.port' IS NOT NULL;
CREATE INDEX connections_waking ON connections (last_used_at, id) WHERE wakes = 1 AND session_id IS NOT NULL;
`;
