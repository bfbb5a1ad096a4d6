import type { Lane } from '../../state/transcript.svelte.ts';

const laneNames: { readonly [L in Lane]: string } = {
  handshake: 'Handshake',
  record: 'Records',
  alert: 'Alerts',
  local: 'Local',
  machine: 'Machine',
};

export const texts = {
  name: 'Ladder of messages and records',
  lanes: laneNames,
  lanesLabel: 'Shown lanes',
  columns: { time: 'Time', key: 'Key', exchange: 'Exchange', sequence: 'No.', length: 'Bytes' },
  us: 'you',
  peer: 'peer',
  keys: { plaintext: 'clear', early: 'early' },
  keysLong: { plaintext: 'in clear, no key', early: 'early key of the resumption flight' },
  follow: 'Follow',
  following: 'Following',
  jump: 'Jump to newest',
  unseen: (rows: string) => `, ${rows} new`,
  loading: 'Reading the transcript',
  failed: 'Could not read the transcript',
  none: 'Nothing recorded yet',
  noneText: 'Each message and record will appear here the moment it is sent or received.',
  allHidden: 'Every lane is switched off',
  allHiddenText: 'Switch a lane on above to see its rows.',
  attempt: (attempt: number) => (attempt === 1 ? 'First connection' : `Attempt ${attempt}: resumed on a new transport`),
  pickText: 'Select a row in the ladder or an epoch above, by click or arrow keys: its rules and bytes are shown here.',
  sent: 'Sent by you',
  received: 'Received from the peer',
  local: 'Happened here, not on the wire',
  lane: { handshake: 'handshake message', record: 'record', alert: 'alert', local: 'local event', machine: 'step of the state machine' },
  facts: { time: 'Time', attempt: 'Attempt', key: 'Key', epoch: 'Epoch', sequence: 'Sequence number', length: 'Length' },
  rules: 'Rules at work',
  bytes: 'Bytes',
  noBytes: {
    local: 'A local event has no bytes.',
    record: 'Record bytes are not kept: the ciphertext means nothing without its key, and payload is not recorded by default.',
    other: 'No bytes were recorded for this row.',
  },
} as const;
