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
  close: { label: 'Close', about: 'Say goodbye properly: close_notify both ways; one that was cut no longer waits' },
  rotate: { label: 'Rotate key…', about: 'New signature key for your identity, shown to this peer by an update' },
  check: { label: 'Check credential', about: 'Ask the policies about the peer again; changes nothing' },
  keyPolicy: { label: 'Key policy…', about: 'When keys renew automatically; dry run included' },
  autoResume: { label: 'Auto-resume on or off', about: 'Reconnects after a cut, with growing pauses' },
  faults: { label: 'Faults on the way…', about: 'Delay, drop, change or replay its records' },
  epochs: { label: 'Step through epochs', about: 'Group, tree and key schedule of every epoch' },
  remove: { label: 'Remove', about: 'Delete it and its recording; its session stays' },
};

export const english = {
  words,
  autoResume: 'Auto-resume',
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
