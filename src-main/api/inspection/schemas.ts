import * as v from 'valibot';
import { decodeInputLimit } from '#shared/contract/inspection.ts';
import { decodeKinds } from '#shared/decode-kinds.ts';
import { filter, id, nothing, pageSize, seq } from '../fields.ts';

/** Parameters of the requests that look into recorded bytes. */
export const inspectionSchemas = {
  rowFields: v.strictObject({ connectionId: id, seq }),
  rules: nothing,
  decodeBytes: v.strictObject({
    input: v.pipe(v.string(), v.minLength(1), v.maxLength(decodeInputLimit)),
    from: v.picklist(['text', 'file']),
    as: v.nullable(v.picklist(decodeKinds)),
  }),
  searchTranscript: v.strictObject({
    connectionId: id,
    filter,
    before: v.nullable(seq),
    after: v.exactOptional(seq),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)),
  }),
};
