import { chainSentences } from './chain.ts';
import { fileSentences } from './files.ts';

/** What the authentication service says about a credential, why, and what people should hear of it. */
export const trustSentences = {
  ...chainSentences,
  ...fileSentences,
  /** Words of a file or of a library, as they are. */
  'plain': (text: string) => text,
  // pins
  'no-pin': () => 'No key is pinned for this peer yet.',
  'vouched-before': () => 'Not needed: a step before this one vouches for the peer.',
  'no-first-use': () => 'This is no first use.',
  'only-new': () => 'Only a new connection can be confirmed.',
  'unchecked': () => 'This connection accepts any key: nothing was checked.',
  'given-key': (name: string) => `${name} presented the key that was given for this connection.`,
  'fixed-name': (label: string, name: string, pinned: string) =>
    `The pinned key of ${label} came with the name “${name}”, but the pin is fixed to “${pinned}”.`,
  'pinned-key': (name: string, explicit: boolean, address: string | null) =>
    `The key of ${name} is ${explicit ? 'pinned by you' : `pinned on first use${address === null ? '' : ` at ${address}`}`}.`,
  'followed': (name: string) => `${name} has signed in another key since; this session still knows the one before it.`,
  'former-peer': (name: string) => `The key of ${name} is not pinned any more, or another one took its place. The session is kept, but not used.`,
  'not-given-key': (address: string) => `${address} presented another key than the one given for this connection.`,
  'not-pinned-key': (address: string, label: string) => `${address} presented another key than the pinned one of ${label}.`,
  'other-scheme': (here: string, pinned: string) =>
    `It is of another signature scheme (${here} instead of ${pinned}), as the cipher suite of this connection needs: a pin holds for one key.`,
  'compare-first': () =>
    'Somebody may be in between, or the peer was set up anew: compare fingerprints with it, and remove the old pin only if the change is genuine.',
  'no-pin-matches': (address: string) => `No pinned key matches what ${address} presented.`,
  'first-connection': (address: string) => `This is the first connection to ${address}: its key is remembered and expected from now on.`,
  'first-caller': (name: string) => `This listener trusts first callers: the key of ${name} is remembered.`,
  'stranger': (name: string) => `${name} is not known here. Accept the key under “knocking”, and the next attempt succeeds.`,
  'stranger-unmet': (name: string) => `${name} is not known here. Add its contact card to the pinned keys, and it is let in.`,
  'followed-before': (name: string, label: string) => `${name} uses the key that the pin of ${label} followed to before.`,
  'successor-unknown': () => 'The peer changed its identity, and its previous key is not pinned.',
  'successor-fixed': (label: string) => `The peer changed its identity, but the pin of ${label} is fixed.`,
  'successor': (label: string) => `${label} changed its identity; the pinned key signed the change and the pin follows.`,
  'given-successor': () => 'The peer changed its key, but only the given one is accepted on this connection.',
  'given-renamed': (name: string) => `The peer goes by the name ${name} now; its key is the given one.`,
  // certificates
  'no-certificate': () => 'The peer has no X.509 credential.',
  'no-root': () => 'No root is stored.',
  'no-root-vouches': () => 'No root is stored that could vouch for it.',
  'leads-nowhere': (subject: string) => `The certificate of ${subject} does not lead to a root that is trusted here.`,
  'name-missing': (subject: string, name: string) => `The certificate of ${subject} does not carry the name “${name}” that is required.`,
  'host-missing': (subject: string, host: string) => `The certificate of ${subject} does not name “${host}”, which was dialled.`,
  'leads-to-root': (subject: string, anchor: string) =>
    `The certificate of ${subject} leads to the root “${anchor}”, and all its signatures and constraints hold.`,
  'to-x509': () => 'The peer changed to an X.509 credential; a root vouches for it, but not that it is the same peer.',
  'other-subject': (before: string, now: string) => `The peer changed from the certificate of ${before} to one of ${now}: another subject.`,
  'renewed': (subject: string, anchor: string) => `The peer renewed its certificate: ${subject}, from the root “${anchor}” again.`,
  'nothing-to-revoke': () => 'The peer has no certificate that could be revoked.',
  'absence-proves-nothing': () => 'The absence of an entry proves nothing.',
  'list-demanded': () => 'This policy demands a list that holds.',
  'no-list': () => 'No revocation list of an issuer is stored.',
  'not-listed': () => 'No stored revocation list names the certificate.',
  'no-term': () => 'A basic credential has no validity period.',
  'expired': (subject: string, date: string) => `The certificate of ${subject} expired on ${englishDay(date)}.`,
  'not-yet': (subject: string, date: string) => `The certificate of ${subject} is not valid before ${englishDay(date)}.`,
  'valid-until': (date: string) => `The certificate is valid until ${englishDay(date)}.`,
  // lists
  'no-deny-list': () => 'No deny-list names this peer.',
  'on-no-deny-list': () => 'The peer is on no deny-list.',
  'denied-key': (list: string) => `The peer is on the deny-list “${list}”, by its key.`,
  'denied-name': (list: string, name: string) => `The peer is on the deny-list “${list}”, by the name “${name}”.`,
  'not-allowed': (list: string) => `The peer is not on the allow-list “${list}”.`,
  'allowed-key': (list: string) => `The peer’s key is on the allow-list “${list}”.`,
  'allowed-name': (name: string, list: string) =>
    `The name “${name}” is on the allow-list “${list}”, and a step before this one vouches for the key.`,
  'allowed-name-alone': (name: string, list: string) =>
    `The name “${name}” is on the allow-list “${list}”, but no step before this one vouches for who uses it.`,
  // policies
  'reflection': () => 'The peer presented our own key: a reflection of our messages, not a peer.',
  'unusable': () => 'The X.509 credential cannot be used.',
  'wrong-key': () => 'Its certificate is for another key.',
  'policy-removed': () => 'A policy that applies here has been removed: nobody is believed until another one is chosen.',
  'nobody-vouched': (policy: string) => `No step of the policy “${policy}” could vouch for the peer.`,
  'no-policy-vouches': () => 'No policy that applies here can vouch for a peer.',
} as const;

