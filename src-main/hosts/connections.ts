import type { KeyPolicy } from '#shared/key-policy.ts';
import type { ConnectionRow, SessionRow } from '#main/store/store.ts';
import type { Attempt } from './attempt.ts';
import type { ConnectionObserver } from './attempted-connection.ts';
import { decodeRecord } from './connection-record.ts';
import { type NewConnection, rowForSession, seedOf, sessionOf } from './connection-rows.ts';
import { type Cause, HostError } from './host-error.ts';
import { keepKeyPolicy } from './key-policies.ts';
import { LogicalConnection } from './logical-connection.ts';
import type { Realm } from './realm.ts';
import { SessionEnds } from './session-ends.ts';
import { type ConnectionSeed, rowOf } from './stored-connection.ts';

/** Inbound handshakes that failed before they had a session: shown, never stored, the oldest go first. */
const failedArrivalLimit = 32;

/** Stored connections that are listed when the program starts; older ones are found by their id or session, or wake up. */
const restoredLimit = 200;

/** Every logical connection of this process, and which session belongs to which. Stored ones come to life when they are asked for. */
export class Connections {
  readonly sessionEnds = new SessionEnds(this);
  readonly #all = new Map<string, LogicalConnection>();
  readonly #bySession = new Map<Realm, Map<string, LogicalConnection>>();
  readonly #stored = new Set<Realm>();
  readonly #failedArrivals: string[] = [];

