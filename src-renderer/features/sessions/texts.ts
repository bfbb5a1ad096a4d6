import type { SessionDetailView, SessionView } from '#shared/contract/sessions.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Resumable sessions',
  about:
    'What is kept so that a cut connection can go on: the group state, sealed on disk. A session stays until you forget it, or until the peer can no longer follow it.',
  none: 'No session is kept',
  noneText: 'A session appears here as soon as a handshake is done, and stays when the connection is cut or closed.',
  noMatch: 'Nothing matches',
  noMatchText: 'There are sessions, but none with these words and filters.',
  showAll: 'Show all',
  loading: 'Reading sessions',
  failed: 'Could not read sessions',
  search: 'Search sessions',
  searchHint: 'Name, fingerprint, address or id',
  filters: 'Filters',
  order: 'Order',
  orders: { used: 'Last used first', created: 'Newest first', epoch: 'Highest epoch first', peer: 'By name' },
  anyProfile: 'Any profile',
  anySuite: 'Any suite',
  anyCredential: 'Any credential state',
  mark: 'Mark',
  marked: 'Marked',
  unmark: 'Unmark all',
  compareMarked: 'Compare both',
  forgetMarked: (count: number) => `Forget ${count} marked…`,
  forgetMany: (count: number) => (count === 1 ? 'Forget one session?' : `Forget ${count} sessions?`),
  forgetManyText: 'Their keys are destroyed. The connections can then not be resumed, only started anew. This cannot be undone.',
  forgotten: (count: number) => (count === 1 ? 'One session is forgotten' : `${count} sessions are forgotten`),
  peer: 'Peer',
  epoch: 'Epoch',
  standing: 'Standing',
  used: 'Last used',
  size: 'Size',
  inbound: 'inbound',
  ready: 'Ready to resume',
  live: 'In use now',
  detail: (peer: string) => `Session with ${peer}`,
  closeDetail: 'Close details',
  credential: 'Peer’s credential',
  credentials: {
    pinned: 'Pinned key',
    'first-use': 'Pinned on first use',
    certificate: 'Certificate checked',
    listed: 'On an allow-list',
    unchecked: 'Not checked',
    changed: 'Refused at the last resumption',
    expired: 'Expired at the last resumption',
    revoked: 'Revoked',
    unknown: 'Not noted',
  } satisfies { readonly [C in SessionView['credential']]: string },
  profile: 'Profile',
  suite: 'Suite',
  address: 'Address',
  begun: 'Begun',
  lineage: 'Lineage',
  lineageText: (role: SessionView['foundingRole'], { direction, marked, connection }: SessionDetailView) => {
    const founded = role === 'founding-initiator' ? 'founded by us' : 'founded by the peer';
    const way = direction === 'outbound' ? 'we dialled' : 'the peer dialled';
    const since =
      connection === null
        ? ''
        : `; ${connection.attempts} transports, updates ${connection.updates.ours} ours and ${connection.updates.theirs} theirs`;
    return `${founded}, ${way}${marked ? '' : ', unmarked'}${since}`;
  },
  generation: 'Generation',
  generationText: (generation: string) => `${generation} stored steps`,
  identity: 'Own identity',
  peerKey: 'Fingerprint of the peer’s key',
  copyKey: 'Copy fingerprint',
  id: 'Session id',
  copyId: 'Copy session id',
  resume: 'Resume',
  show: 'Show connection',
  forget: 'Forget…',
  forgetTitle: (peer: string) => `Forget the session with ${peer}?`,
  forgetText: 'Its keys are destroyed. The connection can then not be resumed, only started anew. This cannot be undone.',
  forgetConfirm: 'Forget for ever',
  suspect: 'Mark suspect…',
  suspectTitle: (peer: string) => `Mark the session with ${peer} as suspect?`,
  suspectText:
    'Do this when its state may have been copied, or the peer’s was. A connection that uses it is cut, and its keys are destroyed: the group state, what is under way, and the base of early data. The row stays as a record. Only a fresh handshake with the peer can replace it. This cannot be undone.',
  suspectConfirm: 'Destroy its keys',
  pending: { none: null, update: 'own update under way', request: 'resumption asked', response: 'resumption answered' },
  tried: 'That did not work',
  toggles: {
    live: 'In use',
    pending: 'Something under way',
    unconfirmed: 'Not confirmed',
    suspect: 'Suspect',
    quarantined: 'Quarantined',
    idle: 'Idle for 90 days',
    large: 'Larger than 16 KiB',
  },
  insecure: 'insecure',
  subject: (peer: string, epoch: string, id: string) => `${peer}, epoch ${epoch}, ${id}`,
} as const;

export const texts = spoken(english, german);
