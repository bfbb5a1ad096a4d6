/**
 * The words for everything that can go wrong: what happened, and what to do next. The only place that has them; a test
 * checks that every code of engine, store and transport is here. Longer than other files because it is one table.
 */
export interface ErrorWords {
  readonly title: string;
  readonly next: string;
}

const report = 'If it happens again, export the recording and report it to the maker of the peer’s software.';
const fresh = 'Connect anew: a fresh handshake makes a new session.';
const resume = 'The session is kept. Resume the connection, or connect anew.';
const clocks = 'Check the clock of both machines, then connect again.';
const policy = 'Compare the suites, profiles and the marker setting of both sides, then connect again.';
const bug = 'This is a fault in this program. Please report it with the recording.';
const disk = 'Check free space and permissions of the profile directory, then start the program again.';
const input = 'Correct the input and try again.';

const misbehaviour = (title: string): ErrorWords => ({ title, next: `Nothing was lost. ${report}` });
const handshake = (title: string): ErrorWords => ({ title, next: policy });
const broken = (title: string): ErrorWords => ({ title, next: `${fresh} ${report}` });
const ours = (title: string): ErrorWords => ({ title, next: bug });

/** Ways a peer or caller breaks a rule; the engine's own codes. */
const violations = {
  REC_TYPE: misbehaviour('The peer sent a kind of record that is not allowed now'),
  REC_OUTER_TYPE: misbehaviour('The peer sent an unprotected record on a protected connection'),
  REC_PLAINTEXT_AFTER_KEYS: misbehaviour('An unprotected record arrived on a protected connection'),
  REC_CCS: misbehaviour('The peer speaks another protocol, perhaps ordinary TLS'),
  REC_CIPHERTEXT_TOO_LONG: misbehaviour('The peer sent a record that is too long'),
  REC_PLAINTEXT_TOO_LONG: misbehaviour('The peer sent a record that is too long'),
  REC_INNER_TOO_LONG: misbehaviour('The peer sent a record with too much content'),
  REC_NO_CONTENT_TYPE: misbehaviour('The peer sent a record without content type'),
  REC_INNER_TYPE: misbehaviour('The peer sent a record of unknown content'),
  REC_EMPTY: misbehaviour('The peer sent an empty message'),
  REC_TOO_MANY_EMPTY: misbehaviour('The peer sent too many empty records'),
  REC_MAC: { title: 'A record was changed on the way, or protected with another key', next: resume },
  REC_KEY_LIMIT: { title: 'The key has protected as many records as is safe', next: resume },
  ALERT_FLOOD: misbehaviour('The peer sent too many alerts'),
  HS_TOO_LONG: misbehaviour('The peer announced a message that is too long'),
  HS_EXCESS_AT_KEY_CHANGE: misbehaviour('The peer sent bytes behind a message that changes keys'),
  HS_EXCESS_BEFORE_KEY_CHANGE: misbehaviour('The peer mixed a key change with other bytes'),
  HS_INTERLEAVED: misbehaviour('The peer mixed two kinds of message'),
  HS_UNKNOWN_TYPE: misbehaviour('The peer sent a message this program does not know'),
  HS_UNEXPECTED: misbehaviour('The peer sent a message at the wrong moment'),
  HS_KEYUPDATE_NOT_ALLOWED: misbehaviour('The peer sent a TLS KeyUpdate, which this profile does not have'),
  HS_UNEXPECTED_RECORD: misbehaviour('The peer sent protected data before keys were agreed'),
  HS_UNEXPECTED_DATA: misbehaviour('The peer sent data at the wrong moment'),
  PROLOGUE_VERSION: handshake('The peer speaks another version of the protocol'),
  PROLOGUE_PROFILE_DISABLED: {
    title: 'The peer asked for a profile that is not enabled here',
    next: 'Tell the peer which profiles this listener accepts, or listen with the one it speaks enabled.',
  },
  PROLOGUE_FLAGS: misbehaviour('The peer set a flag that does not exist'),
  PROLOGUE_PROFILE_MISMATCH: misbehaviour('The peer changed the profile'),
  HS_WRONG_WIREFORMAT: misbehaviour('The peer put another kind of MLS message where it does not belong'),
  HS_WRONG_CONTENT: misbehaviour('The peer sent an MLS message that is not a commit'),
  MLS_VERSION: handshake('The peer’s message is for another version of MLS'),
  HS_WRONG_RESUMPTION: misbehaviour('The peer used the resumption message of another profile'),
  KP_SUITE: handshake('The peer offers a cipher suite that is not enabled here'),
  KP_SUITE_NUMBER: handshake('The peer offers a cipher suite that this protocol does not use'),
  KP_SUITE_POLICY: handshake('The peer offers a weaker suite although both sides have a stronger one'),
  KP_VERSION: handshake('The peer’s key package is for another version of MLS'),
  KP_SIGNATURE: misbehaviour('The signature of the peer’s key package is invalid'),
  KP_LEAF_SIGNATURE: misbehaviour('The signature of the peer’s leaf is invalid'),
  KP_INIT_KEY: misbehaviour('The peer’s key package carries an unusable key'),
  KP_LEAF_SOURCE: misbehaviour('The peer’s key package is of the wrong kind'),
  KP_EXPIRED: { title: 'The peer’s key package has expired', next: clocks },
  KP_NOT_YET_VALID: { title: 'The peer’s key package is not valid yet', next: clocks },
  KP_LIFETIME: misbehaviour('The peer’s key package is valid for too long'),
  KP_LAST_RESORT: misbehaviour('The peer used a key package meant for emergencies'),
  KP_REPLAYED: {
    title: 'This key package was used before: a repetition, perhaps by somebody in between',
    next: 'Let the peer connect again; it takes a fresh key package.',
  },
  KP_CAPS: misbehaviour('The peer’s key package contradicts itself'),
  KP_CRED_TYPE: handshake('The peer’s credential is of a kind that is not supported'),
  KP_DUP_EXT: misbehaviour('The peer’s key package carries an extension twice'),
  KP_IDENTITY_FORM: misbehaviour('The peer’s name is not text of acceptable length'),
  MARK_MISSING: handshake('The peer’s software does not mark its keys for MLS-TLS'),
  MARK_CAPABILITY: handshake('The peer’s software does not announce MLS-TLS'),
  MARK_UNLISTED: misbehaviour('The peer’s MLS-TLS mark is not listed'),
  MARK_DICTIONARY: misbehaviour('The peer’s MLS-TLS mark is malformed'),
  MARK_ROLE: misbehaviour('The peer’s MLS-TLS mark names the wrong role'),
  MARK_VERSION: handshake('The peer’s MLS-TLS mark names another version or profile'),
  MARK_SUITE: handshake('Both sides use the same number for different cipher suites'),
  MARK_HELLO_HASH: { title: 'The answer belongs to another request: perhaps somebody changed it on the way', next: fresh },
  MARK_CHANGED: broken('The peer changed its MLS-TLS mark'),
  WE_DECRYPT: broken('The peer’s Welcome could not be opened'),
  WE_CONFIRMATION: broken('The peer’s Welcome does not verify'),
  WE_NOT_FOR_US: broken('The peer’s Welcome is for somebody else'),
  WE_NO_TREE: broken('The peer’s Welcome lacks the tree'),
  WE_TREE: broken('The tree in the peer’s Welcome is invalid'),
  WE_NOT_TWO_PARTY: broken('The peer’s group does not have exactly two members'),
  WE_EPOCH: broken('The peer’s group is not new'),
  WE_SUITE: broken('The peer answered with another cipher suite'),
  WE_GROUP_ID_FORM: broken('The peer’s group has an id of the wrong length'),
  WE_GROUP_ID_TAKEN: {
    title: 'The peer’s group has the id of a session that exists',
    next: 'If both ends run in this program, use two profile directories, or the demo pair. Otherwise connect anew.',
  },
  WE_EXTENSION: broken('The peer’s group uses an extension this profile does not have'),
  WE_REQUIRED_CAPS: handshake('The peer’s group requires something this program cannot do'),
  WE_LEAF_EXPIRED: { title: 'The peer’s leaf has expired', next: clocks },
  WE_LEAF_NOT_YET_VALID: { title: 'The peer’s leaf is not valid yet', next: clocks },
  WE_EXTERNAL_PUB: broken('The peer’s group is open to others'),
  WE_PSK: broken('The peer’s Welcome needs a pre-shared key'),
  AS_SELF: {
    title: 'The peer presents our own key: the connection leads back to ourselves, or the key was copied',
    next: 'Check the address. If another machine uses this identity’s key, make a new identity.',
  },
  AS_SAME_KEY: { title: 'Both sides sign with the same key', next: 'Make a new identity on one of the two sides, then connect again.' },
  CM_WRONG_GROUP: broken('The peer’s update is for another session'),
  CM_EPOCH: broken('The peer’s update was made in another epoch'),
  CM_SENDER: broken('The update does not come from the peer'),
  CM_UNVERIFIABLE: broken('The peer’s update does not verify'),
  CM_PROPOSAL_FORBIDDEN: broken('The peer’s update tries to change more than keys'),
  CM_NO_PATH: broken('The peer’s update renews no key'),
  CM_LEAF: broken('The peer’s new leaf is invalid'),
  CM_KEY_REUSE: broken('The peer’s update uses a key again'),
  CM_PATH: broken('The peer’s update path does not fit the group'),
  CM_PADDING: broken('The peer’s update has padding that is not zero'),
  CM_AAD: broken('The peer’s update carries authenticated data'),
  CM_GENERATION: broken('The peer’s update has an impossible generation'),
  EKU_WRONG_EPOCH: misbehaviour('The peer confirmed another epoch'),
  EKU_UNSOLICITED: misbehaviour('The peer confirmed an epoch nobody proposed'),
  UPDATE_BEFORE_CLOSING: misbehaviour('The peer updated before the last update was complete'),
  KEY_UPDATE_VALUE: misbehaviour('The peer asked for a key update that does not exist'),
  UPDATE_WHILE_CONFIRMING: misbehaviour('The peer updated before it confirmed the last update'),
  RS_REFUSED: {
    title: 'The peer’s request to resume fits no state of a session here',
    next: 'If a profile was restored from a copy, the older copy cannot resume any more: connect anew.',
  },
  RS_RESPONSE: misbehaviour('The peer’s answer to the resumption is not for this epoch'),
  RS_RESPONSE_PARENT: misbehaviour('The peer’s answer does not fit our request'),
  RS_FLIGHT_HASH: misbehaviour('The peer saw another request: perhaps somebody changed it on the way'),
  RS_STATUS_VALUE: misbehaviour('The peer’s resumption status is invalid'),
  RS_SKIPPED_TOO_MUCH: misbehaviour('The peer sent too much before its answer'),
  RS_EARLY_DATA: misbehaviour('The peer sent early data without leave'),
  API_NO_EARLY_DATA: { title: 'This profile has no early data', next: 'Send the data when the connection is open.' },
  API_EARLY_DATA_TOO_LONG: { title: 'Early data has at most 16384 bytes', next: 'Send the rest when the connection is open.' },
  API_HELD_BACK: { title: 'Too much data waits for the answer to an update', next: 'Wait until the peer has confirmed the update.' },
  API_EPOCHS_EXHAUSTED: { title: 'The session has used up its epoch numbers', next: fresh },
  API_NOT_FOUNDING_INITIATOR: {
    title: 'In the editor’s copy only the side that opened the session can resume it',
    next: 'Wait for the peer to resume, or make a new connection.',
  },
  API_NO_KEY_UPDATE: { title: 'This profile has no key_update', next: 'Update the keys instead.' },
  API_CLOSED: { title: 'The connection is closed', next: resume },
  API_NOT_OPEN: { title: 'The connection is not open', next: 'Wait until it is open, or resume it.' },
  API_SESSION_BUSY: { title: 'The session is being resumed', next: 'Wait until that is done.' },
  API_SESSION_SUSPECT: { title: 'The session is suspect after a bad message and cannot be used again', next: fresh },
  API_NO_PUBLIC_RESUMPTION: {
    title: 'Only the other side can resume: our last update left in public form',
    next: 'Wait for the peer to resume, or connect anew.',
  },
} as const satisfies Record<string, ErrorWords>;

