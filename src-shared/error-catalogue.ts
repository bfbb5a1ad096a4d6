import { alerts } from './errors/alerts.ts';
import { api } from './errors/api.ts';
import { captures } from './errors/captures.ts';
import { credentials } from './errors/credentials.ts';
import { epochs } from './errors/epochs.ts';
import { faces } from './errors/faces.ts';
import { failures } from './errors/failures.ts';
import { identities } from './errors/identities.ts';
import { laboratory } from './errors/laboratory.ts';
import { network } from './errors/network.ts';
import { records } from './errors/records.ts';
import { store } from './errors/store.ts';
import { trustPolicies } from './errors/trust-policies.ts';
import { repair } from './errors/repair.ts';
import { vault } from './errors/vault.ts';
import { violations } from './errors/violations.ts';
import type { ErrorWords } from './errors/words.ts';

/**
 * The words for everything that can go wrong: what happened, and what to do next; one file per origin in `errors/`. The only
 * place that has them: a test checks that every code of engine, store and transport is here.
 */
export const errorCatalogue = {
  ...violations,
  ...failures,
  ...identities,
  ...alerts,
  ...network,
  ...store,
  ...repair,
  ...vault,
  ...api,
  ...credentials,
  ...records,
  ...captures,
  ...laboratory,
  ...trustPolicies,
  ...epochs,
  ...faces,
} as const satisfies Record<string, ErrorWords>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The words of a code; of `UNEXPECTED` for one that is not in the catalogue. */
export function wordsOf(code: string): ErrorWords {
  return Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : errorCatalogue.UNEXPECTED;
}
