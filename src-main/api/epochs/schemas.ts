import * as v from 'valibot';
import { connectionId, id } from '../fields.ts';

/** A uint64 as text. */
const epoch = v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,19})$/));

/** Parameters of the requests about epochs. */
export const epochSchemas = {
  epochHistory: connectionId,
  epochState: v.strictObject({ connectionId: id, epoch }),
  epochSecrets: v.strictObject({ connectionId: id, epoch }),
};