/** Ends of a connection that are not a broken rule. */
const failures = {
  DECODE: misbehaviour('The peer sent bytes that are not a valid message'),
  DECRYPT: { title: 'A record was changed on the way, or protected with another key', next: resume },
  CREDENTIAL_bad_certificate: { title: 'The peer’s key was refused', next: 'Compare fingerprints with the peer; pin its key if they agree.' },
  CREDENTIAL_certificate_expired: { title: 'The peer’s credential has expired', next: 'The peer needs a new credential. Check both clocks.' },
  CREDENTIAL_certificate_revoked: { title: 'The peer’s credential was revoked', next: 'The peer needs a new credential.' },
  CREDENTIAL_unknown_ca: {
    title: 'The peer’s key is not known here',
    next: 'Compare fingerprints with the peer and pin its key, then connect again.',
  },
  CREDENTIAL_access_denied: { title: 'The peer is not allowed here', next: 'Accept it in the list of knocking peers, and let it connect again.' },
  KEY_CHANGED: {
    title: 'The peer’s key has changed: this may be an attack',
    next: 'Compare fingerprints with the peer over another way. If the new key is right, remove the old pin and connect again.',
  },
  NO_PIN: { title: 'No key is pinned that this peer could match', next: 'Add the peer’s contact card, or choose trust on first use.' },
  CREDENTIAL_UNCHECKED: { title: 'The peer’s key could not be checked, so it was refused', next: disk },
  TRUNCATED: { title: 'The connection broke off without a goodbye', next: resume },
  TIMEOUT_hello: { title: 'The peer did not answer the handshake', next: 'Check that an MLS-TLS listener runs at this address, then connect again.' },
  TIMEOUT_resume: { title: 'The peer did not answer the resumption', next: resume },
  'TIMEOUT_epoch-key-update': { title: 'The peer did not answer an update', next: resume },
  'TIMEOUT_closing-epoch-key-update': { title: 'The peer did not complete an update', next: resume },
  TIMEOUT_authentication: { title: 'The check of the peer’s key took too long', next: 'Try again.' },
  TIMEOUT_fragment: { title: 'The peer stopped in the middle of a message', next: resume },
  'TIMEOUT_record-stall': { title: 'The peer stopped in the middle of a record', next: resume },
  'TIMEOUT_update-yield': ours('A timer ran out that should not end a connection'),
  TIMEOUT_unconfirmed: { title: 'The peer never confirmed the session', next: 'Let the peer connect again.' },
  'TIMEOUT_age-limit': { title: 'The keys are older than allowed', next: resume },
  ENDED_closed: { title: 'The connection is closed', next: 'Resume it, or connect anew.' },
  ENDED_cut: { title: 'The connection was cut here', next: resume },
  ENDED_aborted: { title: 'The attempt was cancelled', next: 'Connect again when you like.' },
  ENDED_superseded: { title: 'Another connection of the same session took over', next: 'Nothing to do.' },
  'ENDED_tie-lost': { title: 'Both sides resumed at once; the other attempt goes on', next: 'Nothing to do.' },
  'ENDED_key-limit': { title: 'The key has protected as many records as is safe', next: resume },
  STORAGE: { title: 'The new state could not be stored, so nothing was sent', next: disk },
  INTERNAL: ours('An internal error ended the connection'),
} as const satisfies Record<string, ErrorWords>;

