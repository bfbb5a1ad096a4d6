import * as v from 'valibot';
import { id, seq } from '../fields.ts';

/** Parameters of the requests about recordings as files. */
export const recordingSchemas = {
  exportRecording: v.strictObject({ connectionId: id, after: seq, safe: v.boolean() }),
};
