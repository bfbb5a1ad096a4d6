import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { formatDate } from '../../format/time.ts';
import { german } from './texts.de.ts';

export const english = {
  pinsTitle: 'Pinned keys',
  pinsAbout:
    'Keys you trust. A pin you made from a contact card holds at any address; one made on first use holds for its address. A peer that shows another key there is refused without asking. A fixed pin never follows its peer to a new key.',
  pinsFailed: 'Could not read the pins',
  noPins: 'No key is pinned',
  noPinsText: 'Paste a peer’s contact card below, or connect with trust on first use and the key is pinned for you.',
  noMatch: 'Nothing matches',
  noMatchText: 'There are pins, but none with these words and filters.',
  showAll: 'Show all',
  more: 'Show more',
  search: 'Search pins',
  searchHint: 'Name, fingerprint or address',
  filters: 'Filters',
  order: 'Order',
  orders: { created: 'Newest first', name: 'By name', seen: 'Last seen first' },
  peer: 'Peer',
  fingerprint: 'Key fingerprint',
  holds: 'Holds',
  anywhere: 'Anywhere',
  onFirstUse: 'first use',
  explicit: 'explicit',
  fixed: 'fixed',
  kinds: { explicit: 'Explicit', firstUse: 'First use', fixed: 'Fixed' },
  verified: 'compared',
  verifiedOn: (at: number) => `Noted as compared on ${formatDate(at)}`,
  seen: 'Last seen',
  never: 'not yet',
  remove: 'Remove…',
  removeTitle: (name: string) => `Remove the pin of ${name}?`,
  removeText: 'The key is no longer believed. With trust on first use, the next key seen at that address would be pinned instead.',
  removeSessions: (count: number) =>
    count === 1
      ? ' One stored session with this peer is destroyed: it cannot be resumed, and a connection that uses it is cut.'
      : ` ${count} stored sessions with this peer are destroyed: they cannot be resumed, and connections that use them are cut.`,
  removeConfirm: 'Remove pin',
  menu: (name: string) => `What can be done with the pin of ${name}`,
  acts: {
    contact: { label: 'Details…', about: 'All that is known of this peer: keys, names, sessions' },
    check: { label: 'Check credential', about: 'Ask the policies again about this key; changes nothing' },
    compare: { label: 'Compare with…', about: 'Choose it as one of the two sides of a comparison' },
    remove: { label: 'Remove…', about: 'The key is no longer believed; stored sessions with it are destroyed' },
  },
  addTitle: 'Pin a key',
  card: 'Contact card',
  cardHint: 'Ask your peer for it. A picture of its QR code works, too.',
  cardPlaceholder: 'epochscope:contact?v=1&name=…&key=…',
  toAdd: 'Pin a key',
  cardMissing: 'Paste the contact card of your peer.',
  fixedLabel: 'Fixed: never follow the peer to a new key',
  add: 'Pin this key',
  addFailed: 'Could not pin',
  added: (name: string) => `Pinned ${name}`,
  knocksTitle: 'Knocking',
  knocksAbout:
    'Strangers whose handshake was refused, because their key is not pinned. Compare the fingerprint with them over another channel. Accepting pins the key; their next attempt then succeeds.',
  atListener: (address: string) => `at your listener on ${address}`,
  knocksFailed: 'Could not read who knocks',
  noKnocks: 'Nobody knocks',
  noKnocksText: 'When a stranger tries to connect to a listener that takes pinned keys only, the handshake is refused and listed here.',
  accept: 'Accept and let them retry',
  accepted: (name: string) => `${name} is pinned; the next attempt succeeds`,
  dismiss: 'Dismiss',
  turnedAway: (why: string) => `Turned away: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
  tried: (count: number) => (count === 1 ? 'tried once' : `tried ${formatCount(count)} times`),
  failed: 'That did not work',
  loadingKnocks: 'Asking who knocks',
  loadingPins: 'Reading pins',
  copyFingerprint: 'Copy fingerprint',
  actions: 'Actions',
} as const;

export const texts = spoken(english, german);
