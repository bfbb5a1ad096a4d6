import * as v from 'valibot';
import type { Json } from '#main/store/store.ts';
import { type PolicyStep, stepLimit } from './policy-data.ts';

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

const step = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['pinned', 'first-use', 'confirm', 'unchecked', 'expiry']) }),
  v.strictObject({
    kind: v.literal('x509'),
    anchors: v.nullable(v.pipe(v.array(word), v.maxLength(256))),
    name: v.nullable(word),
    dialledName: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('allow-list'), list: word }),
  v.strictObject({ kind: v.literal('deny-list'), list: v.nullable(word) }),
  v.strictObject({ kind: v.literal('revocation'), stale: v.picklist(['warn', 'deny']) }),
]);

/** The steps of a policy as they are stored and sent. */
export const policySteps: v.GenericSchema<unknown, readonly PolicyStep[]> = v.pipe(v.array(step), v.minLength(1), v.maxLength(stepLimit));

/** @returns the steps, or `null` when a newer version of this program wrote some that this one does not know */
export function parseSteps(stored: Json): readonly PolicyStep[] | null {
  const result = v.safeParse(policySteps, stored);
  return result.success ? result.output : null;
}
