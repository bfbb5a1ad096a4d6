import * as v from 'valibot';
import { keyPackageStates } from '#main/store/key-package-table.ts';
import { id, listPart, searchText, suite } from '../fields.ts';

/** R-KP: longer ones are refused by peers. */
const longestDays = 30;

/** Parameters of the requests about KeyPackages. */
export const keyPackageSchemas = {
  keyPackages: v.strictObject({
    search: v.exactOptional(searchText),
    origin: v.exactOptional(v.picklist(['connection', 'given', 'peer'])),
    state: v.exactOptional(v.picklist(keyPackageStates)),
    identityId: v.exactOptional(id),
    suite: v.exactOptional(suite),
    hideExpired: v.exactOptional(v.boolean()),
    id: v.exactOptional(id),
    ...listPart,
  }),
  keyPackage: v.strictObject({ keyPackageId: id }),
  newKeyPackage: v.strictObject({
    identityId: v.nullable(id),
    suite,
    days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestDays)),
  }),
  withdrawKeyPackage: v.strictObject({ keyPackageId: id }),
};
