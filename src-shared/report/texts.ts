import type { Translated } from '../words/said.ts';

/** What a report says around the facts. */
export const texts = {
  /** For numbers. */
  locale: 'en',
  /** Names of states, roles and the like, which the contract has in English. */
  name: (name: string) => name,
  title: (name: string) => `Connection with ${name}`,
  nameless: 'a peer',
  made: (safe: boolean) =>
    safe
      ? 'Written by Epochscope from a recording that is safe to share: names, addresses and keys are left out. No secret is in it.'
      : 'Written by Epochscope from a recording. It tells who was connected. No secret is in it.',
  cut: '**The recording was cut: what follows is not all that happened.**',
  who: 'Who',
  facts: {
    us: 'We',
    peer: 'Peer',
    key: 'Key of the peer',
    accepted: 'Accepted as',
    address: 'Address',
    role: 'Role',
    profile: 'Profile',
    suite: 'Cipher suite',
    component: 'MLS-TLS component',
    state: 'State',
    opened: 'Opened',
    last: 'Last activity',
    attempts: 'Transports used',
    data: 'Application data',
    updates: 'Updates',
    noRoom: 'No longer there',
  },
  present: 'present',
  absent: 'absent',
  notTold: 'not known: the capture does not tell',
  noRoomFor: (records: string, bytes: string, rows: string) => `${records} captured records (${bytes} bytes), ${rows} rows`,
  leftOut: 'left out',
  insecure: ' (without any check)',
  founding: (role: string) => `, ${role}`,
  dataOf: (sent: string, received: string) => `${sent} bytes sent, ${received} received`,
  updatesOf: (ours: number, theirs: number) => `${ours} ours, ${theirs} the peer’s`,
  wrong: 'What went wrong',
  nothingWrong: 'Nothing: no alert, no failure, nothing that a rule forbids.',
  next: 'What to do',
  row: (seq: number, at: string) => `row ${seq}, ${at}`,
  handshakes: 'Handshakes and resumptions',
  attempt: (attempt: number) => (attempt === 1 ? 'First transport' : `Transport ${attempt}: resumption`),
  noHandshake: 'No handshake message was recorded.',
  message: { number: 'Row', time: 'Time', way: 'Way', type: 'Message', bytes: 'Bytes', key: 'Key', what: 'What it does', rules: 'Rules' },
  sent: 'sent',
  received: 'received',
  clear: 'none',
  early: 'early',
  epochKey: (epoch: string) => `epoch ${epoch}`,
  more: (count: string) => `${count} more messages are in the recording.`,
  epochs: 'Epochs',
  noEpoch: 'No epoch began.',
  epoch: { epoch: 'Epoch', by: 'Begun by', how: 'How', began: 'Began', lived: 'Lived', sent: 'Sent', received: 'Received', attempt: 'Transport' },
  by: { us: 'us', peer: 'the peer', founding: 'founding' },
  traffic: (bytes: string, records: string) => `${bytes} bytes, ${records} records`,
  inUse: 'in use',
  seconds: (count: string) => `${count} s`,
  rules: 'Rules named here',
  rule: { id: 'Rule', source: 'Source', text: 'What it says' },
} as const;

export type ReportTexts = Translated<typeof texts>;
