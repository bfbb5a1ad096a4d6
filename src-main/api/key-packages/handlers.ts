import { HostError } from '#main/hosts/host-error.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { KeyPackageRow } from '#main/store/key-package-table.ts';
import { pageOf } from '#main/store/paging.ts';
import { isFound, searchTerms, searchWords } from '#main/store/search-words.ts';
import type { KeyPackageParams, KeyPackageRequests } from '#shared/contract/key-packages.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { keyPackageDetailView, keyPackageView, readyRows } from './views.ts';

/** KeyPackages of the profile. */
export function keyPackageHandlers({ realm }: CoreParts): HandlersOf<KeyPackageRequests> {
  const { store, givenKeyPackages, identities } = realm;
  return {
    keyPackages: async (params) => {
      // the number of rows is bounded, and those that wait are in memory anyway
      const rows = [...readyRows(realm), ...store.keyPackages.list()].filter((row) => fits(row, params, realm.clock.now().wall));
      const { after = null, limit = 50, reversed = false } = params;
      const page = pageOf(rows, ({ changedAt }) => changedAt, !reversed, { after, limit });
      return { ...page, rows: page.rows.map(keyPackageView) };
    },
    keyPackage: async ({ keyPackageId }) => keyPackageDetailView(required(realm, keyPackageId)),
    newKeyPackage: async ({ identityId, suite, days }) =>
      keyPackageDetailView(await givenKeyPackages.offer(identities.require(identityId).id, suite, days)),
    withdrawKeyPackage: async ({ keyPackageId }) => {
      if (!givenKeyPackages.withdraw(keyPackageId)) throw new HostError('UNKNOWN_KEY_PACKAGE');
      return keyPackageDetailView(required(realm, keyPackageId));
    },
  };
}

function required(realm: Realm, id: string): KeyPackageRow {
  const row = realm.store.keyPackages.find(id) ?? readyRows(realm).find((ready) => ready.id === id);
  if (row === undefined) throw new HostError('UNKNOWN_KEY_PACKAGE');
  return row;
}

function fits(row: KeyPackageRow, { search, origin, state, identityId, suite, hideExpired, id }: KeyPackageParams, now: number): boolean {
  const tests = [
    search === undefined || isFound(searchTerms([row.name, row.address, row.id]), searchWords(search)),
    origin === undefined || row.origin === origin,
    state === undefined || row.state === state,
    identityId === undefined || row.identityId === identityId,
    suite === undefined || row.suite === suite,
    hideExpired !== true || row.notAfter >= now,
    id === undefined || row.id.startsWith(id),
  ];
  return tests.every(Boolean);
}
