import type { ErrorCode } from '../../error-catalogue.ts';
import type { ErrorWords } from '../words.ts';
import {
  germanApi,
  germanCaptures,
  germanCredentials,
  germanEpochs,
  germanFaces,
  germanIdentities,
  germanLaboratory,
  germanTrustPolicies,
} from './program-errors.ts';
import { germanAlerts, germanFailures, germanNetwork } from './protocol-errors.ts';
import { germanRecords, germanRepair, germanStore, germanVault } from './store-errors.ts';
import { germanViolations } from './violations.ts';

/** Every code of the catalogue: one that has no German words does not compile. */
const germanErrors: { readonly [C in ErrorCode]: ErrorWords } = {
  ...germanViolations,
  ...germanFailures,
  ...germanIdentities,
  ...germanAlerts,
  ...germanNetwork,
  ...germanStore,
  ...germanRepair,
  ...germanVault,
  ...germanApi,
  ...germanCredentials,
  ...germanRecords,
  ...germanCaptures,
  ...germanLaboratory,
  ...germanTrustPolicies,
  ...germanEpochs,
  ...germanFaces,
};

/** The German words of a code; `null` for one that the catalogue does not have. */
export function germanErrorWords(code: string): ErrorWords | null {
  return Object.hasOwn(germanErrors, code) ? germanErrors[code as ErrorCode] : null; // hasOwn has just said so
}
