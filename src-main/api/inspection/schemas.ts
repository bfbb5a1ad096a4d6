import * as v from 'valibot';
import { filter, id, pageSize, seq } from '../fields.ts';

/** Parameters of the requests that look into recorded bytes. */
export const inspectionSchemas = {
  rowFields: v.strictObject({ connectionId: id, seq }),
  searchTranscript: v.strictObject({
    connectionId: id,
    filter,
    before: v.nullable(seq),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)),
  }),
};
