import type { AlertDescription } from './alert.ts';

interface Violation {
  /** The rule that is broken. */
  readonly rule: RuleId;
  /** What a peer that breaks it is told; `null` for rules only our own caller can break. */
  readonly alert: AlertDescription | null;
  /** One sentence for people. */
  readonly text: string;
}

interface Rule {
  /** Document and section the rule comes from. */
  readonly source: string;
  /** What we do, in one sentence. */
  readonly text: string;
}

const profile = 'draft-kohbrok-mls-two-party-profile';
const channel = 'draft-kohbrok-mls-tls';

/** The requirements behind the transition tables. Ids of R-UPD's rows are U1 to U11; `:` names a case. */
export const rules = {
  'R-PROFILE': {
    source: 'docs/PROTOCOL.md',
    text: 'The initiator names a profile; the responder accepts only those it enabled; a session keeps it for life.',
  },
  'R-REC': { source: 'RFC 8446 §5.1, §5.2, §5.4', text: 'Records have the exact TLS 1.3 form, bounded length and a type that the phase allows.' },
  'R-MSG': { source: 'RFC 8446 §4; docs/PROTOCOL.md', text: 'Messages are TLS Handshake structures of known type that the profile and state allow.' },
  'R-FRAG': { source: 'RFC 8446 §5.1', text: 'Fragments of a message are contiguous, and a message before a key change ends its record.' },
  'R-MARK': {
    source: `${channel} Preventing cross-protocol attacks`,
    text: 'Leaf nodes and group context carry the MLS-TLS component, bound to version, profile, suite and client_hello.',
  },
  'R-HS': {
    source: `${profile} Establishing a connection`,
    text: 'A KeyPackage is answered by a Welcome into a fresh two-member group; the first protected record confirms it.',
  },
  'R-ROLE': {
    source: `${channel} Deriving keys for record layer protection`,
    text: 'The client traffic secret protects what the initiator of this connection sends.',
  },
  'R-SUITE': { source: 'docs/PROTOCOL.md', text: 'Record protection takes its AEAD and hash from the MLS cipher suite.' },
  'R-KEY': {
    source: `${channel} Deriving keys for record layer protection; RFC 8446 §7.3`,
    text: 'Each epoch gives each direction one key, installed at most once, counted from zero.',
  },
  'U1': { source: `${profile} Updating`, text: 'An update creates a commit with a path, persists it and sends it under the keys in use.' },
  'U2': { source: `${profile} Updating`, text: 'While an own update is outstanding, further requests wait and become one.' },
  'U3': {
    source: `${profile} Updating`,
    text: 'A received update is applied, persisted and answered with the new epoch, then the send key changes.',
  },
  'U4': { source: `${profile} Updating`, text: 'No update is acceptable while the closing epoch_key_update of the last one is due.' },
  'U5': { source: `${profile} Updating`, text: 'An initiator with an outstanding update ignores a received one.' },
  'U6': { source: `${profile} Updating`, text: 'A responder with an outstanding update drops its own and applies the received one.' },
  'U7': {
    source: `${profile} Updating`,
    text: 'The matching epoch_key_update confirms our update: merge, change the receive key, close the old send key.',
  },
  'U8': { source: `${profile} Updating`, text: 'The closing epoch_key_update ends the old receive key.' },
  'U9': { source: `${profile} Updating`, text: 'An epoch_key_update with another epoch, or one that nothing waits for, is fatal.' },
  'U10': {
    source: 'docs/PROTOCOL.md',
    text: 'A wanted update starts when the way is free; an initiator that ignored an update lets the peer go first.',
  },
  'U11': { source: channel, text: 'TLS KeyUpdate has no place in this profile.' },
  'R-UPD': { source: `${profile} Updating`, text: 'An epoch_key_update is the last record under its sender’s previous key.' },
  'R-RES': {
    source: `${profile} Resuming`,
    text: 'A resumption sends one commit and is answered by a fresh one; founding roles decide between crossing commits.',
  },
  'R-RES:a': { source: `${profile} Resuming`, text: 'The request’s commit is new at our epoch: apply it and answer with a fresh commit.' },
  'R-RES:b': { source: `${profile} Resuming`, text: 'The request’s commit was applied before: answer without applying it again.' },
  'R-RES:c': { source: `${profile} Resuming`, text: 'The peer already applied our pending commit: merge it, then apply the request.' },
  'R-RES:d': { source: `${profile} Resuming`, text: 'The request fits no state we hold: refuse and keep the session.' },
  'R-RES:e': { source: `${profile} Resuming`, text: 'The founding initiator answers a crossing request with its own request.' },
  'R-LIT': {
    source: 'draft-kohbrok-mls-two-party-profile Updating, read word for word',
    text: 'No closing message: data waits between an update and its answer, and its receiver changes both directions at once.',
  },
  'R-ED': {
    source: 'MLS-TLS editor’s copy, Handshake states',
    text: 'The initiator switches its send key right after its update, the responder after the confirmation; each switch is announced under the old key.',
  },
  'R-ED-RES': {
    source: 'MLS-TLS editor’s copy, Resumption; docs/PROTOCOL.md',
    text: 'The founding initiator resumes with its stored or a new commit; keys are bound to the resumption message.',
  },
  'R-EARLY': {
    source: `${channel} Resumption`,
    text: 'The early key protects the initiator’s direction between request and confirming epoch_key_update.',
  },
  'R-TIE': { source: `${profile} Resuming`, text: 'When both resume at once the founding initiator waits and the founding responder yields.' },
  'R-MLS': {
    source: 'RFC 9420 §6; docs/PROTOCOL.md',
    text: 'Commits between exactly two members, with a path, without proposals, as PrivateMessage.',
  },
  'R-AS': {
    source: `${profile} Establishing a connection; RFC 9750 §6.4`,
    text: 'The authentication service decides about every credential before it is used; no answer is a refusal.',
  },
  'R-KP': { source: 'RFC 9420 §10; docs/PROTOCOL.md', text: 'KeyPackages are fresh, single-use, short-lived and of an enabled suite.' },
  'R-LIMIT': { source: 'RFC 8446 §5.5', text: 'A key protects a bounded number of records.' },
  'R-ALERT': { source: 'RFC 8446 §6', text: 'Every error is fatal, told with one alert, and leaves the stored session as it was.' },
  'R-CLOSE': { source: 'RFC 8446 §6.1', text: 'close_notify ends one direction; a transport that ends without it is a truncation.' },
  'R-DEL': {
    source: `${channel} Deriving keys for record layer protection`,
    text: 'Secrets are overwritten as soon as what they give is derived or replaced.',
  },
  'R-PERSIST': { source: 'docs/PROTOCOL.md', text: 'State is durable before anything that depends on it leaves.' },
  'R-TIME': { source: 'docs/PROTOCOL.md', text: 'Every wait for the peer is bounded.' },
} as const satisfies Record<string, Rule>;

