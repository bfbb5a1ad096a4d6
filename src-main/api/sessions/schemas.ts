import * as v from 'valibot';
import { credentialStates } from '#main/store/session-query.ts';
import { id, listPart, profile, searchText, suite, time } from '../fields.ts';

/** Sessions that one request may forget. */
const forgetLimit = 500;

/** Parameters of the requests about stored sessions. */
export const sessionSchemas = {
  sessions: v.strictObject({
    search: v.exactOptional(searchText),
    standing: v.exactOptional(v.picklist(['unconfirmed', 'confirmed', 'suspect', 'quarantined'])),
    live: v.exactOptional(v.boolean()),
    pending: v.exactOptional(v.picklist(['none', 'update', 'request', 'response', 'any'])),
    profile: v.exactOptional(profile),
    suite: v.exactOptional(suite),
    credential: v.exactOptional(v.picklist(credentialStates)),
    hideExpired: v.exactOptional(v.boolean()),
    usedBefore: v.exactOptional(time),
    createdBefore: v.exactOptional(time),
    sizeAtLeast: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    peer: v.exactOptional(id),
    id: v.exactOptional(id),
    order: v.exactOptional(v.picklist(['used', 'created', 'epoch', 'peer'])),
    ...listPart,
  }),
  session: v.strictObject({ sessionId: id }),
  forgetSession: v.strictObject({ sessionId: id }),
  forgetSessions: v.strictObject({ sessionIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(forgetLimit)) }),
  suspectSession: v.strictObject({ sessionId: id }),
};
