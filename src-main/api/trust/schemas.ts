import * as v from 'valibot';
import { addressLength, card, id, listPart, nothing, searchText } from '../fields.ts';

/** Parameters of the requests about knocking strangers and pins. */
export const trustSchemas = {
  knocks: nothing,
  acceptKnock: v.strictObject({ knockId: id }),
  dismissKnock: v.strictObject({ knockId: id }),
  pins: v.strictObject({
    search: v.exactOptional(searchText),
    kind: v.exactOptional(v.picklist(['explicit', 'first-use'])),
    fixed: v.exactOptional(v.boolean()),
    anywhere: v.exactOptional(v.boolean()),
    id: v.exactOptional(id),
    order: v.exactOptional(v.picklist(['created', 'name', 'seen'])),
    ...listPart,
  }),
  pinsAt: v.strictObject({ address: v.pipe(v.string(), v.maxLength(addressLength)) }),
  pinUse: v.strictObject({ pinId: id }),
  addPin: v.strictObject({ card, fixed: v.boolean() }),
  removePin: v.strictObject({ pinId: id }),
};
