import * as v from 'valibot';
import { decodeKinds } from '#shared/decode-kinds.ts';
import { filter, id, nothing, pageSize, seq } from '../fields.ts';

/** Characters; faces take files of 256 KiB. */
const inputLength = 600_000;

/** Parameters of the requests that look into recorded bytes. */
export const inspectionSchemas = {
  rowFields: v.strictObject({ connectionId: id, seq }),
  rules: nothing,
  decodeBytes: v.strictObject({
    input: v.pipe(v.string(), v.minLength(1), v.maxLength(inputLength)),
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
