import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Audit log',
  about:
    'Who or what did which key operation when. Each entry is chained to the one before, and the end of the chain is sealed beside the database: entries cannot be changed, removed or cut off unnoticed.',
  loading: 'Reading the audit log',
  failed: 'Could not read the audit log',
  none: 'No entry fits',
  noneText: 'Take a filter away to see more.',
  filters: 'Filter the audit log',
  anyAction: 'Any operation',
  action: 'Operation',
  anySubject: 'About anything',
  subject: 'About',
  fingerprint: 'fingerprint',
  /** Whose key it is, for who hears it. */
  ofEntry: (sequence: number) => `entry ${sequence}`,
  search: 'Text in id, fingerprint or details',
  from: 'From day',
  to: 'To day',
  number: 'No.',
  time: 'Time',
  who: 'Who',
  what: 'What',
  details: 'Details',
  older: 'Show older entries',
  verify: 'Verify the chain',
  verifying: (done: number, all: number | null) => `Checking ${formatCount(done)} of ${all === null ? '?' : formatCount(all)} entries`,
  export: 'Export…',
  exported: 'The log was handed to your browser as a file',
  exportFailed: 'Could not export the log',
  verifyFailed: 'Could not verify the log',
  head: 'End of the log',
  headHint: 'Keep this value elsewhere, on paper or with another person: “epochscope audit verify --head” compares the log with it later.',
  copyHead: 'Copy the end of the log',
  clients: 'The number tells windows and browsers of one core apart. Each has its own.',
  actors: { 'window': 'Window', 'browser': 'Browser', 'command line': 'Command line', 'program': 'Epochscope' },
} as const;

export const texts = spoken(english, german);
