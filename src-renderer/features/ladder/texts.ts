import type { Lane } from '../../state/transcript.svelte.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

const laneNames: { readonly [L in Lane]: string } = {
  handshake: 'Handshake',
  record: 'Records',
  alert: 'Alerts',
  local: 'Local',
  machine: 'Machine',
};

export const english = {
  name: 'Ladder of messages and records',
  lanes: laneNames,
  lanesLabel: 'Shown lanes',
  columns: { key: 'Key', exchange: 'Exchange', sequence: 'No.', length: 'Bytes' },
  us: 'you',
  peer: 'peer',
  keys: { plaintext: 'clear', early: 'early' },
  keysLong: { plaintext: 'in clear, no key', early: 'early key of the resumption flight' },
  export: 'Export recording…',
  times: {
    label: 'How times are written',
    modes: { clock: 'Time', since: 'Since zero', delta: 'Since above' },
    zero: 'Times are counted from this row',
    set: 'Set time zero here',
    drop: 'Drop time zero',
    from: (row: number) => `Zero: row ${row}`,
    unset: (row: number) => `Drop time zero at row ${row}`,
  },
  follow: 'Follow',
  following: 'Following',
  jump: 'Jump to newest',
  unseen: (rows: string) => `, ${rows} new`,
  loading: 'Reading the transcript',
  failed: 'Could not read the transcript',
  none: 'Nothing recorded yet',
  noneText: 'Each message and record will appear here the moment it is sent or received.',
  filter: {
    name: 'Filter of the ladder',
    label: 'Filter',
    placeholder: 'Filter: type == connection_update && epoch > 3',
    suggestions: 'Ways to go on',
    saved: 'saved by you',
    save: 'Save this filter',
    unsave: 'Forget this filter',
    clear: 'Clear the filter',
    searching: (row: string) => `Looking for more rows before row ${row} …`,
    nothing: 'No row passes the filter',
    nothingText: 'Rows that come later and pass will appear here. Clear the filter to see everything.',
    examples: [
      ['bad', 'what went wrong'],
      ['lane == handshake', 'messages only'],
      ['type == connection_update', 'updates'],
      ['epoch > 1 && dir == sent', 'what we sent after the first epoch'],
      ['rule == R-RES', 'where a rule was at work'],
    ],
  },
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

export const texts = spoken(english, german);
