import { toHex } from '#engine/bytes.ts';
import type { Realm } from '#main/hosts/realm.ts';
import { newKeyPackage } from '#main/hosts/given-key-packages.ts';
import type { KeyPackageRow } from '#main/store/key-package-table.ts';
import type { KeyPackageDetailView, KeyPackageView } from '#shared/contract/key-packages.ts';

export function keyPackageView(row: KeyPackageRow): KeyPackageView {
  const { message: _message, ...view } = row;
  return view;
}

export function keyPackageDetailView(row: KeyPackageRow): KeyPackageDetailView {
  return { ...keyPackageView(row), message: row.message.length === 0 ? null : Buffer.from(row.message).toString('base64') };
}

/** Those that wait in memory for the next client_hello. */
export function readyRows({ keyPackages, store, clock }: Realm): readonly KeyPackageRow[] {
  const { wall } = clock.now();
  return keyPackages.ready.map(({ identityId, keyPackage }) => ({
    ...newKeyPackage(keyPackage, identityId, store.identities.find(identityId)?.name ?? ''),
    id: toHex(keyPackage.reference),
    origin: 'connection' as const,
    state: 'ready' as const,
    createdAt: wall,
    changedAt: wall,
    overSince: null,
    replays: 0,
  }));
}