/** Stable name of one requirement; appears in tables, errors, traces and test titles. */
export type RuleId = keyof typeof rules;

/** Every way a peer or caller can break a rule. The codes are stable: scripts and the user interface know them. */
export const violations = {
  // record layer
  REC_TYPE: { rule: 'R-REC', alert: 'unexpected_message', text: 'The record type is not allowed here.' },
  REC_OUTER_TYPE: { rule: 'R-REC', alert: 'unexpected_message', text: 'After keys are installed every record must have outer type 23.' },
  REC_PLAINTEXT_AFTER_KEYS: { rule: 'R-REC', alert: 'unexpected_message', text: 'A plaintext record arrived after keys were installed.' },
  REC_CCS: { rule: 'R-REC', alert: 'unexpected_message', text: 'change_cipher_spec records do not exist in this protocol.' },
  REC_CIPHERTEXT_TOO_LONG: { rule: 'R-REC', alert: 'record_overflow', text: 'The record is longer than 2^14 + 256 bytes.' },
  REC_PLAINTEXT_TOO_LONG: { rule: 'R-REC', alert: 'record_overflow', text: 'The plaintext record is longer than 2^14 bytes.' },
  REC_INNER_TOO_LONG: { rule: 'R-REC', alert: 'record_overflow', text: 'Content, type and padding exceed 2^14 + 1 bytes.' },
  REC_NO_CONTENT_TYPE: { rule: 'R-REC', alert: 'unexpected_message', text: 'The inner plaintext has no content type.' },
  REC_INNER_TYPE: { rule: 'R-REC', alert: 'unexpected_message', text: 'The inner content type is not alert, handshake or application data.' },
  REC_EMPTY: { rule: 'R-REC', alert: 'unexpected_message', text: 'Handshake and alert records must not be empty.' },
  REC_TOO_MANY_EMPTY: { rule: 'R-REC', alert: 'unexpected_message', text: 'Too many empty records in a row.' },
  REC_MAC: { rule: 'R-REC', alert: 'bad_record_mac', text: 'The record could not be authenticated.' },
  REC_KEY_LIMIT: { rule: 'R-LIMIT', alert: null, text: 'The key has protected as many records as it may.' },
  // alerts
  ALERT_FLOOD: { rule: 'R-ALERT', alert: 'unexpected_message', text: 'Too many warning alerts in a row.' },
  // handshake framing
  HS_TOO_LONG: { rule: 'R-FRAG', alert: 'decode_error', text: 'The announced handshake message is too long.' },
  HS_EXCESS_AT_KEY_CHANGE: { rule: 'R-FRAG', alert: 'unexpected_message', text: 'Bytes follow a message after which a key can change.' },
  HS_EXCESS_BEFORE_KEY_CHANGE: {
    rule: 'R-FRAG',
    alert: 'unexpected_message',
    text: 'An epoch_key_update must be alone in the record that completes it.',
  },
  HS_INTERLEAVED: { rule: 'R-FRAG', alert: 'unexpected_message', text: 'Another record type arrived inside a fragmented handshake message.' },
  HS_UNKNOWN_TYPE: { rule: 'R-MSG', alert: 'unexpected_message', text: 'The handshake message type is unknown.' },
  HS_UNEXPECTED: { rule: 'R-MSG', alert: 'unexpected_message', text: 'This message is not allowed in this state.' },
  HS_KEYUPDATE_NOT_ALLOWED: { rule: 'U11', alert: 'unexpected_message', text: 'TLS KeyUpdate does not exist in this profile.' },
  HS_UNEXPECTED_RECORD: { rule: 'R-REC', alert: 'unexpected_message', text: 'Protected records cannot come before keys.' },
  HS_UNEXPECTED_DATA: { rule: 'R-RES', alert: 'unexpected_message', text: 'Application data is not allowed in this state.' },
  // prologue and message form, R-ALERT steps 1 to 6
  PROLOGUE_VERSION: { rule: 'R-MSG', alert: 'protocol_version', text: 'The protocol version is not supported.' },
  PROLOGUE_PROFILE_DISABLED: { rule: 'R-PROFILE', alert: 'protocol_version', text: 'The profile is not enabled here.' },
  PROLOGUE_FLAGS: { rule: 'R-MSG', alert: 'illegal_parameter', text: 'A reserved flag is set.' },
  PROLOGUE_PROFILE_MISMATCH: { rule: 'R-PROFILE', alert: 'illegal_parameter', text: 'The profile differs from the session’s or the request’s.' },
  HS_WRONG_WIREFORMAT: {
    rule: 'R-MLS',
    alert: 'illegal_parameter',
    text: 'The MLS message has another wire format than this handshake message needs.',
  },
  HS_WRONG_CONTENT: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The MLS message is not a commit.' },
  MLS_VERSION: { rule: 'R-MLS', alert: 'protocol_version', text: 'The MLS message is of another MLS version.' },
  HS_WRONG_RESUMPTION: { rule: 'R-PROFILE', alert: 'unexpected_message', text: 'This resumption message belongs to another profile.' },
  // key package
  KP_SUITE: { rule: 'R-SUITE', alert: 'handshake_failure', text: 'The cipher suite is not enabled here.' },
  KP_SUITE_NUMBER: { rule: 'R-SUITE', alert: 'handshake_failure', text: 'The cipher suite number is not one this protocol uses.' },
  KP_SUITE_POLICY: { rule: 'R-KP', alert: 'inappropriate_fallback', text: 'A strictly stronger cipher suite was possible.' },
  KP_VERSION: { rule: 'R-KP', alert: 'protocol_version', text: 'The key package is for another MLS version.' },
  KP_SIGNATURE: { rule: 'R-KP', alert: 'decrypt_error', text: 'The key package’s signature is invalid.' },
  KP_LEAF_SIGNATURE: { rule: 'R-KP', alert: 'decrypt_error', text: 'The leaf node’s signature is invalid.' },
  KP_INIT_KEY: { rule: 'R-KP', alert: 'illegal_parameter', text: 'The init key is unusable or equals the leaf’s encryption key.' },
  KP_LEAF_SOURCE: { rule: 'R-KP', alert: 'illegal_parameter', text: 'The leaf node is not a key package leaf.' },
  KP_EXPIRED: { rule: 'R-KP', alert: 'certificate_expired', text: 'The key package has expired.' },
  KP_NOT_YET_VALID: { rule: 'R-KP', alert: 'bad_certificate', text: 'The key package is not valid yet.' },
  KP_LIFETIME: { rule: 'R-KP', alert: 'bad_certificate', text: 'The key package’s lifetime is longer than 30 days.' },
  KP_LAST_RESORT: { rule: 'R-KP', alert: 'illegal_parameter', text: 'A last-resort key package cannot open a connection.' },
  KP_REPLAYED: { rule: 'R-KP', alert: 'illegal_parameter', text: 'This key package was used before.' },
  KP_CAPS: { rule: 'R-KP', alert: 'illegal_parameter', text: 'The leaf’s capabilities do not cover what it uses.' },
  KP_CRED_TYPE: { rule: 'R-KP', alert: 'unsupported_certificate', text: 'The credential type is not supported.' },
  KP_DUP_EXT: { rule: 'R-KP', alert: 'illegal_parameter', text: 'An extension appears twice.' },
  KP_IDENTITY_FORM: { rule: 'R-AS', alert: 'bad_certificate', text: 'The identity is not text of acceptable length.' },
  // marker component
  MARK_MISSING: { rule: 'R-MARK', alert: 'missing_extension', text: 'The MLS-TLS component is missing.' },
  MARK_CAPABILITY: { rule: 'R-MARK', alert: 'missing_extension', text: 'The leaf does not list the app_data_dictionary capability.' },
  MARK_UNLISTED: { rule: 'R-MARK', alert: 'missing_extension', text: 'The MLS-TLS component is not listed in app_components.' },
  MARK_DICTIONARY: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'The component dictionary is not sorted or has duplicates.' },
  MARK_ROLE: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'The founding role in the component is wrong.' },
  MARK_VERSION: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'The component names another version or profile.' },
  MARK_SUITE: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'The suite descriptor differs from ours for this number.' },
  MARK_HELLO_HASH: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'The group is bound to another client_hello.' },
  MARK_CHANGED: { rule: 'R-MARK', alert: 'illegal_parameter', text: 'An update changed the MLS-TLS component or its capability.' },
  // welcome
  WE_DECRYPT: { rule: 'R-HS', alert: 'decrypt_error', text: 'The Welcome could not be opened.' },
  WE_CONFIRMATION: { rule: 'R-HS', alert: 'decrypt_error', text: 'The Welcome’s confirmation tag or signature is wrong.' },
  WE_NOT_FOR_US: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The Welcome is not for our key package.' },
  WE_NO_TREE: { rule: 'R-HS', alert: 'missing_extension', text: 'The Welcome carries no ratchet tree.' },
  WE_TREE: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The ratchet tree is not valid.' },
  WE_NOT_TWO_PARTY: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The group does not have exactly two members in the expected places.' },
  WE_EPOCH: { rule: 'R-HS', alert: 'illegal_parameter', text: 'A new group must be in epoch 1.' },
  WE_SUITE: { rule: 'R-SUITE', alert: 'illegal_parameter', text: 'The Welcome is for another cipher suite.' },
  WE_GROUP_ID_FORM: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The group id must have 16 to 64 bytes.' },
  WE_GROUP_ID_TAKEN: { rule: 'R-HS', alert: 'illegal_parameter', text: 'A session with this group id exists.' },
  WE_EXTENSION: { rule: 'R-HS', alert: 'unsupported_extension', text: 'The group context carries an extension this profile does not use.' },
  WE_REQUIRED_CAPS: { rule: 'R-HS', alert: 'unsupported_extension', text: 'The group requires capabilities we do not have.' },
  WE_LEAF_EXPIRED: { rule: 'R-KP', alert: 'certificate_expired', text: 'The responder’s leaf has expired.' },
  WE_LEAF_NOT_YET_VALID: { rule: 'R-KP', alert: 'bad_certificate', text: 'The responder’s leaf is not valid yet.' },
  WE_EXTERNAL_PUB: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The Welcome invites external commits.' },
  WE_PSK: { rule: 'R-HS', alert: 'illegal_parameter', text: 'The Welcome names a pre-shared key.' },
  // identity
  AS_SELF: { rule: 'R-AS', alert: 'bad_certificate', text: 'The peer presents our own credential or key.' },
  AS_SAME_KEY: { rule: 'R-AS', alert: 'bad_certificate', text: 'Both leaves carry the same signature key.' },
  // commits
  CM_WRONG_GROUP: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit is for another group.' },
  CM_EPOCH: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit was not made in our epoch.' },
  CM_SENDER: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit’s sender is not the peer.' },
  CM_UNVERIFIABLE: { rule: 'R-MLS', alert: 'decrypt_error', text: 'The commit’s encryption, signature, tag or path does not verify.' },
  CM_PROPOSAL_FORBIDDEN: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'Updates carry no proposals.' },
  CM_NO_PATH: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit has no update path.' },
  CM_LEAF: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit’s new leaf breaks RFC 9420 §7.3.' },
  CM_KEY_REUSE: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit reuses a public key.' },
  CM_PATH: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit’s path does not fit the tree or its own secrets.' },
  CM_PADDING: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit’s padding is not zero.' },
  CM_AAD: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit carries authenticated data, which has no meaning here.' },
  CM_GENERATION: { rule: 'R-MLS', alert: 'illegal_parameter', text: 'The commit’s generation is too far ahead or was used before.' },
  // update state machine
  EKU_WRONG_EPOCH: { rule: 'U9', alert: 'unexpected_message', text: 'The epoch_key_update names another epoch.' },
  EKU_UNSOLICITED: { rule: 'U9', alert: 'unexpected_message', text: 'Nothing waits for an epoch_key_update.' },
  UPDATE_BEFORE_CLOSING: { rule: 'U4', alert: 'unexpected_message', text: 'An update came before the closing epoch_key_update of the last one.' },
  // profile editor-copy
  KEY_UPDATE_VALUE: { rule: 'R-ED', alert: 'illegal_parameter', text: 'A key_update asks for something that does not exist.' },
  UPDATE_WHILE_CONFIRMING: { rule: 'R-ED', alert: 'unexpected_message', text: 'An update came before the confirmation of the last one.' },
  // resumption
  RS_REFUSED: { rule: 'R-RES:d', alert: 'unknown_psk_identity', text: 'The session is unknown or cannot be resumed from this message.' },
  RS_RESPONSE: { rule: 'R-RES', alert: 'illegal_parameter', text: 'The response’s commit has the wrong epoch or sender.' },
  RS_RESPONSE_PARENT: { rule: 'R-RES', alert: 'decrypt_error', text: 'The response’s commit does not fit our request.' },
  RS_FLIGHT_HASH: { rule: 'R-RES', alert: 'illegal_parameter', text: 'The peer saw another request or response.' },
  RS_STATUS_VALUE: { rule: 'R-RES', alert: 'illegal_parameter', text: 'The early data status is neither 0 nor 1.' },
  RS_SKIPPED_TOO_MUCH: { rule: 'R-RES', alert: 'unexpected_message', text: 'Too many protected records before the response.' },
  RS_EARLY_DATA: { rule: 'R-EARLY', alert: 'unexpected_message', text: 'Early data without announcement or beyond the limit.' },
  // our own callers
  API_NO_EARLY_DATA: { rule: 'R-EARLY', alert: null, text: 'This profile has no early data.' },
  API_EARLY_DATA_TOO_LONG: { rule: 'R-EARLY', alert: null, text: 'Early data has at most 16384 bytes.' },
  API_HELD_BACK: { rule: 'R-LIT', alert: null, text: 'Data waits for the answer to an update, and no more fits.' },
  API_EPOCHS_EXHAUSTED: { rule: 'R-ED', alert: null, text: 'The epoch number has no room for another update; make a new connection.' },
  API_NOT_FOUNDING_INITIATOR: { rule: 'R-ED-RES', alert: null, text: 'In this profile only the founding initiator resumes.' },
  API_NO_KEY_UPDATE: { rule: 'U11', alert: null, text: 'This profile has no key_update; make an update instead.' },
  API_WRONG_SCHEME: { rule: 'R-AS', alert: null, text: 'The suite of this connection signs with keys of another scheme.' },
  API_PEER_IDENTITY: { rule: 'R-AS', alert: null, text: 'The peer goes by this credential or key; it would take ours for a reflection.' },
  API_CLOSED: { rule: 'R-CLOSE', alert: null, text: 'The connection is closed.' },
  API_NOT_OPEN: { rule: 'R-HS', alert: null, text: 'The connection is not open yet.' },
  API_SESSION_BUSY: { rule: 'R-RES', alert: null, text: 'The session cannot be resumed now.' },
  API_SESSION_SUSPECT: { rule: 'R-ALERT', alert: null, text: 'The session is suspect and needs a fresh handshake.' },
  API_NO_PUBLIC_RESUMPTION: { rule: 'R-MLS', alert: null, text: 'The outstanding update left as PublicMessage; the other side must resume.' },
} as const satisfies Record<string, Violation>;

export type ViolationCode = keyof typeof violations;