/** Alerts the peer sent, by registry name. */
const alerts = {
  ALERT_unexpected_message: { title: 'The peer did not expect our message', next: report },
  ALERT_bad_record_mac: { title: 'The peer could not decrypt what we sent', next: resume },
  ALERT_record_overflow: { title: 'The peer found our record too long', next: report },
  ALERT_handshake_failure: handshake('The peer has no cipher suite in common with us'),
  ALERT_bad_certificate: { title: 'The peer refused our key', next: 'Give the peer your contact card, so that it can pin your key.' },
  ALERT_unsupported_certificate: handshake('The peer does not support our kind of credential'),
  ALERT_certificate_revoked: { title: 'The peer holds our credential for revoked', next: 'Get a new credential.' },
  ALERT_certificate_expired: { title: 'The peer holds our credential or key package for expired', next: clocks },
  ALERT_certificate_unknown: {
    title: 'The peer could not check our credential',
    next: 'Give the peer your contact card, so that it can pin your key.',
  },
  ALERT_illegal_parameter: { title: 'The peer found a wrong value in our message', next: fresh },
  ALERT_unknown_ca: {
    title: 'The peer does not know our key',
    next: 'Give the peer your contact card, or let it accept your knock; then connect again.',
  },
  ALERT_access_denied: { title: 'The peer does not let us in', next: 'Ask the peer to accept your knock, then connect again.' },
  ALERT_decode_error: { title: 'The peer could not read our message', next: report },
  ALERT_decrypt_error: { title: 'The peer could not verify our message', next: fresh },
  ALERT_protocol_version: {
    title: 'The peer does not accept our protocol version or profile',
    next: 'Ask which profiles the peer accepts, choose one of them and connect again; profiles are never negotiated.',
  },
  ALERT_insufficient_security: handshake('The peer asks for stronger security'),
  ALERT_internal_error: { title: 'The peer had an internal error', next: resume },
  ALERT_inappropriate_fallback: handshake('The peer insists on a stronger cipher suite'),
  ALERT_user_canceled: { title: 'The peer cancelled', next: 'Try again later.' },
  ALERT_missing_extension: handshake('The peer misses the MLS-TLS mark in our key package'),
  ALERT_unsupported_extension: handshake('The peer does not support an extension of our group'),
  ALERT_unknown_psk_identity: { title: 'The peer cannot resume this session', next: `A copied or restored profile is a possible cause. ${fresh}` },
  ALERT_OTHER: { title: 'The peer ended the connection with an alert', next: resume },
} as const satisfies Record<string, ErrorWords>;

