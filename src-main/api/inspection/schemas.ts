import * as v from 'valibot';
import { id, seq } from '../fields.ts';

/** Parameters of the requests that look into recorded bytes. */
export const inspectionSchemas = {
  rowFields: v.strictObject({ connectionId: id, seq }),
};
