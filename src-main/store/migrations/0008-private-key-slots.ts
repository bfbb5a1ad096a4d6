/**
 * keys.db: private keys of identities and authorities under keys of their own in the key-slot file, which are overwritten when a private
 * key ends. Never edited once released.
 */
export const keys0008 = `
-- NULL: still sealed under a key derived from the data key; moved into a slot when the profile is opened
ALTER TABLE identity_keys ADD COLUMN slot INTEGER;
CREATE UNIQUE INDEX identity_keys_slot ON identity_keys (slot);
ALTER TABLE authorities ADD COLUMN slot INTEGER;
CREATE UNIQUE INDEX authorities_slot ON authorities (slot);

-- slots of private keys that ended, or that are only about to be stored: what a crash leaves here is overwritten at the next start
CREATE TABLE doomed_slots (
  slot INTEGER PRIMARY KEY,
  -- whose key it is to hold; one that holds another's is left alone
  owner TEXT NOT NULL
) STRICT;
`;