/** The network's own codes. */
const network = {
  ECONNREFUSED: { title: 'Nothing listens at this address', next: 'Check host and port, and that the peer is listening.' },
  ECONNRESET: { title: 'The peer’s system dropped the connection', next: resume },
  ECONNABORTED: { title: 'The attempt was cancelled', next: 'Connect again when you like.' },
  EPIPE: { title: 'The peer’s system dropped the connection', next: resume },
  ETIMEDOUT: { title: 'The address does not answer', next: 'Check the address, the network and firewalls on the way.' },
  EHOSTUNREACH: { title: 'There is no way to this host', next: 'Check the address and the network.' },
  ENETUNREACH: { title: 'There is no way to this network', next: 'Check the network connection of this machine.' },
  EHOSTDOWN: { title: 'The host is down', next: 'Check that the peer’s machine runs.' },
  ENETDOWN: { title: 'The network is down', next: 'Check the network connection of this machine.' },
  ENOTFOUND: { title: 'This name has no address', next: 'Check the spelling of the host name.' },
  EAI_AGAIN: { title: 'The name could not be looked up now', next: 'Check the network and the name server, then try again.' },
  EADDRINUSE: { title: 'Another program uses this port', next: 'Choose another port, or stop the program that uses it.' },
  EADDRNOTAVAIL: { title: 'This machine does not have that address', next: 'Listen on an address of this machine, or on localhost.' },
  EACCES: { title: 'The system does not permit this port or address', next: 'Choose a port above 1023.' },
  EAFNOSUPPORT: { title: 'This machine does not support that kind of address', next: 'Use an IPv4 address or a name.' },
  EMFILE: { title: 'Too many connections are open', next: 'Close some, or raise the limit of open files.' },
  OTHER: { title: 'The network reported an error', next: 'Check the network, then try again.' },
} as const satisfies Record<string, ErrorWords>;

