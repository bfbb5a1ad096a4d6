import { language } from '../../format/language.ts';
import { germanGlossary } from './glossary.de.ts';

/** One term: what it is, in a sentence or two, and where that is said. */
export interface GlossaryTerm {
  readonly term: string;
  readonly text: string;
  readonly source: string;
}

const profile = 'draft-kohbrok-mls-two-party-profile';
const channel = 'draft-kohbrok-mls-tls';
const ours = 'docs/PROTOCOL.md';

const term = (name: string, text: string, source: string): GlossaryTerm => ({ term: name, text, source });

/** Terms of the specifications, as they use them. The id is what views name. */
const english = {
  'alert': term('alert', 'A record that says why its sender ends the connection, or that it has sent everything.', 'RFC 8446 §6'),
  'application-data': term(
    'application_data',
    'The content of a record that the two programs gave. Every protected record looks like this from outside.',
    'RFC 8446 §5.1',
  ),
  'authentication-service': term(
    'authentication service',
    'Whoever decides that a credential and a signature key belong together: here your pins, certificates and policies.',
    'RFC 9420 §5.3.1',
  ),
  'cipher-suite': term('cipher suite', 'The algorithms of a group: key encapsulation, AEAD, hash and signature.', 'RFC 9420 §5.1'),
  'client-hello': term(
    'client_hello',
    'Opens a connection: a fresh KeyPackage that the other side makes a group with.',
    `${profile} Establishing a connection`,
  ),
  'close-notify': term('close_notify', 'Says that its sender will send nothing more. A stream that ends without it was cut short.', 'RFC 8446 §6.1'),
  'commit': term('Commit', 'The message that begins a new epoch. In a group of two it always brings fresh secrets of its sender.', 'RFC 9420 §12.4'),
  'connection-update': term(
    'connection_update',
    'Carries a Commit on an open connection: its sender renews its keys, and both sides begin a new epoch.',
    `${profile} Updating`,
  ),
  'credential': term(
    'credential',
    'Who a member says it is: a name, or a chain of certificates. The authentication service decides what that is worth.',
    'RFC 9420 §5.3',
  ),
  'early-data': term(
    'early data',
    'Data in the first flight of a resumption, before the peer has answered. Until then it has no forward secrecy and can be lost.',
    ours,
  ),
  'editor-copy': term(
    'editor’s copy',
    'An earlier text of MLS-TLS, from before the draft that is published as draft-kohbrok-mls-tls. It works differently and is a profile of its own.',
    ours,
  ),
  'epoch': term(
    'epoch',
    'The time between two Commits. Each epoch has secrets of its own, from which the keys of records are derived.',
    'RFC 9420 §2',
  ),
  'epoch-authenticator': term(
    'epoch authenticator',
    'A value that is equal on both sides exactly when they are in the same epoch of the same group; shown as the safety code.',
    'RFC 9420 §8.7',
  ),
  'epoch-key-update': term(
    'epoch_key_update',
    'The last message under the old key of its sender: what follows is under the epoch it names.',
    `${profile} Updating`,
  ),
  'fingerprint': term(
    'fingerprint',
    'A hash that stands for a key: as digits to read aloud, or whole as letters. A certificate has another one, of all its bytes: SHA-256.',
    ours,
  ),
  'first-use': term('first use', 'The first key met at an address is remembered there; another one is refused later.', ours),
  'exporter': term('exporter', 'Derives secrets for others from the secrets of an epoch; record keys come from it.', 'RFC 9420 §8.5'),
  'forward-secrecy': term(
    'forward secrecy',
    'Someone who steals keys today cannot read what was sent before, because old keys are gone.',
    'RFC 9420 §16.6',
  ),
  'founding-initiator': term(
    'founding initiator',
    'The side that opened the first connection of a session. The role stays, whoever resumes; it settles ties.',
    `${profile} Resuming`,
  ),
  'group': term('group', 'Members that share the secrets of an epoch. Here it always has two.', 'RFC 9420 §2'),
  'group-context': term('GroupContext', 'What all members of a group agree on in an epoch; every key depends on it.', 'RFC 9420 §8.1'),
  'handshake': term(
    'handshake',
    'The messages by which two sides agree on keys. Here: client_hello and server_hello.',
    `${profile} Establishing a connection`,
  ),
  'healing': term(
    'post-compromise security',
    'Someone who once stole keys is locked out again as soon as their owner has updated.',
    'RFC 9420 §16.6',
  ),
  'hpke': term('HPKE', 'Encryption to a public key; how path secrets and Welcomes reach the other member.', 'RFC 9180 §4'),
  'key-package': term(
    'KeyPackage',
    'A signed offer to be added to a group: suite, keys, credential and how long it holds. It is used once.',
    'RFC 9420 §10',
  ),
  'key-schedule': term('key schedule', 'How the secrets of an epoch follow from the Commit and from the epoch before.', 'RFC 9420 §8'),
  'key-update': term('KeyUpdate', 'Changes the key of one direction without a new epoch (only in the editor’s copy).', 'RFC 8446 §4.6.3'),
  'key-policy': term('key policy', 'When an update starts by itself: after so much time, so many records or so many bytes.', ours),
  'laboratory': term('laboratory', 'Connections between two parties inside this program, made to be looked into: only they ever show secrets.', ours),
  'listener': term('listener', 'A port on which this program waits for peers, with the identity and the rules they meet there.', ours),
  'leaf-node': term(
    'leaf node',
    'A member’s place in the tree: its encryption key, signature key and credential, signed by itself.',
    'RFC 9420 §7.2',
  ),
  'mls': term('MLS', 'Messaging Layer Security: group keys with forward secrecy and post-compromise security.', 'RFC 9420'),
  'mls-tls': term(
    'MLS-TLS',
    'The record layer of TLS 1.3 with keys from an MLS group of two, so that both sides can renew them and resume. Its text is draft-kohbrok-mls-tls.',
    channel,
  ),
  'mls-tls-component': term(
    'MLS-TLS component',
    'A mark in leaf nodes and GroupContext that binds the group to MLS-TLS, its version, profile and suite.',
    `${channel} Preventing cross-protocol attacks`,
  ),
  'certificate': term('certificate', 'Says that an authority vouches for a key and a name, until when and for what.', 'RFC 5280 §4'),
  'revocation-list': term('revocation list', 'Certificates that their authority takes back before their term ends.', 'RFC 5280 §5'),
  'pin': term('pinned key', 'A signature key that you decided belongs to a name. Another key is refused.', ours),
  'profile': term(
    'profile',
    'Which text of MLS-TLS both sides follow: draft 00, the earlier editor’s copy, or draft 00 word for word. A session keeps it for life.',
    ours,
  ),
  'ratchet-tree': term(
    'ratchet tree',
    'The keys of a group as a tree: two leaves and a root here. A Commit replaces the path from one leaf to the root.',
    'RFC 9420 §7',
  ),
  'record': term(
    'record',
    'The unit of the wire: a type, a length and at most 16,384 bytes, protected by a key from the first epoch on.',
    'RFC 8446 §5.1',
  ),
  'record-key': term(
    'record key',
    'The key of one direction in one epoch. It is never stored, and erased when the next one is in use.',
    `${channel} Deriving keys for record layer protection`,
  ),
  'resumption': term(
    'resumption',
    'Taking up a session on a new transport after a cut. Both sides commit, so that no key is used twice.',
    `${profile} Resuming`,
  ),
  'resumption-request': term('resumption_request', 'Begins a resumption: a Commit at the last epoch its sender knows.', `${profile} Resuming`),
  'resumption-response': term('resumption_response', 'Answers a resumption with a Commit of the other side.', `${profile} Resuming`),
  'role': term(
    'initiator and responder',
    'The initiator opened this transport, the responder accepted it. When updates cross, the initiator’s goes on.',
    `${profile} Updating`,
  ),
  'safety-code': term(
    'safety code',
    'Digits from the epoch authenticator. Read them to each other: equal ones mean that nobody sits in between.',
    'RFC 9420 §8.7',
  ),
  'sequence-number': term('sequence number', 'Counts the records under one key from 0. It makes the nonce and never repeats.', 'RFC 8446 §5.3'),
  'server-hello': term('server_hello', 'The answer to client_hello: a Welcome into the new group.', `${profile} Establishing a connection`),
  'session': term(
    'session',
    'What survives a cut: the group of two, stored sealed. Connections come and go, the session stays.',
    `${profile} Resuming`,
  ),
  'transcript-hash': term(
    'transcript hash',
    'A hash over every Commit of a group so far: equal on both sides exactly when they have the same history.',
    'RFC 9420 §8.2',
  ),
  'transport': term(
    'transport',
    'One connection on the wire, usually TCP. A session outlives it; each resumption goes over another one.',
    `${channel} Resumption`,
  ),
  'truncation': term('truncation', 'A stream that an attacker or a failure ended early. Without close_notify it is told as such.', 'RFC 8446 §6.1'),
  'two-party-profile': term(
    'two-party profile',
    'How two sides make a group of two, update it and resume it; MLS-TLS is built on it. Its text is draft-kohbrok-mls-two-party-profile.',
    profile,
  ),
  'update': term('update', 'One side makes a Commit on an open connection; both directions change to keys of the new epoch.', `${profile} Updating`),
  'welcome': term('Welcome', 'Brings a new member into a group: the secrets of its first epoch, encrypted to its KeyPackage.', 'RFC 9420 §12.4.3'),
} as const satisfies Readonly<Record<string, GlossaryTerm>>;

