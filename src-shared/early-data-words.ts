import type { ResumedWith } from './contract.ts';

/** What became of data in a first flight, for every face. R-EARLY. */
export const earlyDataWords: { readonly [E in ResumedWith['earlyData']]: string } = {
  'accepted': 'the peer took it',
  'not-accepted': 'the peer did not take it; send it again if you want it to arrive',
  'not-sent': 'it was not sent, because the peer resumed first; send it now',
};
