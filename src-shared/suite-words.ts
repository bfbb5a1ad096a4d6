import type { SuiteView } from './views.ts';

/** What a suite's post-quantum property means, in words, for every face. */
export const postQuantumWords: { readonly [P in SuiteView['postQuantum']]: string } = {
  none: 'Classical: recorded traffic could be read once large quantum computers exist.',
  confidentiality: 'Post-quantum confidentiality only: recorded traffic stays closed to later quantum computers; signatures are classical.',
  'confidentiality and authentication': 'Post-quantum confidentiality and authentication: signatures, too, withstand quantum computers.',
};

/** The same in few words, for tables and badges; `null` where there is nothing to say. */
export const postQuantumBadge: { readonly [P in SuiteView['postQuantum']]: string | null } = {
  none: null,
  confidentiality: 'post-quantum confidentiality',
  'confidentiality and authentication': 'post-quantum, authentication too',
};
