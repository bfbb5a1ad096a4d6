import * as v from 'valibot';
import { id, nothing } from '../fields.ts';

/** Parameters of the requests about jobs. */
export const jobSchemas = { jobs: nothing, cancelJob: v.strictObject({ jobId: id }) };
