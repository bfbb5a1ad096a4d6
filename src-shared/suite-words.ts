import type { SuiteView } from './views.ts';

/** Four hex digits, as registries write code points: `0xF0F1`. */
export function suiteNumber(id: number): string {
  return `0x${id.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Why a build does not run a suite. */
export type SuiteRefusal = 'no-x448' | 'not-of-mls-tls' | 'no-such-number';

/** The same for people: half a sentence. */
export const suiteRefusals: { readonly [R in SuiteRefusal]: string } = {
  'no-x448': 'X448 is not available in this build',
  'not-of-mls-tls': 'MLS-TLS uses the suites 0x0001 to 0x0007 and private numbers from 0xF000 only',
  'no-such-number': 'this build gives no suite that private number',
};

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
