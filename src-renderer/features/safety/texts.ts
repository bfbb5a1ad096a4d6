import { spoken } from '../../format/language.ts';
import { german } from './texts.de.ts';

export const english = {
  none: 'No safety code yet',
  noneText: 'It is derived from the group’s current epoch, so it exists once the handshake is done.',
  yours: (epoch: string) => `Yours, epoch ${epoch}`,
  theirs: (epoch: string) => `The other side’s, epoch ${epoch}`,
  about:
    'Both sides derive this code from the same epoch. Read it to each other over a channel you trust, such as a call, or in person. Equal codes mean that nobody sits in between. It changes with every update.',
  copy: 'Copy code',
  copyHex: 'Copy as hex',
  compare: 'Compare with your peer’s code',
  compareHint: 'Paste the digits or the hex your peer sees.',
  equal: 'The codes are equal. Nobody sits in between in this epoch.',
  pairEqual: 'Equal on both sides',
  pairDiffers: 'Not equal right now',
  pairDiffersText:
    'One side is an epoch ahead for a moment during an update, and while cut. If it stays like this in the same epoch, something is wrong.',
  differs: (epoch: string) =>
    `The codes differ. Make sure that both sides look at epoch ${epoch}; an update on either side changes the code. If they still differ, do not trust this connection.`,
} as const;

export const texts = spoken(english, german);
