import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  gone: 'This listener is gone',
  goneText: 'It was stopped, or the core was restarted. Listen again to let peers in.',
  title: (address: string) => `Listening on ${address}`,
  about: 'Peers reach you here. Give them an address that leads to this computer, and your contact card.',
  aboutLoopback: 'Only programs on this computer can reach it. Give the peer your contact card, so that it can pin your key.',
  ownCard: 'My contact card…',
  bound: 'Bound to',
  accepted: 'Accepted so far',
  trust: 'Whom it lets in',
  marker: 'MLS-TLS component',
  markers: { require: 'Required of the peer', 'allow-absent': 'May be absent' },
  suites: 'Cipher suites',
  profiles: 'Profile',
  stop: 'Stop listening',
  stopTitle: (address: string) => `Stop listening on ${address}?`,
  stopText: 'Connections that were accepted stay open. New peers are no longer let in.',
  insecure: 'This listener accepts anyone. Whoever connects can claim any name. Use it in a laboratory only.',
  from: 'Connections through this listener',
  none: 'None yet. They will appear here and on the left.',
  listen: 'Listen…',
  copyAddress: (address: string) => `Copy address ${address}`,
} as const;

export const texts = spoken(english, german);