/** Notices: what people hear of a decision. */
export const trustNotices = {
  'plain': (text: string) => text,
  'unchecked': (name: string) => `“${name}” was accepted without any check`,
  'unchecked-change': () => 'The peer changed its identity without any check',
  'unchecked-differs': (fingerprint: string) => `The key is not the one pinned for this address: ${fingerprint}`,
  'key': (fingerprint: string) => `Key: ${fingerprint}`,
  'renamed': (label: string) => `${label} goes by another name`,
  'renamed-text': (before: string, now: string) => `The key is the pinned one; its name was “${before}” and is now “${now}”.`,
  'first-connection': (address: string) => `First connection to ${address}`,
  'first-connection-text': (name: string, fingerprint: string) => `The key of “${name}” is remembered: ${fingerprint}`,
  'let-in': (name: string) => `“${name}” was let in without a check`,
  'let-in-text': (fingerprint: string) => `The listener trusts first callers. Key: ${fingerprint}`,
  'knocking': (name: string) => `“${name}” is knocking`,
  'knocking-text': (inbound: boolean, address: string, fingerprint: string) =>
    `${inbound ? `From ${address}` : `Dialled at ${address}`}, key ${fingerprint}`,
  'moved': (label: string) => `${label} changed its identity`,
  'moved-text': (name: string, fingerprint: string, uncompared: boolean) =>
    `Signed by the pinned key. Now “${name}”, key ${fingerprint}${uncompared ? '. Nobody has compared this key yet.' : ''}`,
  'peer-renamed': () => 'The peer goes by another name',
  'peer-renamed-text': (name: string, fingerprint: string) => `Now “${name}”, with the same key ${fingerprint}`,
  'key-changed': (address: string) => `The key of ${address} has changed`,
  'key-changed-text': (name: string, fingerprint: string, expected: string | null) =>
    `Nothing was sent. Presented: “${name}”, ${fingerprint}.${expected === null ? '' : ` Expected: ${expected}.`}`,
  'certificate-renewed': (name: string) => `${name} renewed its certificate`,
  'renewed': (subject: string, anchor: string) => `The peer renewed its certificate: ${subject}, from the root “${anchor}” again.`,
  'accepted-with-warning': (name: string) => `“${name}” was accepted with a warning`,
  'looks-like': (name: string, twin: string) => `“${name}” looks like “${twin}”, which you know, but it is another name and another identity.`,
  'mixed-scripts': (name: string, scripts: string) => `“${name}” mixes ${scripts} letters in one word, as names made to deceive do.`,
} as const;

/** `2027-02-19` as the rest of the program writes days: `19 Feb 2027`. */
function englishDay(date: string): string {
  const [year, month, day] = date.split('-');
  const name = months[Number(month) - 1];
  return day === undefined || name === undefined ? date : `${Number(day)} ${name} ${year}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
