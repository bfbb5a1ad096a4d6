import { checkWords, faultWords, runStates, scenarioWords, stepWords, verdictWords } from '#shared/laboratory-words.ts';
import { spoken } from '../../format/language.ts';
import { german } from './words.de.ts';

export const english = {
  scenarios: scenarioWords,
  checks: checkWords,
  step: stepWords,
  states: runStates,
  faults: faultWords,
  verdict: verdictWords,
} as const;

/** The words the core and the command line share, in the language of this page. */
export const words = spoken(english, german);