/** The store's codes. */
const store = {
  STORE_LOCKED: {
    title: 'Another program uses this profile directory',
    next: 'Use the one that runs, or choose another directory with --profile-dir.',
  },
  STORE_NEWER_SCHEMA: { title: 'This profile was written by a newer version', next: 'Install the newer version.' },
  STORE_DAMAGED: {
    title: 'The profile’s database is damaged',
    next: 'Keep the directory as it is and restore a backup, or start with another --profile-dir.',
  },
  STORE_FULL: { title: 'The disk is full', next: 'Free some space; nothing was lost.' },
  STORE_READ_ONLY: { title: 'The profile directory cannot be written', next: disk },
  STORE_FAILED: { title: 'The disk failed while the profile was written', next: disk },
  STORE_NOT_PRIVATE: {
    title: 'Other users can read this profile, and it cannot be made private',
    next: 'Use a directory on a file system with permissions.',
  },
  RUNTIME_TOO_OLD: { title: 'This Node.js cannot load the database', next: 'Start the program with npm start, which brings the right one.' },
  DATA_KEY_MISSING: { title: 'The key of this profile is missing', next: 'Put the key file back from a backup.' },
  DATA_KEY_WRONG: {
    title: 'The key does not open this profile',
    next: 'Put the right key file back, or choose another directory with --profile-dir.',
  },
  ROLLBACK_DETECTED: { title: 'A stored session is older than it should be: the profile was copied or restored', next: fresh },
  GENERATION_CONFLICT: { title: 'Another program changed this session', next: fresh },
  NOT_FOUND: { title: 'This no longer exists', next: 'Refresh the view.' },
  KEY_PACKAGE_REPLAYED: { title: 'This key package was used before', next: 'Let the peer connect again; it takes a fresh key package.' },
  ALREADY_EXISTS: { title: 'This exists already', next: 'Choose another name, or use the one that exists.' },
} as const satisfies Record<string, ErrorWords>;

