import * as v from 'valibot';
import { card, id, nothing } from '../fields.ts';

/** Parameters of the requests about knocking strangers and pins. */
export const trustSchemas = {
  knocks: nothing,
  acceptKnock: v.strictObject({ knockId: id }),
  dismissKnock: v.strictObject({ knockId: id }),
  pins: nothing,
  addPin: v.strictObject({ card, fixed: v.boolean() }),
  removePin: v.strictObject({ pinId: id }),
};
