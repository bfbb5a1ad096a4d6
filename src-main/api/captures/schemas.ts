import * as v from 'valibot';
import { captureForms } from '#shared/contract/captures.ts';
import { connectionId, id, seq } from '../fields.ts';

/** Parameters of the requests about captures. */
export const captureSchemas = {
  capture: connectionId,
  exportCapture: v.strictObject({ connectionId: id, form: v.picklist(captureForms), plaintext: v.boolean() }),
  readHeld: v.strictObject({ heldId: id, offset: seq }),
  dropHeld: v.strictObject({ heldId: id }),
};
