import { formatCount } from '../../format/bytes.ts';
import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  title: 'Identities',
  about:
    'Who you are to your peers: a name, visible on the wire, and one signature key per scheme. Private keys leave the core only where you export them. Give your contact card to a peer, so that it can pin your key before the first connection.',
  since: 'Since',
  copyCard: 'Copy contact card',
  showCard: 'QR code and file…',
  cardTitle: (name: string, scheme: string) => `Contact card of ${name}, ${scheme}`,
  cardText:
    'Let your peer scan the code, or give it the text or the file by a way you both trust. It pins your key under “Pinned keys”, and its first connection to you is checked against that.',
  another: 'Another identity',
  certificates: 'Certificates, import and export',
  rename: 'Rename…',
  renameTitle: (name: string) => `Rename ${name}`,
  renameText: 'Peers see the new name: at once where a connection is open, otherwise after its next resumption. The keys stay.',
  newName: 'New name',
  renameConfirm: 'Rename',
  cancel: 'Cancel',
  rotate: 'Rotate keys…',
  rotateTitle: (name: string | null, scheme: string | null) =>
    `Rotate ${name === null ? 'the' : `${name}’s`} ${scheme === null ? 'signature keys' : `${scheme} key`}?`,
  /** @param peers of open connections, each once @param open how many connections */
  rotateNow: (open: number, peers: string) =>
    open === 0
      ? 'No connection with this key is open. Cut connections show the new key in an update after their next resumption.'
      : `${open === 1 ? `The open connection with ${peers} makes an update at once and shows` : `The ${open} open connections with ${peers} make an update each at once and show`} the new key. Cut connections do so after their next resumption.`,
  morePeers: (count: number) => `${count} more`,
  rotatePeers:
    'Peers that pinned the present key follow, because it signs the change. A peer with a fixed pin, or with a card given for one connection, refuses the new key until you send the new card.',
  rotateGone: (one: boolean) => (one ? 'The old private key is destroyed.' : 'The old private keys are destroyed.'),
  rotateConfirm: (one: boolean) => (one ? 'Rotate key' : 'Rotate keys'),
  rotated: 'New keys are stored. Open connections are updating.',
  retire: 'Retire…',
  retireTitle: (name: string) => `Retire ${name}?`,
  retireText:
    'It makes and accepts no new connections: its listeners refuse new peers. Open connections go on, its sessions can still be resumed and ended, and you can take it back.',
  retireLastText:
    'It is your only identity: you cannot connect or listen until you create another one or take this one back, and listeners that run refuse new peers. Open connections go on, and its sessions can still be resumed and ended.',
  retireConfirm: 'Retire',
  retired: 'Retired identities',
  retiredSince: 'Retired',
  destroyedSince: 'Keys destroyed',
  nobody: 'No identity is in use',
  nobodyText:
    'All are retired. Nobody can connect to you, and you to nobody, until you take one back or create another. Sessions, pins and the audit log are kept meanwhile.',
  nobodyLeftText:
    'The keys of all of them are destroyed, so that none can be taken back. Create another one; pins, policies and the audit log are kept.',
  nobodyNew: 'Or a new identity',
  restore: 'Take back',
  destroy: 'Destroy keys…',
  destroyTitle: (name: string) => `Destroy the keys of ${name}?`,
  destroyText:
    'Its private keys and all its sessions are destroyed; connections that still use them are cut. This cannot be undone; the public keys stay in the list, so that you know them again.',
  destroyConfirm: 'Destroy for ever',
  past: 'History and sessions',
  noPast: 'No earlier key or name, and no session.',
  loading: 'Looking …',
  failed: 'History and sessions',
  tried: 'Change the identity',
  keyWas: { rotated: 'replaced', destroyed: 'destroyed' },
  nameUntil: 'name until',
  uses: (sessions: number) => (sessions === 1 ? '1 session' : `${formatCount(sessions)} sessions`),
  unknownKey: 'not used since the program notes it',
  present: 'present key and name',
  earlier: 'earlier key or name',
  tryAgain: 'Send it again',
  actionsFor: (name: string) => `Actions for ${name}`,
  menu: (name: string) => `What can be done with ${name}`,
  busy: 'It is under way.',
  acts: {
    rename: { label: 'Rename…', about: 'Peers see the new name at once, or after their next resumption' },
    rotate: { label: 'Rotate keys…', about: 'Make new signature keys, and show them to peers by updates' },
    retire: { label: 'Retire…', about: 'It makes no new connections; you can take it back' },
    past: { label: 'History and sessions', about: 'Its earlier keys and names, and which sessions use which' },
    certificates: { label: 'Certificates, import and export', about: 'Certificates, requests and key files of every identity' },
  },
} as const;

export const texts = spoken(english, german);
