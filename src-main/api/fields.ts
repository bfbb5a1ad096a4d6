import * as v from 'valibot';
import { longestFilter } from '#shared/filter/parse.ts';

/** Limits of our own, characters or items. */
const idLength = 128;
const nameLength = 64;
const hostLength = 253;
/** `HOST:PORT`. */
export const addressLength = 300;
export const labelLength = 200;
const cardLength = 8_192;
export const textLength = 65_536;
const suiteCount = 32;
export const pinCount = 64;
export const pageSize = 1_000;
const searchLength = 500;
const listPageSize = 500;

export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(idLength));
export const name = v.pipe(v.string(), v.maxLength(nameLength * 4));
export const host = v.pipe(v.string(), v.minLength(1), v.maxLength(hostLength), v.regex(/^[^\s/@]+$/u));
export const card = v.pipe(v.string(), v.minLength(1), v.maxLength(cardLength));
export const suite = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
export const suites = v.pipe(v.array(suite), v.minLength(1), v.maxLength(suiteCount));
export const profile = v.picklist(['draft-00', 'editor-copy', 'draft-00-literal']);
export const trust = v.picklist(['pin', 'first-use', 'accept-any']);
export const marker = v.picklist(['require', 'allow-absent']);
export const portNumber = v.pipe(v.number(), v.integer(), v.maxValue(65_535));
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const filter = v.pipe(v.string(), v.maxLength(longestFilter));
/** Milliseconds since 1970. */
export const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const searchText = v.pipe(v.string(), v.maxLength(searchLength));
/** Which part of a long list. */
export const listPart = {
  after: v.exactOptional(
    v.strictObject({
      key: v.union([v.pipe(v.number(), v.finite()), v.pipe(v.string(), v.maxLength(textLength))]),
      id: v.pipe(v.string(), v.maxLength(idLength)),
    }),
  ),
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(listPageSize))),
  reversed: v.exactOptional(v.boolean()),
};
export const nothing = v.strictObject({});
export const connectionId = v.strictObject({ connectionId: id });
