import type { ErrorCode } from '#shared/error-catalogue.ts';
import type { ErrorWords } from '#shared/errors/words.ts';
import type { ConnectionView, ErrorView } from '#shared/views.ts';
import { language } from './language.ts';
import {
  germanApi,
  germanCaptures,
  germanCredentials,
  germanEpochs,
  germanFaces,
  germanIdentities,
  germanLaboratory,
  germanTrustPolicies,
} from './german/program-errors.ts';
import { germanAlerts, germanFailures, germanNetwork } from './german/protocol-errors.ts';
import { germanRecords, germanRepair, germanStore, germanVault } from './german/store-errors.ts';
import { germanViolations } from './german/violations.ts';

/** Every code of the catalogue: one that has no German words does not compile. */
const german: { readonly [C in ErrorCode]: ErrorWords } = {
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

/** The words of an error in the language of the page. The core speaks English; what it could not name keeps its words. */
export function errorWords({ code, title, next }: Pick<ErrorView, 'code' | 'title' | 'next'>): ErrorWords {
  return language === 'de' && Object.hasOwn(german, code) ? german[code as ErrorCode] : { title, next };
}

/** What stands in the way of a resumption, in the language of the page. */
export function obstacleWords({ obstacle, obstacleCode }: Pick<ConnectionView, 'obstacle' | 'obstacleCode'>): string | null {
  return obstacle === null ? null : errorWords({ code: obstacleCode ?? '', title: obstacle, next: '' }).title;
}
