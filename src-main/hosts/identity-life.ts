import type { SignatureScheme } from '#engine/crypto/suites.ts';
import type { Identity } from '#main/store/identity-table.ts';
import type { Connections } from './connections.ts';
import type { Realm } from './realm.ts';

/** What changes an identity while it is in use: first the store, then what was made ahead, then every open connection. */
export class IdentityLife {
  readonly #realm: Realm;
  readonly #connections: Connections;

  constructor(realm: Realm, connections: Connections) {
    this.#realm = realm;
    this.#connections = connections;
  }

  /** @throws {HostError} as {@link Identities.rename} */
  rename(id: string, name: string): Identity {
    return this.changed(this.#realm.identities.rename(id, name));
  }

  /** @throws {HostError} as {@link Identities.rotate} */
  rotate(id: string, scheme: SignatureScheme | null): Identity {
    return this.changed(this.#realm.identities.rotate(id, scheme));
  }

  /** @throws {HostError} as {@link Identities.retire} */
  retire(id: string, evenTheLast: boolean): Identity {
    return this.changed(this.#realm.identities.retire(id, evenTheLast));
  }

  /** @throws {HostError} as {@link Identities.restore} */
  restore(id: string): Identity {
    return this.changed(this.#realm.identities.restore(id));
  }

  /**
   * Destroys the sessions of a retired identity, each of which holds its key, and then its keys. A crash in between leaves some of
   * it done; doing it again finishes it.
   *
   * @throws {HostError} as {@link Identities.destroyKeys}
   */
  destroy(id: string): Identity {
    this.#realm.identities.requireRetired(id);
    for (const session of this.#realm.store.sessions.list())
      if (session.identityId === id) this.#connections.sessionEnds.forget(this.#realm, session.id);
    return this.changed(this.#realm.identities.destroyKeys(id));
  }

  /** Who an identity is has changed, durably: its name, a key, or the certificates of a key. */
  changed(identity: Identity): Identity {
    this.#realm.keyPackages.drop(identity.id);
    this.#realm.announcements.list('identitiesChanged');
    for (const connection of this.#connections.ofIdentity(this.#realm, identity.id)) connection.followIdentity();
    return identity;
  }
}
