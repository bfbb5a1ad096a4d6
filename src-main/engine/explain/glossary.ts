import type { DecodeReason } from '../errors.ts';
import type { RuleId } from '../rules.ts';

/** What one part of a message is for. */
export interface GlossaryEntry {
  /** One line. */
  readonly note: string;
  readonly source: string;
  readonly rule: RuleId | null;
}

const entry = (note: string, source: string, rule: RuleId | null = null): GlossaryEntry => ({ note, source, rule });

const establishing = 'draft-kohbrok-mls-two-party-profile Establishing a connection';
const updating = 'draft-kohbrok-mls-two-party-profile Updating';
const resuming = 'draft-kohbrok-mls-two-party-profile Resuming';
const mlsTls = 'draft-kohbrok-mls-tls Preventing cross-protocol attacks';
const ours = 'docs/PROTOCOL.md';

/**
 * By `Structure.field`, `Type name`, type or name; the most exact one counts. Longer than other files because it is one table.
 */
const glossary: Readonly<Record<string, GlossaryEntry>> = {
  // records
  'TLSPlaintext': entry('A record in clear: messages before keys are agreed, and alerts.', 'RFC 8446 §5.1', 'R-REC'),
  'TLSCiphertext': entry('A protected record: what it carries shows only to those who hold the key.', 'RFC 8446 §5.2', 'R-REC'),
  'TLSPlaintext.type': entry('What the record carries.', 'RFC 8446 §5.1', 'R-REC'),
  'TLSCiphertext.type': entry('Every protected record looks like application data from outside.', 'RFC 8446 §5.2', 'R-REC'),
  'legacy_record_version': entry(
    'Always 0x0303, TLS 1.2, and ignored, but part of what the tag of a protected record covers.',
    'RFC 8446 §5.1',
    'R-REC',
  ),
  'TLSPlaintext.length': entry('Bytes that follow, at most 2^14.', 'RFC 8446 §5.1', 'R-REC'),
  'TLSCiphertext.length': entry('Bytes that follow: content, type byte, padding and tag, at most 2^14 + 256.', 'RFC 8446 §5.2', 'R-REC'),
  'encrypted_record': entry('Content, true type and padding, sealed by the key of the epoch; the tag is its end.', 'RFC 8446 §5.2', 'R-KEY'),
  'fragment_of_message': entry('Part of a handshake message that fills several records.', 'RFC 8446 §5.1', 'R-FRAG'),
  'Alert': entry('Why a side ends the connection, or that it has sent everything.', 'RFC 8446 §6', 'R-ALERT'),
  'Alert.level': entry('Says what the description says already; ignored.', 'RFC 8446 §6', 'R-ALERT'),
  'Alert.description': entry('The reason.', 'RFC 8446 §6.2', 'R-ALERT'),
  // handshake messages
  'Handshake client_hello': entry('Opens a connection: here is a KeyPackage, make a group with it.', establishing, 'R-HS'),
  'Handshake server_hello': entry('The answer: a Welcome into the group that was made.', establishing, 'R-HS'),
  'Handshake connection_update': entry('A commit that gives its sender new keys, and both a new epoch.', updating, 'U1'),
  'Handshake epoch_key_update': entry('The last message under the old key of its sender: from here on the epoch it names.', updating, 'R-UPD'),
  'Handshake resumption_request': entry('Takes a session up again after a cut, with a fresh commit.', resuming, 'R-RES'),
  'Handshake resumption_response': entry('Answers a resumption with a commit of the other side.', resuming, 'R-RES'),
  'Handshake resumption': entry('Takes a session up again in the profile of the editor’s copy.', 'MLS-TLS editor’s copy', 'R-RES'),
  'Handshake resumption_status': entry('Whether early data arrived, and what was seen of the flight.', ours, 'R-RES'),
  'Handshake key_update': entry('Turns one direction’s key without a new epoch; only the editor’s copy has it.', 'RFC 8446 §4.6.3', 'U11'),
  'msg_type': entry('Which message this is. The numbers are private to this protocol.', ours, 'R-MSG'),
  'Handshake.length': entry('Bytes of the message behind this header.', 'RFC 8446 §4', 'R-MSG'),
  'Handshake.epoch': entry('The epoch whose keys the sender uses from now on.', updating, 'U9'),
  'Prologue': entry('What every message in clear begins with.', ours, 'R-MSG'),
  'Prologue.version': entry('Version of the protocol.', ours, 'R-MSG'),
  'Prologue.profile': entry('Which reading of the drafts is spoken; a session keeps it for life.', ours, 'R-PROFILE'),
  'Prologue.flags': entry('Only a resumption_request may set one: early data may follow.', ours, 'R-EARLY'),
  'Prologue.random': entry('Fresh in each message, so that no two are alike.', ours, 'R-MSG'),
  'early_data': entry('1 when at least one early record was delivered.', ours, 'R-EARLY'),
  'flight_hash': entry('Hash over request and response as this side saw them.', ours, 'R-RES'),
  // MLS messages
  'MLSMessage': entry('The envelope of every MLS message.', 'RFC 9420 §6'),
  'MLSMessage.version': entry('Version of MLS.', 'RFC 9420 §6'),
  'wire_format': entry('What the envelope holds.', 'RFC 9420 §6'),
  'KeyPackage': entry('An offer to be added to a group, signed by its owner and used once.', 'RFC 9420 §10', 'R-KP'),
  'KeyPackage.cipher_suite': entry('The one suite of the group to be made; the responder cannot choose another.', 'RFC 9420 §10', 'R-SUITE'),
  'init_key': entry('The Welcome is sealed to this key; it is thrown away after joining.', 'RFC 9420 §10', 'R-KP'),
  'KeyPackage.signature': entry('By the leaf’s signature key over everything before it.', 'RFC 9420 §10'),
  'LeafNode': entry('One member: keys, credential, and what its software can do.', 'RFC 9420 §7.2'),
  'LeafNode.encryption_key': entry('Others seal path secrets to this key; every update replaces it.', 'RFC 9420 §7.2', 'R-MLS'),
  'LeafNode.signature_key': entry('Signs for this member; its fingerprint is what people compare.', 'RFC 9420 §7.2', 'R-AS'),
  'Credential': entry('Who the member says it is. Whether that is believed is for the authentication service.', 'RFC 9420 §5.3', 'R-AS'),
  'identity': entry('A name, visible on the wire. It proves nothing without the key.', 'RFC 9420 §5.3', 'R-AS'),
  'certificates': entry('An X.509 chain, the member’s own certificate first.', 'RFC 9420 §5.3', 'R-AS'),
  'Capabilities': entry('What the member’s software supports besides what everybody must.', 'RFC 9420 §7.2', 'R-KP'),
  'Capabilities.cipher_suites': entry('Suites its owner would really use.', 'RFC 9420 §7.2', 'R-KP'),
  'Capabilities.extensions': entry('Extensions it understands; 6 is what carries the mark of MLS-TLS.', 'RFC 9420 §7.2', 'R-MARK'),
  'leaf_node_source': entry('Where this leaf comes from.', 'RFC 9420 §7.2'),
  'Lifetime': entry('When the leaf may be used.', 'RFC 9420 §7.2', 'R-KP'),
  'LeafNode.parent_hash': entry('Ties the leaf to the tree above it.', 'RFC 9420 §7.9'),
  'LeafNode.signature': entry('By signature_key over everything before it, and over the place in the group.', 'RFC 9420 §7.2'),
  'Welcome': entry('Brings one new member into the group; all but the address is sealed.', 'RFC 9420 §12.4.3.1', 'R-HS'),
  'EncryptedGroupSecrets': entry('The joiner secret, sealed to the key package it names.', 'RFC 9420 §12.4.3.1', 'R-HS'),
  'new_member': entry('Hash of the key package this is for.', 'RFC 9420 §12.4.3.1'),
  'encrypted_group_info': entry('Group context and ratchet tree, sealed by a key from the joiner secret.', 'RFC 9420 §12.4.3.1'),
  'HPKECiphertext': entry('Sealed to one public key.', 'RFC 9420 §7.6'),
  'kem_output': entry('From this and the private key comes the key that opens the ciphertext.', 'RFC 9420 §7.6'),
  'HPKECiphertext.ciphertext': entry('Sealed bytes; the tag is their end.', 'RFC 9420 §7.6'),
  'PrivateMessage': entry('A message of the group that only its members can read.', 'RFC 9420 §6.3', 'R-MLS'),
  'PublicMessage': entry('A message of the group that anybody can read and only members can make.', 'RFC 9420 §6.2', 'R-MLS'),
  'group_id': entry('Random name of the group: the session.', 'RFC 9420 §8.1', 'R-HS'),
  'epoch': entry('In which epoch this was made; a commit makes the next one.', 'RFC 9420 §8.1', 'R-MLS'),
  'authenticated_data': entry('Covered by the tag and readable; empty here.', 'RFC 9420 §6.3', 'R-MLS'),
  'encrypted_sender_data': entry('Who sent it and which key it took, sealed.', 'RFC 9420 §6.3.2'),
  'PrivateMessage.ciphertext': entry('Content, signature, tag and padding, sealed by a key used once.', 'RFC 9420 §6.3.1', 'R-MLS'),
  'FramedContent': entry('What the signature is over.', 'RFC 9420 §6'),
  'Sender': entry('Which member, or whoever else, made this.', 'RFC 9420 §6'),
  'FramedContentAuthData': entry('Proof that the sender made it, and that it agrees about the group.', 'RFC 9420 §6.1'),
  'confirmation_tag': entry('Equal on both sides exactly when they agree about the new epoch.', 'RFC 9420 §8.1'),
  'membership_tag': entry('Shows that a member made it.', 'RFC 9420 §6.2'),
  'Commit': entry('Makes the next epoch.', 'RFC 9420 §12.4', 'R-MLS'),
  'Commit.proposals': entry('Changes to the group; a session of two has none.', 'RFC 9420 §12.4', 'R-MLS'),
  'Commit.path': entry('New keys from the sender’s leaf to the root: what heals a connection.', 'RFC 9420 §12.4', 'R-MLS'),
  'UpdatePathNode': entry('A new public key of a parent, and its secret sealed to those below it on the other side.', 'RFC 9420 §7.6'),
  'Proposal': entry('One change to the group.', 'RFC 9420 §12.1', 'R-MLS'),
  'ReInit': entry('Asks to go on in another group.', 'RFC 9420 §12.1.5', 'R-MLS'),
  'ExternalInit': entry('Part of a commit by somebody outside.', 'RFC 9420 §12.1.6', 'R-MLS'),
  'PreSharedKeyID': entry('Names a pre-shared key.', 'RFC 9420 §8.4'),
  'GroupInfo': entry('What a new member must know of the group.', 'RFC 9420 §12.4.3'),
  'GroupContext': entry('What all members agree about; every key depends on it.', 'RFC 9420 §8.1'),
  'tree_hash': entry('Hash of the ratchet tree.', 'RFC 9420 §7.8'),
  'confirmed_transcript_hash': entry('Hash over all commits so far.', 'RFC 9420 §8.2'),
  'signer': entry('Leaf of who signed.', 'RFC 9420 §12.4.3'),
  'ratchet_tree': entry('All nodes from left to right: leaf 0, root, leaf 1 in a session of two.', 'RFC 9420 §12.4.3.3', 'R-HS'),
  'ParentNode': entry('A node above two others; both know its private key.', 'RFC 9420 §7.1'),
  'unmerged_leaves': entry('Members that do not know this node’s private key yet.', 'RFC 9420 §7.1'),
  'GroupSecrets': entry('What a Welcome seals. Secret: whoever has it can read the epoch.', 'RFC 9420 §12.4.3.1'),
  'joiner_secret': entry('Secret. All keys of the epoch come from it and the group context.', 'RFC 9420 §12.4.3.1', 'R-DEL'),
  'PrivateMessageContent': entry('Plaintext of a PrivateMessage with a commit.', 'RFC 9420 §6.3.1'),
  'PrivateMessageContent.padding': entry('Zeros.', 'RFC 9420 §6.3.1', 'R-MLS'),
  'SenderData': entry('Plaintext of encrypted_sender_data.', 'RFC 9420 §6.3.2'),
  'generation': entry('Which key of the sender’s ratchet was taken.', 'RFC 9420 §9.1'),
  'reuse_guard': entry('Random bytes against a nonce that comes twice.', 'RFC 9420 §6.3.1'),
  // extensions
  'Extension': entry('Further information, by number.', 'RFC 9420 §13.4'),
  'RequiredCapabilities': entry('What every member of the group must support.', 'RFC 9420 §11.1', 'R-KP'),
  'external_senders': entry('Outsiders whose proposals the group accepts.', 'RFC 9420 §12.1.8.1'),
  'ExternalPub': entry('Lets outsiders join by themselves; a session of two refuses that.', 'RFC 9420 §12.4.3.2', 'R-HS'),
  'application_id': entry('A name the application gave the leaf.', 'RFC 9420 §5.3.3'),
  'ComponentData': entry('What one application put here.', 'MLS extensions draft, Application Data Dictionary', 'R-MARK'),
  'component_ids': entry('Components in use; MLS-TLS must be among them.', 'MLS extensions draft, app_components', 'R-MARK'),
  'MlsTlsLeaf': entry('The mark: this key is for MLS-TLS, in these versions and profiles.', mlsTls, 'R-MARK'),
  'MlsTlsGroup': entry('Binds the group to version, profile, suite and the client_hello that asked for it.', mlsTls, 'R-MARK'),
  'FoundingRole': entry('Who sent the first message when the session was founded.', ours, 'R-ROLE'),
  'suite_descriptor': entry('The suite in words: two sides that use one number for different suites find out.', ours, 'R-SUITE'),
  'client_hello_hash': entry('Hash of the client_hello as the responder saw it.', ours, 'R-MARK'),
  // what every vector has
  'present': entry('1 when the option follows.', 'RFC 9420 §2.1.1'),
};

const reasons: { readonly [R in DecodeReason]: string } = {
  'truncated': 'The bytes end before the structure does.',
  'not-minimal': 'The length is written in more bytes than it needs: there is only one right form.',
  'bad-prefix': 'No length begins with these two bits.',
  'trailing-bytes': 'Bytes are left behind the end of the structure.',
  'bad-value': 'The value has no meaning here, so that what follows cannot be read.',
  'too-large': 'The message is longer than any may be.',
};

export function glossaryEntry(parentType: string, type: string, name: string): GlossaryEntry | null {
  return glossary[`${parentType}.${name}`] ?? glossary[`${type} ${name}`] ?? glossary[type] ?? glossary[name] ?? null;
}

export function reasonInWords(reason: DecodeReason): GlossaryEntry {
  return entry(reasons[reason], 'RFC 8446 §3, RFC 9420 §2.1', 'R-ALERT');
}
