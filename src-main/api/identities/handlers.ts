import { type SignatureScheme, suites } from '#engine/crypto/suites.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { IdentityLife } from '#main/hosts/identity-life.ts';
import type { Realm } from '#main/hosts/realm.ts';
import type { Identity } from '#main/store/identity-table.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import type { IdentityRequests } from '#shared/contract/identities.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { connectionView, identityView } from '../views.ts';
import { identityDetail } from './views.ts';

/** The life of an identity. Those of demo pairs live in realms of their own. */
export function identityHandlers(parts: CoreParts): HandlersOf<IdentityRequests> {
  const lifeOf = (id: string): IdentityLife => new IdentityLife(realmOf(parts, id), parts.connections);
  return {
    retiredIdentities: async () =>
      parts.realm.identities
        .all()
        .filter(({ retiredAt }) => retiredAt !== null)
        .map(identityView),
    identityDetail: async ({ identityId }) => detailOf(parts, identityId),
    renameIdentity: async ({ identityId, name }) => identityView(lifeOf(identityId).rename(identityId, name)),
    rotateIdentityKey: async ({ identityId, scheme }) =>
      identityView(lifeOf(identityId).rotate(identityId, scheme === null ? null : knownScheme(scheme))),
    retireIdentity: async ({ identityId, evenTheLast }) => identityView(lifeOf(identityId).retire(identityId, evenTheLast)),
    restoreIdentity: async ({ identityId }) => identityView(lifeOf(identityId).restore(identityId)),
    destroyIdentity: async ({ identityId, name }) => {
      if (realmOf(parts, identityId).identities.find(identityId).name !== name) throw new HostError('IDENTITY_NAME_DIFFERS');
      return identityView(lifeOf(identityId).destroy(identityId));
    },
    retryIdentity: async ({ connectionId }) => {
      const connection = parts.connections.require(connectionId);
      connection.retryIdentity();
      return connectionView(connection);
    },
  };
}

/** @throws {HostError} `UNKNOWN_IDENTITY` */
function realmOf({ realms }: CoreParts, identityId: string): Realm {
  for (const realm of realms) if (realm.store.identities.find(identityId) !== null) return realm;
  throw new HostError('UNKNOWN_IDENTITY');
}

function detailOf(parts: CoreParts, identityId: string) {
  const realm = realmOf(parts, identityId);
  const identity = realm.identities.find(identityId);
  const connections = parts.connections.ofIdentity(realm, identityId);
  return identityDetail(identity, realm.store.identities.sessionsByKey(identityId), connections, presentNames(realm, identity));
}

/** What the present credential of each key says. */
function presentNames({ store, crypto }: Realm, { id, keys }: Identity): ReadonlyMap<SignatureScheme, string> {
  const names = keys.flatMap(({ scheme }) => {
    const signer = store.identities.signer(id, scheme);
    if (signer === null) return [];
    crypto.erase(signer.privateKey);
    return [[scheme, credentialName(signer.credential)] as const];
  });
  return new Map(names);
}

function knownScheme(name: string): SignatureScheme {
  const suite = suites.find(({ signature }) => signature === name);
  if (suite === undefined) throw new HostError('NO_KEY_FOR_SUITE', { detail: name });
  return suite.signature;
}
