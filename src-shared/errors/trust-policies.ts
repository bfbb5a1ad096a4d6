import type { ErrorWords } from './words.ts';

/** Refusals about policies, roots, revocation lists and contacts. */
export const trustPolicies = {
  UNKNOWN_POLICY: { title: 'This policy does not exist', next: 'Choose another policy, or make one on the Trust page.' },
} as const satisfies { readonly [code: string]: ErrorWords };
