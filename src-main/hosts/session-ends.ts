import { eraseSession } from '#engine/index.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { PeerKey } from '#main/store/pin-table.ts';
import { latestSessions } from '#main/store/session-query.ts';
import { StoreError } from '#main/store/store-error.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { Connections } from './connections.ts';
import { HostError } from './host-error.ts';
import type { Realm } from './realm.ts';
import { UnconfirmedSessions } from './unconfirmed-sessions.ts';

/** Sessions that are looked at together. */
const batch = 100;

/** How sessions end: forgotten, given up, or never confirmed; their connections end with them. */
export class SessionEnds {
  readonly #connections: Pick<Connections, 'bySession' | 'remove'>;
  readonly #unconfirmed = new Map<Realm, UnconfirmedSessions>();

  constructor(connections: Pick<Connections, 'bySession' | 'remove'>) {
    this.#connections = connections;
  }

  /** Destroys a session; a connection that uses it is cut first. @throws {StoreError} */
  forget(realm: Realm, sessionId: string): void {
    const connection = this.#connections.bySession(realm, sessionId);
    if (connection?.live) connection.cut();
    realm.store.sessions.forget(sessionId);
    this.#watch(realm).settle(sessionId);
    connection?.sessionGone();
    if (connection?.hidden) this.#connections.remove(connection.id);
    realm.announcements.session(realm, sessionId);
  }

  /**
   * Gives a session up without forgetting that it was: its secrets are destroyed, its row stays. R-DEL, R-ALERT.
   *
   * @throws {HostError} `UNKNOWN_SESSION`, `API_SESSION_SUSPECT` @throws {StoreError} for one in quarantine
   */
  suspect(realm: Realm, sessionId: string): void {
    const row = realm.store.sessions.find(sessionId);
    if (row === null) throw new HostError('UNKNOWN_SESSION');
    const connection = this.#connections.bySession(realm, sessionId);
    if (connection?.live) connection.cut();
    const session = realm.store.sessions.load(sessionId);
    if (session === null) throw new HostError('API_SESSION_SUSPECT', { rule: 'R-ALERT' });
    realm.store.sessions.save({ ...session, standing: 'suspect', generation: session.generation + 1n }, row, null);
    eraseSession(session, { mls: realm.mls, erase: realm.crypto.erase });
    this.#watch(realm).settle(sessionId);
    connection?.setAutoResume(false);
    realm.announcements.session(realm, sessionId);
  }

  /** Destroys every session with a peer that is not known any more. R-DEL "peer removal". @returns how many. @throws {StoreError} */
  forgetPeer(realm: Realm, keys: readonly PeerKey[]): number {
    let forgotten = 0;
    for (const peerFingerprint of keys.map(fullFingerprint)) {
      const query = { ...latestSessions, filter: { peerFingerprint }, limit: batch };
      for (let { rows } = realm.store.sessions.page(query); rows.length > 0; { rows } = realm.store.sessions.page(query)) {
        for (const { id } of rows) this.forget(realm, id);
        forgotten += rows.length;
      }
    }
    return forgotten;
  }

  /** Watches what an earlier run left unconfirmed, the oldest first. */
  restore(realm: Realm): void {
    const unconfirmed = realm.store.sessions.page({ ...latestSessions, filter: { standing: 'unconfirmed' }, limit: Number.MAX_SAFE_INTEGER });
    for (const { id } of unconfirmed.rows.toSorted((a, b) => a.createdAt - b.createdAt)) this.#watch(realm).add(id);
  }

  /** A session begins or stops to wait for its confirmation. R-HS step 4. */
  stored(realm: Realm, session: Session): void {
    if (session.standing === 'unconfirmed') this.#watch(realm).add(session.id);
    else this.#watch(realm).settle(session.id);
  }

  /** A realm is given up with all its sessions. */
  discard(realm: Realm): void {
    for (const { id } of realm.store.sessions.list()) realm.store.sessions.forget(id);
    this.#unconfirmed.get(realm)?.close();
    this.#unconfirmed.delete(realm);
  }

  close(): void {
    for (const sessions of this.#unconfirmed.values()) sessions.close();
  }

  #watch(realm: Realm): UnconfirmedSessions {
    const known = this.#unconfirmed.get(realm);
    if (known !== undefined) return known;
    const made = new UnconfirmedSessions(realm.clock, (sessionId) => this.#expire(realm, sessionId));
    this.#unconfirmed.set(realm, made);
    return made;
  }

  #expire(realm: Realm, sessionId: string): void {
    try {
      this.forget(realm, sessionId);
    } catch (error) {
      // It stays until the next start tries again; every use of it is refused by the broken store anyway.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}
