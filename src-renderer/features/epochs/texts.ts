import { formatCount } from '../../format/bytes.ts';
import type { EpochStoryView, KeyStepView, MemberPart } from '#shared/contract/epochs.ts';
import type { EpochView } from '#shared/views.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const by: { readonly [B in EpochView['by']]: string } = { us: 'you', peer: 'peer', founding: 'founding' };

const cases: { readonly [C in NonNullable<NonNullable<EpochStoryView['resumption']>['case']>]: string } = {
  a: 'Case a: the request’s commit was new at our epoch; it was applied and answered with a fresh commit.',
  b: 'Case b: the request’s commit had been applied before the cut; only the answer is new.',
  c: 'Case c: the peer had applied our pending commit before the cut; both commits were taken over.',
  d: 'Case d: the request fitted no state we hold; the session was kept as it was.',
  e: 'Case e: we had asked, too; the founding initiator answered with its own request.',
};
const fates: { readonly [F in KeyStepView['fate']]: string } = {
  intermediate: 'goes on, then overwritten',
  record: 'protects records',
  kept: 'kept until the next epoch',
  shown: 'for comparing',
  mls: 'for MLS itself',
};
const parts: { readonly [P in MemberPart]: string } = {
  'credential': 'credential',
  'signature-key': 'signature key',
  'encryption-key': 'encryption key',
  'capabilities': 'capabilities',
  'extensions': 'extensions',
  'source': 'source',
};

const onTheWay = 'early key only';