  /** Newest first, without those removed from the list. */
  list(): readonly LogicalConnection[] {
    return [...this.#all.values()].filter((connection) => !connection.hidden).sort((a, b) => b.createdAt - a.createdAt);
  }

  find(id: string): LogicalConnection | null {
    const known = this.#all.get(id);
    if (known !== undefined) return known;
    for (const realm of this.#stored) {
      const row = realm.store.connections.find(id);
      if (row !== null) return this.#revive(realm, row);
    }
    return null;
  }

  /** @throws {HostError} `UNKNOWN_CONNECTION` */
  require(id: string): LogicalConnection {
    const connection = this.find(id);
    if (connection === null) throw new HostError('UNKNOWN_CONNECTION');
    return connection;
  }

  bySession(realm: Realm, sessionId: string | null): LogicalConnection | null {
    if (sessionId === null) return null;
    const known = this.#bySession.get(realm)?.get(sessionId);
    if (known !== undefined || !this.#stored.has(realm)) return known ?? null;
    const row = rowForSession(realm, sessionId);
    return row === null ? null : this.#revive(realm, row);
  }

  /** The connection of a session if it is in memory: every one that is in use, and those of the last used sessions. */
  inMemory(realm: Realm, sessionId: string): LogicalConnection | null {
    return this.#bySession.get(realm)?.get(sessionId) ?? null;
  }

  /** The connection of a session for one look at it: a stored one does not come to life. */
  peek(realm: Realm, session: SessionRow): LogicalConnection | null {
    const known = this.#bySession.get(realm)?.get(session.id);
    if (known !== undefined || !this.#stored.has(realm)) return known ?? null;
    const row = rowForSession(realm, session.id, session.connectionId);
    const record = row === null ? null : decodeRecord(row.options);
    return row === null || record === null ? null : new LogicalConnection(realm, { ...row, sessionId: session.id, record }, false, unobserved);
  }

  /** Sessions in use now. */
  liveSessions(realm: Realm): readonly string[] {
    return [...(this.#bySession.get(realm) ?? [])].filter(([, connection]) => connection.live).map(([id]) => id);
  }

  /** Every connection that goes under an identity. */
  ofIdentity(realm: Realm, identityId: string): readonly LogicalConnection[] {
    return [...this.#all.values()].filter((connection) => connection.realm === realm && connection.identityId === identityId);
  }

  /** Every connection of a realm that is in memory, the oldest first. */
  ofRealm(realm: Realm): readonly LogicalConnection[] {
    return [...this.#all.values()].filter((connection) => connection.realm === realm);
  }

  /** The policy of all connections that have none of their own. @param policy `null`: the product's. @throws {StoreError} */
  setDefaultKeyPolicy(realm: Realm, policy: KeyPolicy | null): void {
    const followers = this.ofRealm(realm).filter(({ ownKeyPolicy }) => ownKeyPolicy === null);
    const before = followers.map((connection) => [connection, connection.autoResume] as const);
    keepKeyPolicy(realm, policy);
    for (const [connection, resumed] of before) connection.keyPolicyChanged(resumed);
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

  /**
   * What earlier runs or a backup left, dormant: the last used ones now, others when they are asked for. Connections that never had a session are
   * gone with their run; R-HS step 4 is caught up with.
   */
  restore(realm: Realm, how: 'tidy' | 'look' = 'tidy'): void {
    const { store } = realm;
    this.#stored.add(realm);
    this.sessionEnds.restore(realm);
    // Those without a session are removed: not from a profile that is open for reading only.
    const left = how === 'tidy' ? store.connections.withoutSession() : [];
    for (const row of left) {
      const sessionId = this.#revive(realm, row)?.sessionId ?? null;
      if (sessionId !== null) store.connections.edit(row.id, { sessionId });
    }
    for (const row of store.connections.latest(restoredLimit)) this.#revive(realm, row);
  }

  /** Resumes a stored connection as after a start, if it can be. Resolves when it is open or has failed. */
  async wake(realm: Realm, row: ConnectionRow): Promise<void> {
    await this.#revive(realm, row)?.wakeUp();
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
    realm.captures.remove(id);
    if (connection.sessionId === null) {
      connection.dispose();
      realm.store.connections.remove(id);
      this.#forgetEntry(id);
    }
    realm.announcements.connectionRemoved(id);
  }

  /** Gives up a realm of a laboratory: its connections end without a word, and go with their recordings and sessions. */
  discard(realm: Realm): void {
    for (const connection of this.ofRealm(realm)) {
      if (connection.live) connection.cut();
      connection.dispose();
      realm.traces.remove(connection.id);
      this.#forgetEntry(connection.id);
      realm.announcements.connectionRemoved(connection.id);
    }
    this.sessionEnds.discard(realm);
    this.#bySession.delete(realm);
  }

  /** Ends everything in order, or by cutting what has not ended after `timeout` milliseconds. */
  async close(timeout: number): Promise<void> {
    await Promise.all([...this.#all.values()].map((connection) => connection.shutDown(timeout)));
    this.sessionEnds.close();
  }

  #add(realm: Realm, seed: ConnectionSeed, stored: boolean): LogicalConnection {
    const connection = new LogicalConnection(realm, seed, stored, {
      sessionStored: (session) => this.sessionEnds.stored(realm, session),
      sessionChanged: (before) => this.#assign(realm, connection, before),
    });
    this.#all.set(seed.id, connection);
    this.#assign(realm, connection, null);
    realm.announcements.connection(seed.id);
    return connection;
  }

  /** What a row says; nothing when its session is gone, and the row goes, too. */
  #revive(realm: Realm, row: ConnectionRow): LogicalConnection | null {
    const known = this.#all.get(row.id);
    if (known !== undefined) return known;
    const record = decodeRecord(row.options);
    if (record === null) return null;
    const sessionId = sessionOf(realm, row);
    if (sessionId !== null) return this.#add(realm, { ...row, sessionId, record }, true);
    realm.store.connections.remove(row.id);
    realm.traces.remove(row.id);
    return null;
  }

  #forgetEntry(id: string): void {
    this.#all.delete(id);
    const at = this.#failedArrivals.indexOf(id);
    if (at >= 0) this.#failedArrivals.splice(at, 1);
  }

  #assign(realm: Realm, connection: LogicalConnection, before: string | null): void {
    const sessions = this.#bySession.get(realm) ?? new Map<string, LogicalConnection>();
    this.#bySession.set(realm, sessions);
    if (before !== null && sessions.get(before) === connection) sessions.delete(before);
    if (connection.sessionId !== null) sessions.set(connection.sessionId, connection);
  }
}

const unobserved: ConnectionObserver = { sessionStored: () => undefined, sessionChanged: () => undefined };
