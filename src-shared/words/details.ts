import { type SuiteRefusal, suiteNumber, suiteRefusals } from '../suite-words.ts';
import { type Said, type SaidOf, say } from './said.ts';

/** Things that a store keeps. */
export type StoredThing = 'identity' | 'authority' | 'pin' | 'connection' | 'listener' | 'entry' | 'policy' | 'root' | 'revocation list';

/** Ways to the data key. */
type KeyWay = 'plain' | 'passphrase' | 'keychain' | 'recovery';

/** What the system did not do. */
export type SystemRefusal = 'in use' | 'damaged' | 'full' | 'replaced' | 'read only' | 'conflict' | 'failed';

/** What is wrong in a backup. */
export type BackupDamage =
  | 'it does not say what it is'
  | 'its tables do not fit together'
  | 'its schema is unknown'
  | 'a table is not understood'
  | 'a row does not fit its table'
  | 'it ends in the middle'
  | 'its records are out of order'
  | 'rows are missing'
  | 'a record is too long'
  | 'a record is not understood'
  | 'a row is not understood'
  | 'it became shorter while it was read'
  | 'its last part is empty'
  | 'something follows its end'
  | 'its key has a wrong length'
  | 'its key asks for absurd work';

/** What errors say besides their title: facts for engineers. */
export const detailSentences = {
  // the store
  'no-such': (thing: StoredThing) => `there is no such ${thing}`,
  'such-already': (thing: StoredThing) => `there is such a ${thing} already`,
  'pinned-already': () => 'this key is pinned already',
  'key-stored': () => 'this key is stored already',
  'key-was-used': () => 'this key was in use before and is not taken back',
  'scheme-taken': () => 'the identity has a key of this scheme',
  'no-key-to-replace': (scheme: string) => `the identity has no ${scheme} key that could be replaced`,
  'keys-destroyed': () => 'the keys of this identity were destroyed; it cannot come back',
  'not-issued-by': () => 'the authority did not issue this certificate',
  'many-offered': (count: number) => `${count} KeyPackages are on offer; withdraw some first`,
  'key-package-seen': () => 'this key package was accepted before',
  'session-damaged': (id: string) => `the stored state of session ${id} is damaged; only a fresh handshake can replace it`,
  'session-forgotten': (id: string) => `session ${id} was forgotten; it cannot be continued`,
  'session-suspect': (id: string) => `session ${id} is suspect and its secrets are gone; only a fresh handshake can replace it`,
  'session-restored': (id: string) => `session ${id} came back from a backup, which holds no session keys; connect anew to replace it`,
  'system': (what: string, refusal: SystemRefusal, code: string) => `${what}: ${refusals[refusal]}${code === '' ? '' : ` (${code})`}`,
  // damage
  'database-foreign': (name: string) => `${name} is not a database of this program; it was left as it is`,
  'database-damaged': (name: string) => `${name} is damaged; it was left as it is`,
  'database-tables': (name: string) => `${name} does not have the tables it should have; it was left as it is`,
  'database-newer': (name: string, found: number, known: number) =>
    `${name} was written by a newer version of the program (schema ${found}, this one knows ${known})`,
  'database-missing': () => 'keys.db is missing or empty although this profile was in use; restore it, or start with another profile directory',
  'slots-missing': () =>
    'key-slots.bin is missing, and with it what the private keys of this profile are sealed under; put the file back, or restore a backup',
  'slots-damaged': () => 'the key-slot file is damaged; it was left as it is',
  'slots-unknown': () => 'keys.db does not say any more which key slots are its own',
  'files-of-two-profiles': () => 'keys.db and key-slots.bin belong to different profiles; they were left as they are',
  'counter-damaged': () => 'keys.db: a session’s counter is not a number; the database is damaged',
  'fact-damaged': () => 'a recorded fact cannot be read',
  'authority-key-damaged': () => 'the key of a laboratory authority is damaged, or its key slot is not there any more',
  'identity-key-damaged': (scheme: string) => `the ${scheme} key of an identity is damaged, or its key slot is not there any more`,
  'table-key-damaged': (table: string) => `a key in ${table} is damaged; no backup was made`,
  'seal-damaged': () => 'the parameters of a passphrase seal are damaged',
  'profile-read-only': () => 'the profile is damaged and open for reading only:',
  'data-key-missing': () => 'the file data.key is missing; without it nothing in this profile can be opened',
  'data-key-damaged': () => 'the file data.key is damaged, or not one of this program; it was left as it is',
  'data-key-foreign': () => 'the data key does not belong to this profile',
  'database-moved': (name: string) => `${name} or its key slots were removed or replaced while they were in use`,
  // the profile and its protection
  'profile-of-others': () => 'the profile directory belongs to another user',
  'profile-in-use': (who: string | null, program: string | null) =>
    `this profile directory is in use by ${who === null ? 'another process' : `process ${who} (${program})`}; use that one, end it, or choose another with --profile-dir`,
  'profile-new': () => 'the profile is new: choose how its keys are to be protected',
  'key-protected': () => 'the key of this profile is protected',
  'no-such-protection': (kind: KeyWay) => `this profile has no protection of the kind ${kind}`,
  'does-not-open': (kind: KeyWay) => `the ${kind} does not open the key`,
  'does-not-open-now': (kind: KeyWay) => `the ${kind} does not open it now`,
  'last-protection': () => 'without it nobody could open this profile again',
  'no-keychain': () => 'there is no keychain',
  'no-keychain-here': () => 'there is no keychain here',
  'keychain-worthless': (backend: string) => `the keychain is ${backend}: no protection`,
  'keychain-now': (backend: string) => `the keychain is ${backend} now`,
  'keychain-swapped': () => 'the keychain gave another secret than it was given',
  'keychain-refused': (backend: string) => `the keychain (${backend}) refused`,
  'keychain-else': (backend: string) => `the keychain (${backend}) gave something else`,
  'kit-groups': (groups: string, one: boolean) => `look again at ${one ? 'group' : 'groups'} ${groups}`,
  'kit-letters': (letters: number) => `a kit has 70 letters, these are ${letters}`,
  'kit-mixed': () => 'more than one letter is wrong, or groups of two kits were mixed',
  'runtime-old': (version: string) => `the database needs Node-API 10 (Node 22.14 or newer); this runtime has ${version}`,
  // backups
  'backup-begin': () => 'the file does not begin as a backup does',
  'backup-old-format': (form: number) => `the backup has format ${form}, which this version cannot read`,
  'backup-new-format': (form: number, known: number) => `the backup has format ${form}; this version knows ${known}`,
  'backup-schema': (schema: number, known: number) => `the backup holds schema ${schema}; this version knows ${known}`,
  'backup-passphrase': () => 'the passphrase does not open the backup, or the beginning of the file is damaged',
  'backup-damaged': (how: BackupDamage) => `the backup is damaged: ${how}`,
  'backup-part': (number: number) => `the backup is damaged: part ${number} was changed, moved or cut off`,
  'backup-cut': () => 'the end of the backup is missing',
  // transports
  'attempt-cancelled': () => 'the attempt was cancelled',
  'no-answer': (seconds: number) => `no answer within ${seconds} s`,
  'no-address': () => 'the name has no address',
  // requests
  'cipher-suite': (id: number) => `cipher suite ${suiteNumber(id)}`,
  'suite-refused': (id: number, why: SuiteRefusal) => `${suiteNumber(id)}: ${suiteRefusals[why]}`,
  'peer-unchecked': (how: 'exception' | 'timeout') => (how === 'timeout' ? 'the check took too long' : 'the check itself failed'),
  'run-too-long': (limit: number) => `longer than ${limit} characters`,
  'run-version': (version: number) => `version ${version}`,
  'not-json': () => 'the file is not JSON',
  'at-byte': (structure: string, reason: string, offset: number) => `${structure}: ${reason} at byte ${offset}`,
  'timer': (name: string) => `timer ${name}`,
  'not-authenticated': () => 'The alert was not authenticated: anybody on the way could have sent it.',
  'no-request-in-file': () => 'the file holds no certificate request',
  'no-name-in-file': () => 'the file has no certificate with a name',
  'name-taken': () => 'an identity of this name',
  'named-elsewhere': () => 'A listener or a contact names this policy.',
  'piped': () => 'the data of this connection belongs to a pipe',
  'many-fields': (limit: number) => `more than ${limit} fields`,
  // contact cards
  'card-begin': () => 'a contact card starts with epochscope:contact?',
  'card-fields': () => 'a contact card has the fields v, name and key',
  'card-version': () => 'this contact card is of a version this program does not know',
  'card-name-form': () => 'the name of the contact card is not UTF-8',
  'card-name-length': (limit: number) => `the name of the contact card is empty or longer than ${limit} bytes`,
  'card-name-invisible': () => 'the name of the contact card holds invisible characters',
  'card-key-form': () => 'the key of the contact card is not base64url',
  'card-key-kind': () => 'the key of the contact card is of a kind this program does not know',
  'card-key-length': (scheme: string) => `the key of the contact card is not an ${scheme} key`,
  // names in certificates
  'name-subject': () => 'Write the subject like CN=Bob, O=Example.',
  'name-email': (text: string) => `“${text}” is not an e-mail address.`,
  'name-alternative': () => 'An alternative name looks like dns:example.org or email:bob@example.org.',
  'name-characters': (text: string) => `“${text}” has characters that names of this kind cannot have.`,
  'name-attribute': (text: string) => `“${text}” is not an attribute this program knows; write CN=Bob, O=Example.`,
  'name-value': (attribute: string) => `The value of ${attribute} is empty or too long.`,
  'name-invisible': () => 'A name cannot hold invisible characters.',
  'name-country': () => 'A country is two letters.',
  'name-address': (text: string) => `“${text}” is not an IP address.`,
} as const;

export type DetailSaid = SaidOf<typeof detailSentences>;

/** A detail in English, and by code for faces of other languages; without codes it is a name, a number or words of a library. */
export interface Explained {
  readonly text: string;
  readonly said: readonly Said[];
}

export type Detail = string | DetailSaid | Explained;

export function explained(detail: Detail): Explained {
  if (typeof detail === 'string') return { text: detail, said: [] };
  return 'said' in detail ? detail : { text: say(detailSentences, detail), said: [detail] };
}

const refusals: { readonly [R in SystemRefusal]: string } = {
  'in use': 'the database is in use',
  'damaged': 'the database is damaged',
  'full': 'no space is left',
  'replaced': 'the file was removed or replaced while it was in use',
  'read only': 'writing is not permitted',
  'conflict': 'the entry conflicts with one that exists',
  'failed': 'input or output failed',
};
