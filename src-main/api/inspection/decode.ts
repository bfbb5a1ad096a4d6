import { toHex } from '#engine/bytes.ts';
import { explain, recognise, unwrap, unwrapText } from '#engine/index.ts';
import type { Decoded, DecodeParams } from '#shared/contract/inspection.ts';
import { refusal } from '../error-views.ts';
import { countFields, fieldView } from './views.ts';

/** Fields a face is given at most: a tree is many times as large as what it explains. */
const mostFields = 30_000;

/**
 * Bytes from elsewhere, explained by the codecs of the product.
 *
 * @throws {ApiError} `NOT_BYTES`, `TOO_MANY_FIELDS`
 */
export function decodeBytes({ input, from, as }: DecodeParams): Decoded {
  const dressed = from === 'file' ? unwrap(new Uint8Array(Buffer.from(input, 'base64'))) : unwrapText(input);
  if (dressed === null || dressed.bytes.length === 0) throw refusal('NOT_BYTES');
  const kind = as ?? recognise(dressed.bytes);
  const root = explain(dressed.bytes, kind);
  if (countFields(root) > mostFields) throw refusal('TOO_MANY_FIELDS', ['many-fields', mostFields]);
  return { kind, form: dressed.form, hex: toHex(dressed.bytes), root: fieldView(root) };
}
