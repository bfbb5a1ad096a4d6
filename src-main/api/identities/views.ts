import { equal } from '#engine/bytes.ts';
import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { Identity, IdentityKey, OwnKeyUse } from '#main/store/identity-table.ts';
import { schemeNumber } from '#main/trust/signature-schemes.ts';
import type { IdentityConnection, IdentityDetail, IdentityUse } from '#shared/contract/identities.ts';
import type { FingerprintView, OwnIdentityState } from '#shared/views.ts';
import { fingerprintView, identityView } from '../views.ts';

/** Connections shown with an identity. */
const connectionLimit = 100;

/** @param names what the present credentials say by scheme: a certificate may say another name than the identity's */
export function identityDetail(
  identity: Identity,
  uses: readonly OwnKeyUse[],
  connections: readonly LogicalConnection[],
  names: ReadonlyMap<SignatureScheme, string>,
): IdentityDetail {
  return {
    identity: identityView(identity),
    uses: uses.map((use) => useView(identity, use, names)).sort((a, b) => Number(b.present) - Number(a.present) || b.sessions - a.sessions),
    connections: connections
      .flatMap(connectionOf)
      .sort((a, b) => order[a.state] - order[b.state])
      .slice(0, connectionLimit),
  };
}

const order: { readonly [S in OwnIdentityState]: number } = { refused: 0, updating: 1, behind: 2, current: 3, retired: 4 };

function useView({ keys, formerKeys }: Identity, { publicKey, name, sessions }: OwnKeyUse, names: ReadonlyMap<SignatureScheme, string>): IdentityUse {
  const key = publicKey === null ? undefined : [...keys, ...formerKeys].find((candidate) => equal(candidate.publicKey, publicKey));
  const present = key !== undefined && keys.includes(key) && names.get(key.scheme) === name;
  return { fingerprint: key === undefined ? null : keyFingerprint(key), scheme: key?.scheme ?? null, name, sessions, present };
}

function connectionOf(connection: LogicalConnection): readonly IdentityConnection[] {
  const state = connection.succession;
  if (state === null || connection.hidden) return [];
  return [{ connectionId: connection.id, label: connection.label, live: connection.live, state }];
}

export function keyFingerprint({ scheme, publicKey }: Pick<IdentityKey, 'scheme' | 'publicKey'>): FingerprintView {
  return fingerprintView({ scheme: schemeNumber(scheme), publicKey });
}
