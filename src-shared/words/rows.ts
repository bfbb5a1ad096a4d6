/** What rows of a recording say, in one line each. */
export const rowSentences = {
  record: (bytes: number, wire: boolean, protection: 'unprotected' | 'early' | 'unknown' | 'epoch', epoch: string | null) =>
    `${counted(bytes)}${wire ? ' on the wire' : ''}, ${protection === 'epoch' ? `under epoch ${epoch}` : protections[protection]}`,
  'key-installed': (sent: boolean, label: string, epoch: string) =>
    `For ${sent ? 'sending' : 'receiving'} in epoch ${epoch}: ${traffic.get(label) ?? label}, from number 0`,
  'key-erased': (sent: boolean, early: boolean, epoch: string | null) =>
    `For ${sent ? 'sending' : 'receiving'}${early ? ' early data' : ''}${epoch === null ? '' : ` in epoch ${epoch}`}`,
  persisted: (epoch: string, pending: Pending, standing: string) =>
    `Epoch ${epoch} is stored${pending === 'none' ? '' : `, with our ${pending} pending`}${standing === 'confirmed' ? '' : ` (${standing})`}`,
  credential: (purpose: string, code: string | null) => `${checks.get(purpose) ?? purpose}${code === null ? '' : `: ${code}`}`,
  timer: (name: string) => name,
  transition: (from: string, to: string) => (from === to ? `stays ${to}` : `${from} → ${to}`),
  epoch: (how: 'handshake' | 'update' | 'resumption', ours: boolean) => `Begins: ${makers[how](ours ? 'our' : 'the peer’s')}`,
  identity: (ours: boolean, key: boolean, credential: boolean) =>
    `${ours ? 'Our leaf' : 'The peer’s leaf'} shows ${
      key
        ? `another signature key${credential ? ' and another credential' : ', with the same credential'}; the key before it signed the change`
        : 'another credential, with the same signature key'
    }`,
  'limit-reached': () => 'The keys have done enough: an update starts by itself',
  'ignored-message': () => 'Our own update is under way: the peer sent this before it knew of it',
  'ignored-update': () => 'Updates crossed: the initiator’s goes on, and that is ours',
  'dropped-own-update': () => 'Updates crossed: the initiator’s goes on, and that is the peer’s',
  'case-a': () => 'Its commit is new at our epoch; a fresh commit of ours answers it (case a)',
  'case-b': () => 'Its commit was applied before the cut; a fresh commit of ours answers it (case b)',
  'case-c': () => 'The peer had applied our commit before the cut: merged, then the request applied (case c)',
  'case-d': () => 'It fits no state we hold; the session is kept (case d)',
  'case-e': () => 'We had asked, too: the founding initiator answers with its own request (case e)',
  'tie-waited': () => 'Both resumed at once: we are the founding initiator, our request goes on',
  'tie-yielded': () => 'Both resumed at once: we are the founding responder and answer the peer’s request',
  'merged-pending': () => 'The peer had applied our commit before the cut',
  client_hello: () => 'A fresh KeyPackage opens the connection',
  server_hello: () => 'A Welcome into a new group of two',
  connection_update: () => 'A Commit begins the next epoch',
  epoch_key_update: () => 'The last record under its sender’s key',
  resumption_request: () => 'A Commit resumes the session',
  resumption_response: () => 'A Commit answers the resumption',
  resumption: () => 'A Commit resumes the session, and the new keys are bound to it',
  resumption_status: () => 'Both saw the same resumption',
  key_update: (ours: boolean, asks: boolean) =>
    `The last record under ${ours ? 'our' : 'the peer’s'} key; the next one follows in the same epoch${
      asks ? `; asks for ${ours ? 'the peer’s' : 'our'} key to change, too` : ''
    }`,
  'unknown-message': () => 'A message of a type that nobody here knows',
  closing: (ours: boolean, authenticated: boolean) =>
    `${ours ? 'We' : 'The peer'} will send nothing more${authenticated ? '' : '; not authenticated'}`,
  aborting: (ours: boolean, authenticated: boolean) =>
    `${ours ? 'We' : 'The peer'} ended the connection${authenticated ? '' : '; not authenticated'}`,
  faults: (rules: string | null) => (rules === null ? 'Records pass as they are again' : `Set on purpose: ${rules}`),
  failure: (title: string, code: string, alert: string | null) => (alert === null ? title : `${title} (${code}, ${alert})`),
} as const;

export type Pending = 'none' | 'update' | 'request' | 'response';

/** What a credential was checked for, by the state that waits for the answer. */
const checks: ReadonlyMap<string, string> = new Map([
  ['authenticating-initiator', 'Who opens the connection, by the KeyPackage'],
  ['authenticating-responder', 'Who answers, by the Welcome'],
  ['authenticating-update', 'The peer, as its Commit shows it'],
  ['authenticating-response', 'The peer, as its answer shows it'],
  ['authenticating-request', 'The peer, as its request to resume shows it'],
  ['authenticating-resumption', 'The peer, as its resumption shows it'],
]);

/** What a key protects, by its label in TLS 1.3. RFC 8446 §7.1. */
const traffic: ReadonlyMap<string, string> = new Map([
  ['c e traffic', 'client early traffic'],
  ['c ap traffic', 'client application traffic'],
  ['s ap traffic', 'server application traffic'],
]);

const protections = { unprotected: 'unprotected', early: 'under the early key', unknown: 'under a key that is not known' } as const;

const makers: { readonly [H in 'handshake' | 'update' | 'resumption']: (whose: string) => string } = {
  handshake: () => 'the handshake founded it',
  update: (whose) => `${whose} update made it`,
  resumption: (whose) => `${whose} commit made it, at the resumption`,
};

/** Made once: a search of a recording says each of its rows, and to make a format takes longer than all the rest. */
const counts = new Intl.NumberFormat('en');

function counted(count: number): string {
  if (!Number.isFinite(count)) throw new RangeError('not a count'); // files bring any values, and a format would write 0 for none
  return count === 1 ? '1 byte' : `${counts.format(count)} bytes`;
}
