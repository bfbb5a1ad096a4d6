import * as v from 'valibot';
import { type KeyLimitName, isKeyLimit } from '#shared/key-policy.ts';
import { id } from '../fields.ts';

const limit = (name: KeyLimitName) =>
  v.pipe(
    v.number(),
    v.check((value) => isKeyLimit(name, value)),
  );

const policy = v.strictObject({
  updateRecords: limit('updateRecords'),
  updateBytes: limit('updateBytes'),
  updateAge: limit('updateAge'),
  recordsPerKey: limit('recordsPerKey'),
  earlyData: v.boolean(),
  autoResume: v.boolean(),
});

/** Parameters of the requests about key policies. */
export const keyPolicySchemas = {
  keyPolicy: v.strictObject({ connectionId: v.nullable(id) }),
  setKeyPolicy: v.strictObject({ connectionId: v.nullable(id), policy: v.nullable(policy) }),
  tryKeyPolicy: v.strictObject({ connectionId: id, policy }),
};