export const english = {
  name: 'Epochs',
  view: 'How epochs are shown',
  views: { chart: 'Chart', table: 'Table' },
  by,
  how: { handshake: 'Handshake', update: 'Update', resumption: 'Resumption' },
  none: 'No epoch yet. The first begins when the handshake is done.',
  /** Of a connection that had some. */
  noRecord: 'No epoch is on record. The next one begins when the connection is resumed.',
  emptyTitle: 'Epochs',
  outside: (opened: number, sealed: number) =>
    sealed === 0
      ? 'A capture made elsewhere: nothing protected passed.'
      : opened === 0
        ? 'A capture made elsewhere, without its keys: only the epochs that messages in clear lead to are seen, and nothing of what they protected.'
        : `A capture made elsewhere: counts and times are those of the ${opened} of ${sealed} protected records that the key log opened.`,
  untold: 'Written by an earlier version: how the keys of each epoch lived and how it came to be are not in the file.',
  unseen: 'No message in the capture leads to an epoch, and no key opened a record.',
  failed: 'Could not read the epochs',
  current: 'in use',
  onTheWay,
  scale: 'Widths follow lifetime, compressed.',
  earlier: (count: number) => `${formatCount(count)} earlier in the table`,
  cut: 'cut',
  resumed: 'cut, resumed',
  columns: { epoch: 'Epoch', by: 'Begun by', how: 'How', began: 'Began', lived: 'Lived', sent: 'Sent', received: 'Received', attempt: 'Transport' },
  detail: (epoch: string) => `Epoch ${epoch}`,
  detailText: {
    handshake: 'The first epoch of the group: keys from the handshake.',
    update: {
      us: 'You made a commit with fresh secrets; both directions changed keys.',
      peer: 'The peer made a commit with fresh secrets; both directions changed keys.',
      founding: 'A commit with fresh secrets.',
    },
    resumption: 'Made while resuming: a new transport never reuses keys of the old one.',
    onTheWay: 'The first of the two commits of a resumption. Its early key protected the first flight; records go on under the next epoch.',
  },
  still: 'still in use',
  secrets: {
    show: 'Show the secrets of this laboratory connection',
    banner:
      'These are the real secrets of this epoch. They guard nothing: both ends are in this laboratory and gone with it. No other connection has any to show.',
    failed: 'Could not read the secrets',
    value: 'Value',
    copy: (step: string) => `Copy ${step}`,
    unknown: 'not derived on this side',
  },
  trial: {
    during: (count: number) =>
      count === 1 ? 'the tried policy would have updated once' : `the tried policy would have updated ${formatCount(count)} times`,
    marks: (count: number) => `Tried policy: ${count === 1 ? '1 mark' : `${formatCount(count)} marks`}`,
    clear: 'Take the marks of the tried policy away',
  },
  page: {
    title: (peer: string) => `Epochs with ${peer}`,
    about:
      'Every epoch of this session, over all its transports: who made it, what its keys did, and what the group looked like. The keys [ and ] step through them.',
    back: 'Back to the connection',
    loading: 'Reading the epochs',
    failed: 'Could not read the epochs',
    previous: 'The epoch before',
    next: 'The epoch after',
    place: (at: number, all: number, earlier: number) =>
      `${formatCount(at)} of ${formatCount(all)}${earlier > 0 ? `, ${formatCount(earlier)} earlier ones not shown` : ''}`,
    gone: 'This connection is not known',
    open: 'Step through',
    openTip: 'Group state, ratchet tree and key schedule of every epoch',
  },
  age: {
    title: 'Against the key policy',
    limits: { age: 'Age', records: 'Records', bytes: 'Bytes' },
    used: (used: string, of: string) => `${used} of ${of}`,
    never: 'No limit asks for an update by itself.',
    change: 'Change the policy…',
  },
  healed: {
    title: 'Healed:',
    ago: (time: string) => `${time} ago`,
    us: 'you',
    peer: 'peer',
    both: 'both',
    never: 'not yet',
    about: 'When each side last made a commit with fresh secrets: keys of it that leaked before that are of no use any more.',
  },
  story: {
    title: 'What happened',
    nothing: 'Nothing out of the ordinary.',
    unseen: 'The commit that made it was not captured.',
    automatic: 'A limit of the key policy asked for this update.',
    crossing: {
      'peer-ignored': 'Updates crossed: the peer’s was ignored, ours went on.',
      'own-dropped': 'Updates crossed: ours was dropped, the peer’s went on.',
    },
    asked: { us: 'We asked to resume.', peer: 'The peer asked to resume.' },
    tie: {
      waited: 'Both resumed at once: we, the founding initiator, waited for the answer.',
      yielded: 'Both resumed at once: we, the founding responder, gave way.',
    },
    cases,
    carriedOver: 'An own commit from before the cut was carried over.',
    closed: (attempt: number) => `Transport ${attempt} was closed in good order.`,
    ended: (attempt: number, how: string) => `Transport ${attempt} ended: ${how}.`,
    ends: {
      'cut': 'cut',
      'aborted': 'given up',
      'superseded': 'another transport took over',
      'tie-lost': 'the other side’s resumption went on',
      'key-limit': 'its key could protect no more',
      'truncated': 'without a goodbye',
      'timeout': 'no answer in time',
      'alert-received': 'the peer sent an alert',
      'credential-refused': 'the peer’s credential was refused',
      'unseen': 'whether in good order nobody outside can tell',
    },
  },
  keys: {
    title: 'Keys',
    sent: 'Sending',
    received: 'Receiving',
    none: 'protected nothing',
    unseen: 'no record was opened',
    lived: (from: string, time: string) => `from ${from}, lived ${time}`,
    inUse: (from: string, time: string) => `from ${from}, in use for ${time}`,
  },
  group: {
    title: 'Group',
    changed: 'changed',
    names: { 'group-id': 'Group id', 'suite': 'Suite', 'tree-hash': 'Tree hash', 'transcript-hash': 'Confirmed transcript' },
    absent: 'The group of this epoch is not in the recording: it was made by an earlier version, or is too old.',
    outside: 'The group is never on the wire in clear: a capture does not show it.',
    members: 'Members',
    you: 'you',
    leaf: (index: number) => `leaf ${index}`,
    sources: { 'key-package': 'from a KeyPackage', update: 'from an Update', commit: 'from a commit' },
    signatureKey: 'signature key',
    encryptionKey: 'encryption key',
    suites: 'suites',
    parts,
    tree: 'Ratchet tree',
    treeAbout: 'Filled nodes have a new key since the epoch before.',
    leafOf: (member: string, leaf: number) => `${member} · leaf ${leaf}`,
    root: 'root',
    node: (index: number) => `node ${index}`,
    nodeName: (name: string, blank: boolean, changed: boolean) => `${name}${blank ? ', blank' : ''}${changed ? ', new key' : ''}`,
    blank: 'blank',
    fields: 'Every field',
    context: 'GroupContext',
    treeFields: 'Ratchet tree',
    which: 'Which structure',
  },
  schedule: {
    title: 'Key schedule',
    about: 'From the commit to the record keys. Names only: secrets stay in the engine, except in laboratory connections.',
    columns: {
      result: 'Result',
      made: 'Made by',
      from: 'From',
      label: 'Label',
      context: 'Bound to',
      length: 'Bytes',
      fate: 'Then',
      source: 'Source',
    },
    fates,
    publicInputs: {
      'GroupContext': 'GroupContext',
      'empty': 'nothing',
      'zeros': 'zeros (no PSK)',
      'no-path': 'zeros (a commit without a path)',
      'hash-of-nothing': 'hash of nothing',
      'hash-of-request': 'hash of the resumption_request',
      'hash-of-resumption': 'hash of the resumption message',
    },
    empty: 'The suite is not known yet.',
    secrets: { path_secret: 'path_secret (of the commit)', init_secret: 'init_secret (epoch before)' },
  },
  safety: 'Safety code of this epoch',
  traffic: (bytes: string, records: string) => `${bytes} in ${records}`,
  copySafety: 'Copy safety code',
  segment: (epoch: string, how: string, maker: string, current: boolean, time: string | null, records: string, bytes: string) =>
    `Epoch ${epoch}, ${how} by ${maker}, ${time === null ? onTheWay : `${current ? 'in use for' : 'lived'} ${time}`}, ${records}, ${bytes}`,
  table: (name: string) => `${name}, table`,
  more: (count: number) => `Show ${formatCount(count)} more`,
  copyValue: (name: string) => `Copy ${name}`,
  copyKey: (key: string, member: string) => `Copy ${key} of ${member}`,
} as const;

export const texts = spoken(english, german);
