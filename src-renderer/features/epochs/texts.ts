import type { EpochView } from '#shared/views.ts';

const by: { readonly [B in EpochView['by']]: string } = { us: 'you', peer: 'peer', founding: 'founding' };

export const texts = {
  name: 'Epochs',
  view: 'How epochs are shown',
  views: { chart: 'Chart', table: 'Table' },
  by,
  how: { handshake: 'Handshake', update: 'Update', resumption: 'Resumption' },
  none: 'No epoch yet. The first begins when the handshake is done.',
  failed: 'Could not read the epochs',
  current: 'in use',
  scale: 'Widths follow lifetime, compressed.',
  earlier: (count: number) => `${count} earlier in the table`,
  cut: 'cut',
  resumed: 'cut, resumed',
  columns: { epoch: 'Epoch', by: 'Begun by', how: 'How', began: 'Began', lived: 'Lived', sent: 'Sent', received: 'Received', attempt: 'Attempt' },
  detail: (epoch: string) => `Epoch ${epoch}`,
  detailText: {
    handshake: 'The first epoch of the group: keys from the handshake.',
    update: {
      us: 'You made a commit with fresh secrets; both directions changed keys.',
      peer: 'The peer made a commit with fresh secrets; both directions changed keys.',
      founding: 'A commit with fresh secrets.',
    },
    resumption: 'Made while resuming: a new transport never reuses keys of the old one.',
  },
  still: 'still in use',
  safety: 'Safety code of this epoch',
} as const;