/** Refusals of the API itself. */
const api = {
  IPC_BAD_ARGS: { title: 'The request has wrong arguments', next: input },
  IPC_TOO_BIG: { title: 'The request is too big', next: input },
  IPC_NO_CHANNEL: { title: 'There is no such request', next: input },
  IPC_BAD_SENDER: { title: 'The request came from a place that may not ask', next: 'Reload the window.' },
  IPC_BUSY: { title: 'Too many requests at once', next: 'Try again in a moment.' },
  NO_IDENTITY: { title: 'There is no identity yet', next: 'Create one: it needs only a name.' },
  UNKNOWN_IDENTITY: { title: 'This identity does not exist', next: 'Choose another identity.' },
  IDENTITY_NAME: { title: 'This name cannot be used', next: 'Use 1 to 64 characters, without line breaks or control characters.' },
  UNKNOWN_CONNECTION: { title: 'This connection does not exist', next: 'Refresh the view.' },
  UNKNOWN_SESSION: { title: 'This session does not exist', next: fresh },
  UNKNOWN_LISTENER: { title: 'This listener does not exist', next: 'Refresh the view.' },
  UNKNOWN_KNOCK: { title: 'This peer is not knocking any more', next: 'Let it connect again.' },
  UNKNOWN_PIN: { title: 'This pin does not exist', next: 'Refresh the view.' },
  UNKNOWN_ROW: { title: 'This row is no longer in the recording', next: 'Refresh the view.' },
  BAD_CONTACT_CARD: { title: 'This is not a contact card', next: 'Paste the whole text that begins with epochscope:contact.' },
  UNKNOWN_SUITE: { title: 'This cipher suite is not available here', next: 'Choose one of the listed suites.' },
  NO_KEY_FOR_SUITE: { title: 'The identity has no key for this cipher suite', next: 'Choose another suite or identity.' },
  NOT_CONNECTED: { title: 'The connection is not open', next: 'Resume it, then try again.' },
  OWN_LISTENER: {
    title: 'This address is one of your own listeners, and both ends of a connection cannot share one profile',
    next: 'Give the other end a profile directory of its own (--profile-dir, or EPOCHSCOPE_PROFILE_DIR), or start the demo pair.',
  },
  STILL_CONNECTED: { title: 'The connection is still in use', next: 'Close or cut it first.' },
  NOTHING_TO_RESUME: { title: 'There is no session to resume', next: fresh },
  CANNOT_DIAL: { title: 'The peer’s address is not known, so only the peer can resume', next: 'Keep the listener open and let the peer resume.' },
  SELF_TEST_FAILED: {
    title: 'The cryptography of this machine gives wrong results',
    next: 'Do not use it. Start the program with npm start, which brings the right Node.js.',
  },
  RNG_FAILED: {
    title: 'This machine gives no random numbers, so no key was made',
    next: 'Restart the machine. If it is a copy of a running one, start it afresh.',
  },
  IN_USE: { title: 'This is in use', next: 'Close what uses it first.' },
  UNEXPECTED: ours('Something unexpected went wrong'),
} as const satisfies Record<string, ErrorWords>;

/** Between a face and the core. */
const faces = {
  NO_CORE: { title: 'No core of this profile runs', next: 'Start one with `epochscope daemon`, or start the desktop app.' },
  CORE_GONE: { title: 'The core does not answer', next: 'Start it again: `epochscope daemon`, or the desktop app.' },
  SESSION_REQUIRED: { title: 'This page needs a fresh link', next: 'Run `epochscope ui` and open the link it prints. Each link works once.' },
  UI_PORT_IN_USE: { title: 'The port for the user interface is in use', next: 'Choose another with --ui-port, or leave it out and take a free one.' },
  SOCKET_UNSAFE: {
    title: 'The folder of the local socket is not private',
    next: 'Make sure that it belongs to you and that nobody else may write to it.',
  },
} as const satisfies Record<string, ErrorWords>;

export const errorCatalogue = { ...violations, ...failures, ...alerts, ...network, ...store, ...api, ...faces } as const satisfies Record<
  string,
  ErrorWords
>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The words of a code; of `UNEXPECTED` for one that is not in the catalogue. */
export function wordsOf(code: string): ErrorWords {
  return Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : errorCatalogue.UNEXPECTED;
}
