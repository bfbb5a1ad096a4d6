import type { SuiteView } from '#shared/views.ts';

/** What a suite's post-quantum property means, in words. */
export const postQuantumWords: { readonly [P in SuiteView['postQuantum']]: string } = {
  none: 'Classical: recorded traffic could be read once large quantum computers exist.',
  confidentiality: 'Post-quantum confidentiality: recorded traffic stays closed to later quantum computers; signatures are classical.',
  'confidentiality and authentication': 'Post-quantum confidentiality and signatures.',
};

export const postQuantumBadge: { readonly [P in SuiteView['postQuantum']]: string | null } = {
  none: null,
  confidentiality: 'post-quantum secrecy',
  'confidentiality and authentication': 'post-quantum',
};

/** Four hex digits, as registries write code points: `0xF0F1`. */
export function suiteNumber(id: number): string {
  return `0x${id.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A suite's name, or its number when this core does not know it. */
export function suiteName(id: number | null, suites: readonly SuiteView[]): string | null {
  if (id === null) return null;
  return suites.find((suite) => suite.id === id)?.name ?? suiteNumber(id);
}
