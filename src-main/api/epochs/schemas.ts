import * as v from 'valibot';
import { recordedGroupLength } from '#shared/contract/epochs.ts';
import { connectionId, id, profile, seq, suite } from '../fields.ts';

/** A uint64 as text. */
const epoch = v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,19})$/));

const hex = v.pipe(v.string(), v.maxLength(recordedGroupLength), v.regex(/^(?:[0-9a-f]{2})*$/));
const group = v.strictObject({ context: hex, tree: hex });
const origin = v.strictObject({ how: v.picklist(['handshake', 'update', 'resumption']), attempt: seq });

/** Parameters of the requests about epochs. */
export const epochSchemas = {
  epochHistory: connectionId,
  epochState: v.strictObject({ connectionId: id, epoch }),
  epochPicture: v.strictObject({
    profile: v.nullable(profile),
    suite: v.nullable(suite),
    foundingRole: v.nullable(v.picklist(['founding-initiator', 'founding-responder'])),
    epoch: origin,
    next: v.nullable(origin),
    afterNext: v.nullable(origin),
    group: v.nullable(group),
    before: v.nullable(group),
  }),
  epochSecrets: v.strictObject({ connectionId: id, epoch }),
};
