export const texts = {
  title: 'Identities',
  about:
    'Who you are to your peers: a name, visible on the wire, and one signature key per scheme. Private keys never leave the core. Give your contact card to a peer, so that it can pin your key before the first connection.',
  since: 'Since',
  copyCard: 'Copy contact card',
  another: 'Another identity',
  certificates: 'Certificates, import and export…',
} as const;
