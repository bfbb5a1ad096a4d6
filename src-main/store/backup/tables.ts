import { authorityKeyPlace, identityKeyPlace, type PrivateKeyPlace } from '../private-key-place.ts';
import type { backupWords } from '#shared/words/backups.ts';
import type { SaidOf } from '#shared/words/said.ts';

/** Columns of a row by name, for words and places. */
export type Fields = { readonly [column: string]: unknown };

/** How a table goes into a backup and comes back. */
export interface KeptTable {
  readonly name: string;
  /** Columns that name a row: one that is here already is kept as it is. */
  readonly key: readonly string[];
  /** A column that is not carried: the database numbers rows itself. */
  readonly numbered?: string;
  /** What each column of bytes is: as it stands, or a private key, sealed under a key in a slot of its own. */
  readonly bytes?: { readonly [column: string]: 'clear' | 'private key' };
  /** Which private key the column `private_key` is. The column `slot`, beside it, belongs to one profile and is not carried. */
  readonly privateKey?: (row: Fields) => PrivateKeyPlace;
  /** The table of terms that rows are found by, made from the column `terms`. */
  readonly terms?: string;
  /** SELECT that finds something when a row must not come back, whatever the backup says; bound by column names. */
  readonly unless?: string;
  /** Rows of a long table are read page by page in this order, while the profile goes on. */
  readonly long?: readonly string[];
  /** A row in words, for what conflicts. */
  readonly words?: (row: Fields) => SaidOf<typeof backupWords.rows>;
}

/** The log of this profile is never added to by a backup: its entries are here, or the log tells of a gap. */
const liveLog = 'SELECT 1 FROM audit_log WHERE log = @log';

/**
 * Tables of keys.db that a backup holds, parents before children. Every table is here, or {@link sessionTable}, or in {@link leftOut}; a
 * test fails for one that is in none, and for a column of bytes that nobody says anything about.
 */
export const keptTables: readonly KeptTable[] = [
  { name: 'identities', key: ['id'], words: ({ name }) => ['identity', String(name)] },
  {
    name: 'identity_keys',
    key: ['identity_id', 'scheme'],
    bytes: { public_key: 'clear', private_key: 'private key' },
    privateKey: ({ identity_id, scheme, public_key }) => identityKeyPlace(String(identity_id), String(scheme), bytesOf(public_key)),
    // a key that was replaced or destroyed since stays so
    unless: `SELECT 1 FROM identity_former_keys WHERE public_key = @public_key
      UNION ALL SELECT 1 FROM identities WHERE id = @identity_id AND destroyed_at IS NOT NULL`,
    words: ({ scheme }) => ['identity-key', String(scheme)],
  },
  {
    name: 'identity_former_keys',
    key: ['public_key'],
    bytes: { public_key: 'clear' },
    unless: 'SELECT 1 FROM identity_keys WHERE public_key = @public_key',
    words: ({ scheme }) => ['former-key', String(scheme)],
  },
  { name: 'identity_former_names', key: ['identity_id', 'name', 'ended_at'] },
  {
    name: 'identity_chains',
    key: ['public_key', 'position'],
    bytes: { public_key: 'clear', certificate: 'clear' },
    words: () => ['key-certificate'],
  },
  {
    name: 'authorities',
    key: ['id'],
    bytes: { public_key: 'clear', certificate: 'clear', private_key: 'private key' },
    privateKey: ({ id, public_key }) => authorityKeyPlace(String(id), bytesOf(public_key)),
    words: ({ subject }) => ['authority', String(subject)],
  },
  {
    name: 'issued_certificates',
    key: ['authority_id', 'serial'],
    bytes: { certificate: 'clear' },
    words: ({ serial }) => ['issued-certificate', String(serial)],
  },
  {
    name: 'pins',
    key: ['id'],
    numbered: 'number',
    bytes: { public_key: 'clear', previous_public_key: 'clear' },
    terms: 'pin_terms',
    words: ({ label }) => ['pin', String(label)],
  },
  { name: 'contact_notes', key: ['pin_id'], words: () => ['contact-note'] },
  { name: 'knocking', key: ['fingerprint'], bytes: { public_key: 'clear' }, words: ({ name }) => ['stranger', String(name)] },
  { name: 'trust_policies', key: ['id'], words: ({ name }) => ['policy', String(name)] },
  { name: 'trust_anchors', key: ['id'], bytes: { der: 'clear' }, words: ({ label }) => ['root', String(label)] },
  { name: 'revocation_lists', key: ['id'], bytes: { der: 'clear' }, words: ({ label }) => ['revocation-list', String(label)] },
  { name: 'trust_entries', key: ['id'], words: ({ list, value }) => ['list-entry', String(value), String(list)] },
  { name: 'trust_decisions', key: ['id'], numbered: 'sequence', long: ['sequence'] },
  { name: 'seen_certificates', key: ['fingerprint'] },
  { name: 'notice_marks', key: ['subject'] },
  { name: 'connections', key: ['id'], long: ['id'], words: ({ label }) => ['connection', String(label)] },
  { name: 'listeners', key: ['id'], words: ({ label }) => ['listener', String(label)] },
  { name: 'settings', key: ['name'], words: ({ name }) => ['setting', String(name)] },
  // so that a key package which was accepted before the backup stays refused
  { name: 'key_package_uses', key: ['reference'], numbered: 'sequence', bytes: { reference: 'clear' } },
  { name: 'audit', key: ['log', 'sequence'], bytes: { previous: 'clear', hash: 'clear' }, long: ['log', 'sequence'], unless: liveLog },
];

/** Sessions go their own way (SqliteSessions.adopt). Their states stay sealed under keys that no backup holds. */
export const sessionTable: KeptTable = { name: 'sessions', key: ['id'], bytes: { state: 'clear', own_key: 'clear' }, long: ['slot'] };

/** Tables that grow with use: a bundle of any size is read without holding them. */
export const longTables: ReadonlySet<string> = new Set([...keptTables, sessionTable].flatMap(({ name, long }) => (long === undefined ? [] : [name])));

/** Tables of keys.db that no backup holds, and why. */
export const leftOut: { readonly [table: string]: string } = {
  profile: 'names the key slots and checks the data key of one profile',
  audit_log: 'names the log of one profile and its key slot',
  key_packages: 'single use: those given out belong to the key slots of one profile, and the rest is its history',
  doomed_slots: 'key slots of one profile that are to be overwritten',
  session_terms: 'derived from sessions',
  pin_terms: 'derived from pins',
};

/** A public key; the schema lets nothing else stand there. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}
