import * as v from 'valibot';
import { policySteps } from '#main/trust/policy-schema.ts';
import { schemeNames } from '#shared/contract/credentials.ts';
import { card, id, labelLength, nothing, pageSize } from '../fields.ts';

/** Characters; a file of 512 KiB as base64. */
const fileLength = 700_000;

const label = v.pipe(v.string(), v.maxLength(labelLength));
const file = v.pipe(v.string(), v.minLength(1), v.maxLength(fileLength));
const fileParams = v.strictObject({ label: v.nullable(label), file });

const checked = [
  v.strictObject({ kind: v.picklist(['pin', 'session', 'connection']), id }),
  v.strictObject({ kind: v.literal('card'), card }),
  v.strictObject({ kind: v.literal('file'), file }),
] as const;

/** Parameters of the requests about policies and checks. */
export const trustPolicySchemas = {
  policies: nothing,
  setPolicy: v.strictObject({ id: v.nullable(id), name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)), steps: policySteps }),
  removePolicy: v.strictObject({ policyId: id }),
  anchors: nothing,
  addAnchor: fileParams,
  removeAnchor: v.strictObject({ anchorId: id }),
  crls: nothing,
  addCrl: fileParams,
  removeCrl: v.strictObject({ crlId: id }),
  trustEntries: nothing,
  addTrustEntry: v.strictObject({
    list: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    effect: v.picklist(['allow', 'deny']),
    kind: v.picklist(['fingerprint', 'name', 'certificate-name']),
    value: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
    note: label,
  }),
  removeTrustEntry: v.strictObject({ entryId: id }),
  decisions: v.strictObject({
    connectionId: v.nullable(id),
    fingerprint: v.nullable(v.pipe(v.string(), v.maxLength(128))),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(pageSize)),
  }),
  contact: v.strictObject({ pinId: id }),
  editContact: v.strictObject({
    pinId: id,
    label: v.exactOptional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(labelLength))),
    fixed: v.exactOptional(v.boolean()),
    policyId: v.exactOptional(v.nullable(id)),
    verifiedBy: v.exactOptional(v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(labelLength)))),
    fingerprint: v.exactOptional(v.pipe(v.string(), v.maxLength(128))),
  }),
  checkCredential: v.strictObject({ target: v.variant('kind', checked) }),
  credential: v.strictObject({
    of: v.variant('kind', [...checked, v.strictObject({ kind: v.literal('identity'), id, scheme: v.picklist(schemeNames) })]),
  }),
};
