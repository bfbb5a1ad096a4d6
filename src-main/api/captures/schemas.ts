import * as v from 'valibot';
import { captureForms, heldPiece, keyLogLimit } from '#shared/contract/captures.ts';
import { connectionId, id, labelLength, seq } from '../fields.ts';

/** Parameters of the requests about captures. */
export const captureSchemas = {
  capture: connectionId,
  exportCapture: v.strictObject({ connectionId: id, form: v.picklist(captureForms), plaintext: v.boolean() }),
  beginCapture: v.strictObject({ size: v.pipe(seq, v.minValue(1)) }),
  writeCapture: v.strictObject({ heldId: id, offset: seq, data: v.pipe(v.string(), v.maxLength(Math.ceil(heldPiece / 3) * 4), v.base64()) }),
  importCapture: v.strictObject({
    heldId: id,
    name: v.pipe(v.string(), v.maxLength(labelLength)),
    keyLog: v.nullable(v.pipe(v.string(), v.maxLength(keyLogLimit))),
  }),
  readHeld: v.strictObject({ heldId: id, offset: seq }),
  dropHeld: v.strictObject({ heldId: id }),
};
