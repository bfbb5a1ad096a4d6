import type { Session } from '#engine/two-party/session.ts';
import type { PeerKey } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { Attempt } from './attempt.ts';
import { type ConnectionRecord, type ConnectionSettings, decodeRecord, noFacts } from './connection-record.ts';
import { type Cause, HostError } from './host-error.ts';
import { LogicalConnection } from './logical-connection.ts';
import { freshId } from './randomness.ts';
import type { Realm } from './realm.ts';
import { type ConnectionSeed, rowOf } from './stored-connection.ts';
import { UnconfirmedSessions } from './unconfirmed-sessions.ts';

/** Inbound handshakes that failed before they had a session: shown, never stored, the oldest go first. */
const failedArrivalLimit = 32;

/** What a new logical connection starts from. */
export interface NewConnection {
  readonly label: string;
  readonly direction: ConnectionSeed['direction'];
  readonly address: string;
  readonly listenerId: string | null;
  readonly identityId: string;
  readonly settings: ConnectionSettings;
  readonly autoResume: boolean;
}

/** Every logical connection of this process, and which session belongs to which. */
export class Connections {
  readonly #all = new Map<string, LogicalConnection>();
  readonly #unconfirmed = new Map<Realm, UnconfirmedSessions>();
  readonly #failedArrivals: string[] = [];

  /** Newest first, without those removed from the list. */
  list(): readonly LogicalConnection[] {
    return [...this.#all.values()].filter((connection) => !connection.hidden).sort((a, b) => b.createdAt - a.createdAt);
  }

  find(id: string): LogicalConnection | null {
    return this.#all.get(id) ?? null;
  }

  /** @throws {HostError} `UNKNOWN_CONNECTION` */
  require(id: string): LogicalConnection {
    const connection = this.find(id);
    if (connection === null) throw new HostError('UNKNOWN_CONNECTION');
    return connection;
  }

  bySession(realm: Realm, sessionId: string | null): LogicalConnection | null {
    if (sessionId === null) return null;
    for (const connection of this.#all.values()) if (connection.realm === realm && connection.sessionId === sessionId) return connection;
    return null;
  }

  /** @throws {StoreError} */
  create(realm: Realm, start: NewConnection): LogicalConnection {
    const seed = seedOf(realm, start);
    realm.store.connections.add(rowOf(seed));
    return this.#add(realm, seed, true);
  }

  /** A connection that only shows why an inbound handshake failed. */
  createFailed(realm: Realm, start: NewConnection, attempt: Attempt, cause: Cause): LogicalConnection {
    const connection = this.#add(realm, seedOf(realm, start), false);
    connection.adoptFailed(attempt, cause);
    this.#failedArrivals.push(connection.id);
    if (this.#failedArrivals.length > failedArrivalLimit) {
      const oldest = this.#failedArrivals.shift();
      if (oldest !== undefined) this.remove(oldest);
    }
    return connection;
  }

  /** What earlier runs left, dormant. Connections that never had a session are gone with their run; R-HS step 4 is caught up with. */
  restore(realm: Realm): void {
    const { store, traces } = realm;
    for (const { id, standing, createdAt } of store.sessions.list()) if (standing === 'unconfirmed') this.#watch(realm).add(id, createdAt);
    const sessions = new Map(store.sessions.list().map((session) => [session.id, session]));
    // The row of a session knows its connection even when the program died before the reverse was stored.
    const byConnection = new Map([...sessions.values()].map(({ id, connectionId }) => [connectionId, id]));
    for (const { options, ...row } of store.connections.list()) {
      const record = decodeRecord(options);
      if (record === null) continue;
      const sessionId = row.sessionId !== null && sessions.has(row.sessionId) ? row.sessionId : (byConnection.get(row.id) ?? null);
      if (sessionId !== null) this.#add(realm, { ...row, sessionId, record }, true);
      else {
        store.connections.remove(row.id);
        traces.remove(row.id);
      }
    }
  }

  /** Lets restored connections resume by themselves. */
  wakeUp(realm: Realm): void {
    for (const connection of this.#all.values()) if (connection.realm === realm) connection.wakeUp();
  }

  /**
   * Takes a finished connection and its recording off the list. While it has a session the row stays, hidden.
   *
   * @throws {HostError} `UNKNOWN_CONNECTION`, `STILL_CONNECTED`
   */
  remove(id: string): void {
    const connection = this.require(id);
    if (connection.live) throw new HostError('STILL_CONNECTED');
    const { realm } = connection;
    connection.hide();
    realm.traces.remove(id);
    if (connection.sessionId === null) {
      connection.dispose();
      realm.store.connections.remove(id);
      this.#all.delete(id);
    }
    realm.announcements.connectionRemoved(id);
  }

  /** Destroys a session; a connection that uses it is cut first. @throws {StoreError} */
  forgetSession(realm: Realm, sessionId: string): void {
    const connection = this.bySession(realm, sessionId);
    if (connection?.live) connection.cut();
    realm.store.sessions.forget(sessionId);
    this.#watch(realm).settle(sessionId);
    connection?.sessionGone();
    if (connection?.hidden) this.remove(connection.id);
    realm.announcements.list('sessionsChanged');
  }

  /** Destroys every session with a peer that is not known any more. R-DEL "peer removal". @returns how many. @throws {StoreError} */
  forgetPeer(realm: Realm, keys: readonly PeerKey[]): number {
    const fingerprints = keys.map(fullFingerprint);
    const sessions = realm.store.sessions.list().filter(({ peerFingerprint }) => fingerprints.includes(peerFingerprint));
    for (const { id } of sessions) this.forgetSession(realm, id);
    return sessions.length;
  }

  /** Ends everything in order, or by cutting what has not ended after `timeout` milliseconds. */
  async close(timeout: number): Promise<void> {
    await Promise.all([...this.#all.values()].map((connection) => connection.shutDown(timeout)));
    for (const sessions of this.#unconfirmed.values()) sessions.close();
  }

  #add(realm: Realm, seed: ConnectionSeed, stored: boolean): LogicalConnection {
    const connection = new LogicalConnection(realm, seed, stored, { sessionStored: (session) => this.#sessionStored(realm, session) });
    this.#all.set(seed.id, connection);
    realm.announcements.connection(seed.id);
    return connection;
  }

  #sessionStored(realm: Realm, session: Session): void {
    if (session.standing === 'unconfirmed') this.#watch(realm).add(session.id, session.createdAt);
    else this.#watch(realm).settle(session.id);
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
      this.forgetSession(realm, sessionId);
    } catch (error) {
      // It stays until the next start tries again; every use of it is refused by the broken store anyway.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

function seedOf(realm: Realm, { settings, autoResume, ...start }: NewConnection): ConnectionSeed {
  const { wall } = realm.clock.now();
  const record: ConnectionRecord = {
    settings,
    autoResume,
    closed: false,
    hidden: false,
    facts: { ...noFacts, role: start.direction === 'outbound' ? 'initiator' : 'responder' },
  };
  return { ...start, id: freshId(), sessionId: null, createdAt: wall, lastUsedAt: wall, record };
}
