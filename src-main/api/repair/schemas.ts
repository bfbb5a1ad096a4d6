import * as v from 'valibot';
import { nothing } from '../fields.ts';

/** Parameters of the requests about damaged profiles. */
export const repairSchemas = {
  damage: nothing,
  repair: v.strictObject({ dryRun: v.boolean() }),
};
