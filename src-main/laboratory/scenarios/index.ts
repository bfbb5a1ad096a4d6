import type { ScenarioId } from '#shared/contract/laboratory.ts';
import { changedCredential, expiredKeyPackage, replayedFirstFlight } from './deceiving.ts';
import { crossingUpdates, normalLife, simultaneousResumption } from './living.ts';
import { cutAnywhere, lostEpochKeyUpdate, truncation } from './losing.ts';
import type { Scenario } from './scenario.ts';

/** All of them, in the order in which they teach. */
export const scenarios: { readonly [Id in ScenarioId]: Scenario } = {
  'normal-life': normalLife,
  'crossing-updates': crossingUpdates,
  'lost-epoch-key-update': lostEpochKeyUpdate,
  'cut-anywhere': cutAnywhere,
  'simultaneous-resumption': simultaneousResumption,
  'replayed-first-flight': replayedFirstFlight,
  'changed-credential': changedCredential,
  'expired-key-package': expiredKeyPackage,
  truncation,
};
