import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Compare',
  about:
    'Two transcripts, sessions, key packages, contacts, certificates or files side by side. What is equal is folded; when things happened does not count.',
  sides: { left: 'Left', right: 'Right' },
  choose: 'Nothing chosen',
  file: 'Open a file…',
  fileAs: (side: string) => `Open a file: ${side}`,
  groups: {
    connection: 'Connections',
    recording: 'Recordings from files',
    session: 'Sessions',
    'key-package': 'Key packages',
    pin: 'Contacts',
    certificate: 'Certificates',
    file: 'Files',
  },
  kinds: { recording: 'recording', session: 'session', 'key-package': 'key package', pin: 'contact', certificate: 'certificate', bytes: 'bytes' },
  fields: 'fields',
  swap: 'Swap sides',
  mirrored: 'Right was recorded by the other side',
  machine: 'Steps of the state machine, too',
  none: 'Choose two things',
  noneText: 'Here, or with Compare in lists and above the ladder. Files can be recordings, bytes in any form, or certificates.',
  different: 'These two are of different kinds',
  differentText: (left: string, right: string) => `On the left: ${left}, on the right: ${right}. Choose two of a kind.`,
  equal: 'No difference',
  equalText: 'Field by field they are the same.',
  found: (changes: string) => `Differences found: ${changes}`,
  table: 'Differences, field by field',
  columns: { field: 'Field', left: 'Left', right: 'Right' },
  same: (lines: string) => `Equal lines: ${lines}`,
  signs: { same: 'equal', changed: 'differs', removed: 'only left', added: 'only right', fold: '' },
  decode: 'Field by field',
  notDecoded: 'These bytes cannot be decoded as handshake messages.',
  more: (count: string) => `Show ${count} more lines`,
  loading: 'Reading both sides',
  failed: (side: string) => `Could not read: ${side}`,
  compare: 'Compare with…',
  chosen: 'Chosen to compare',
  tip: 'Choose a second one to see both side by side',
  closed: { title: 'This recording is not open any more', next: 'Open the file again.' },
  tooBig: {
    title: 'The file is too large to compare',
    next: 'Recordings may have 256 MiB, other files 256 KiB. Use epochscope compare for larger ones.',
  },
  unreadable: { title: 'The file cannot be read', next: 'Choose it again.' },
  notARecording: { title: 'This recording cannot be read', next: 'A line of it is not what it should be. Choose the file as it was exported.' },
} as const;

export const texts = spoken(english, german);
