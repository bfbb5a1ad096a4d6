import * as v from 'valibot';
import { connectionId, id, name, nothing } from '../fields.ts';

const identityId = v.strictObject({ identityId: id });

/** Parameters of the requests about the life of an identity. */
export const identitySchemas = {
  retiredIdentities: nothing,
  identityDetail: identityId,
  renameIdentity: v.strictObject({ identityId: id, name }),
  rotateIdentityKey: v.strictObject({ identityId: id, scheme: v.nullable(v.pipe(v.string(), v.maxLength(16))) }),
  retireIdentity: v.strictObject({ identityId: id, evenTheLast: v.boolean() }),
  restoreIdentity: identityId,
  destroyIdentity: v.strictObject({ identityId: id, name }),
  retryIdentity: connectionId,
};