export type TermId = keyof typeof english;

const ids = Object.keys(english) as readonly TermId[]; // Object.keys forgets that the keys are those of the table

/** The terms in the language of this page. */
export const glossary: { readonly [Id in TermId]: GlossaryTerm } =
  language === 'de' ? mapped((id) => ({ ...english[id], ...germanGlossary[id] })) : english;

/** The term that a message, record or alert of the ladder is named by; `null` for one that is not in the glossary. */
export function termOfTitle(title: string): TermId | null {
  return byName.get(title.toLowerCase()) ?? null;
}

const byName: ReadonlyMap<string, TermId> = new Map(ids.map((id) => [english[id].term.toLowerCase(), id]));

/** In the order of the alphabet, for the page. */
export const terms: readonly (GlossaryTerm & { readonly id: TermId })[] = ids
  .map((id) => ({ id, ...glossary[id] }))
  .sort((a, b) => a.term.localeCompare(b.term, language));

/**
 * Parts of a sentence; those that are terms name theirs, each term once and never the one that the sentence explains. The
 * signs that end a term's part of the sentence are in its `close`: no line breaks before them.
 */
export function termsIn(text: string, own: TermId): readonly { readonly text: string; readonly id: TermId | null; readonly close: string }[] {
  const found = new Set<TermId>([own]);
  const parts: { text: string; id: TermId | null; close: string }[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(anyTerm)) {
    const id = byWord.get(word.toLowerCase());
    if (id === undefined || found.has(id)) continue;
    found.add(id);
    const end = index + word.length;
    const close = /^[,.;:)]*/.exec(text.slice(end))?.[0] ?? '';
    parts.push({ text: text.slice(at, index), id: null, close: '' }, { text: word, id, close });
    at = end + close.length;
  }
  return [...parts, { text: text.slice(at), id: null, close: '' }];
}

/** Longer terms first: `cipher suite` before a word of it. */
const byWord: ReadonlyMap<string, TermId> = new Map(ids.map((id) => [glossary[id].term.toLowerCase(), id]));
const anyTerm = new RegExp(`(?<![\\p{L}_-])(?:${[...byWord.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}_-])`, 'giu');

function mapped(word: (id: TermId) => GlossaryTerm): { readonly [Id in TermId]: GlossaryTerm } {
  return Object.fromEntries(ids.map((id) => [id, word(id)])) as { readonly [Id in TermId]: GlossaryTerm }; // fromEntries forgets the keys
}
