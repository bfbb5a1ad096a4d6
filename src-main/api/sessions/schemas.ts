import * as v from 'valibot';
import { id, nothing } from '../fields.ts';

/** Parameters of the requests about stored sessions. */
export const sessionSchemas = {
  sessions: nothing,
  forgetSession: v.strictObject({ sessionId: id }),
};
