import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  welcome: 'Watch two peers agree on keys.',
  welcomeText:
    'Epochscope holds MLS-TLS connections and shows what they do: each handshake message, each new epoch, each cut and how the session comes back.',
  nameLabel: 'Your name',
  nameHint: 'It goes into your credential and is visible on the wire to anyone who can see the handshake. A nickname is fine.',
  nameMissing: 'Give a name, so that a peer can tell who connects.',
  nameTooLong: 'At most 64 characters.',
  create: 'Create identity',
  createFailed: 'Could not create the identity',
  homeTitle: 'Three ways to begin',
  homeAgain: 'Start another connection',
  demoTitle: 'Start a demo pair',
  demoText: 'Both peers run in this app over a real loopback socket. Update, cut and resume, and see each step from both sides.',
  connectTitle: 'Connect…',
  connectText: 'Reach a peer by host and port. Its key is pinned on first use; you compare fingerprints when it suits you.',
  listenTitle: 'Listen…',
  listenText: 'Wait for peers on a port. Strangers are turned away and listed as knocking until you accept them.',
  openFile: 'Open a recording or capture…',
  openFileText: 'One that was exported here, or a pcapng or pcap file of MLS-TLS traffic. Dropping it on the window does the same.',
  learn: 'What you will see',
  lessons: [
    {
      title: 'The ladder',
      text: 'Messages and records between the two lifelines, in order. Each arrow belongs to the epoch whose key protects it, and wears its colour.',
    },
    {
      title: 'The epochs',
      text: 'Every update starts an epoch with fresh keys. The timeline shows who made it, how long it lived and what it carried.',
    },
    {
      title: 'The safety code',
      text: 'Derived from the epoch itself and equal at both ends. If yours and your peer’s agree, nobody sits in between.',
    },
  ],
  noCoreTitle: 'This page has no way to the core',
  noCoreText: 'Open the link that the daemon printed when it started. Each link works once; “epochscope ui” prints a fresh one.',
  picture: { you: 'you', peer: 'peer', epoch: (epoch: number) => `epoch ${epoch}` },
} as const;

export const texts = spoken(english, german);
