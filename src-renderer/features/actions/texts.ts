import type { ConnectionActionName } from './table.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

interface Words {
  readonly label: string;
  /** What will happen. */
  readonly about: string;
}

const words: { readonly [N in ConnectionActionName]: Words } = {
  update: { label: 'Update keys', about: 'Start a new epoch with fresh keys on both sides' },
  keyUpdate: { label: 'KeyUpdate', about: 'Change both sending keys within the epoch, by TLS KeyUpdate: no fresh secrets' },
  resume: { label: 'Resume', about: 'Open a new transport and go on with the stored session' },
  cut: { label: 'Cut', about: 'Drop the transport without a word, as a network failure would' },
  close: { label: 'Close', about: 'Say goodbye properly: close_notify both ways' },
  rotate: { label: 'Rotate key…', about: 'Make a new signature key for your identity, and show it to this peer by an update' },
  check: { label: 'Check credential', about: 'Ask the policies again about the peer’s credential; changes nothing' },
  keyPolicy: { label: 'Key policy…', about: 'When keys are renewed by themselves, tried on what was recorded' },
  autoResume: { label: 'Auto-resume on or off', about: 'Whether it comes back by itself after a cut, after waits that grow' },
  faults: { label: 'Faults on the way…', about: 'Delay, drop, cut, change, hold back or replay its records, to see what that breaks' },
  epochs: { label: 'Step through epochs', about: 'Group, tree and key schedule of every epoch' },
  remove: { label: 'Remove', about: 'Take this finished connection and its recording off the list; its session stays' },
};

export const english = {
  words,
  notWritable: 'Only an open connection can be updated.',
  noTransport: 'There is no transport to cut.',
  over: 'It has ended.',
  notOver: 'Only a finished connection can be removed.',
  nobody: 'The peer’s credential is not known yet.',
  alive: 'It has a transport: nothing to resume.',
  menu: (peer: string) => `What can be done with ${peer}`,
  more: 'More…',
} as const;

export const texts = spoken(english, german);
