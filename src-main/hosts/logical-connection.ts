import { alertDescriptions } from '#engine/alert.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import type { Policy } from '#engine/mls-tls/connection-api.ts';
import { defaultPolicy } from '#engine/index.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { ConnectionRow, Direction, SessionAbout } from '#main/store/store.ts';
import { StoreError } from '#main/store/store-error.ts';
import { dial } from '#main/transport/tcp.ts';
import { type Transport, TransportError } from '#main/transport/transport.ts';
import { fullFingerprint } from '#main/trust/fingerprint.ts';
import type { TrustContext } from '#main/trust/policy.ts';
import type { ConnectionState } from '#shared/views.ts';
import { Attempt, type AttemptOptions, type AttemptOwner } from './attempt.ts';
import { type ConnectionFacts, type ConnectionRecord, type ConnectionSettings, encodeRecord } from './connection-record.ts';
import type { DataSink } from './data-sink.ts';
import { type Cause, HostError } from './host-error.ts';
import { MessageLog, MessageSink } from './message-log.ts';
import { PipeStream } from './pipe-stream.ts';
import type { Realm } from './realm.ts';
import { afterEnd, refusalLimit } from './retry-policy.ts';
import { RetrySchedule } from './retry-schedule.ts';
import { withSession } from './session-facts.ts';
import { Waiters } from './waiters.ts';

/** How long a close waits for the peer's close_notify, milliseconds. */
const closeTimeout = 5_000;

/** What a logical connection is made of before its first attempt, or as it was stored. */
export interface ConnectionSeed {
  readonly id: string;
  readonly label: string;
  readonly direction: Direction;
  readonly address: string;
  readonly listenerId: string | null;
  readonly identityId: string;
  readonly sessionId: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly record: ConnectionRecord;
}

/** What the list of connections hears from its members. */
export interface ConnectionObserver {
  /** Whether a row for it is in the store. */
  readonly stored: boolean;
  sessionStored(connection: LogicalConnection, session: Session): void;
}

/**
 * One connection as people see it: it keeps its id over cuts, resumptions and restarts. Each transport it uses is an
 * {@link Attempt}; at most one of them is open.
 */
export class LogicalConnection implements AttemptOwner {
  readonly id: string;
  readonly label: string;
  readonly direction: Direction;
  readonly identityId: string;
  readonly createdAt: number;
  readonly realm: Realm;
  readonly messages: MessageLog;
  /** The other end of a demo pair. */
  demoPeerId: string | null = null;
  /** Takes the data of every attempt as a stream. */
  onPipe: ((pipe: PipeStream) => void) | null = null;
  readonly #observer: ConnectionObserver;
  readonly #retries: RetrySchedule;
  readonly #opening = new Waiters();
  readonly #updating = new Waiters();
  readonly #closing = new Waiters();
  readonly #attempts = new Set<Attempt>();
  readonly #numbers = new WeakMap<Attempt, number>();
  #record: ConnectionRecord;
  #address: string;
  #listenerId: string | null;
  #sessionId: string | null;
  #lastActivityAt: number;
  #current: Attempt | null = null;
  #dialing: AbortController | null = null;
  #messageSink: MessageSink | null = null;
  #outcome: 'closed' | 'dormant' | 'failed';
  #cause: Cause | null = null;
  /** What we ourselves asked for, until the next attempt. */
  #intent: 'none' | 'close' | 'cut' = 'none';
  #halfClosed = false;
  #disposed = false;
  #refusals = 0;

  constructor(realm: Realm, seed: ConnectionSeed, observer: ConnectionObserver) {
    this.realm = realm;
    this.id = seed.id;
    this.label = seed.label;
    this.direction = seed.direction;
    this.identityId = seed.identityId;
    this.createdAt = seed.createdAt;
    this.messages = new MessageLog(seed.id, realm.clock, realm.announcements);
    this.#observer = observer;
    this.#record = seed.record;
    this.#address = seed.address;
    this.#listenerId = seed.listenerId;
    this.#sessionId = seed.sessionId;
    this.#lastActivityAt = seed.lastUsedAt;
    this.#outcome = seed.sessionId === null ? 'failed' : 'dormant';
    this.#retries = new RetrySchedule(realm.clock, realm.randomness, () => void this.#resumeOnce().catch(() => undefined)); // the end is in the state
  }

  // -- what views show ----------------------------------------------------------------------------------------------

  get state(): ConnectionState {
    const attempt = this.#current;
    if (attempt?.isOpen) return this.#halfClosed || !attempt.status.writable ? 'half-closed' : 'open';
    if (attempt?.status.state === 'open') return 'unconfirmed';
    if (attempt !== null || this.#dialing !== null) return this.#sessionId === null ? 'connecting' : 'resuming';
    return this.#retries.nextRetryAt === null ? this.#outcome : 'waiting';
  }

  get engineState(): string {
    return this.#current?.status.state ?? (this.#dialing === null ? 'none' : 'dialling');
  }

  get settings(): ConnectionSettings {
    return this.#record.settings;
  }

  get facts(): ConnectionFacts {
    return this.#record.facts;
  }

  get address(): string {
    return this.#address;
  }

  get listenerId(): string | null {
    return this.#listenerId;
  }

  get sessionId(): string | null {
    return this.#sessionId;
  }

  get autoResume(): boolean {
    return this.#record.autoResume;
  }

  get hidden(): boolean {
    return this.#record.hidden;
  }

  get nextRetryAt(): number | null {
    return this.#retries.nextRetryAt;
  }

  get cause(): Cause | null {
    return this.#cause;
  }

  get lastActivityAt(): number {
    return this.#lastActivityAt;
  }

  get updatePending(): boolean {
    return this.#current?.status.updating ?? false;
  }

  get writable(): boolean {
    return this.#current?.status.writable ?? false;
  }

  get bytesSent(): number {
    return this.facts.bytesSent + (this.#current?.bytesSent ?? 0);
  }

  get bytesReceived(): number {
    return this.facts.bytesReceived + (this.#current?.bytesReceived ?? 0);
  }

  /** Whether a transport is in use or being opened. */
  get live(): boolean {
    return this.#attempts.size > 0 || this.#dialing !== null;
  }

  /** Why it cannot be resumed from here now; `null` when it can. */
  get obstacle(): HostError | EngineError | null {
    if (this.#sessionId === null) return new HostError('NOTHING_TO_RESUME');
    if (this.settings.dial === null) return new HostError('CANNOT_DIAL');
    return this.live ? new HostError('STILL_CONNECTED') : null;
  }

  // -- what people ask for ------------------------------------------------------------------------------------------

  /**
   * A handshake, suite after suite as long as the peer answers inappropriate_fallback. R-KP.
   *
   * @throws {Cause}
   */
  async connect(): Promise<void> {
    const { suites } = this.settings;
    for (const [index, suite] of suites.entries()) {
      try {
        return await this.#handshake(suite);
      } catch (cause) {
        if (index + 1 === suites.length || !isFallback(cause)) throw cause;
      }
    }
  }

  /** @throws {Cause} */
  async resume(): Promise<void> {
    if (this.#current?.isOpen) throw new HostError('STILL_CONNECTED');
    if (this.live && this.#sessionId !== null) return this.#opening.wait();
    const { obstacle } = this;
    if (obstacle !== null) throw obstacle;
    this.#retries.reset();
    this.#refusals = 0;
    return this.#resumeOnce();
  }

  /** Resolves when an update of ours is complete. @throws {Cause} */
  update(): Promise<void> {
    const done = this.#updating.wait();
    try {
      this.#requireOpen().update();
    } catch (error) {
      this.#updating.reject(error instanceof EngineError ? error : new HostError('NOT_CONNECTED'));
    }
    this.#announce();
    return done;
  }

  /** Resolves when the bytes are handed to the transport. @throws {Cause} */
  async send(data: Uint8Array): Promise<void> {
    this.#requireOpen();
    if (this.#messageSink === null) throw new HostError('IN_USE', { detail: 'the data of this connection belongs to a pipe' });
    await this.#messageSink.send(data);
    this.#announce();
  }

  /** As a network failure would. @throws {HostError} `NOT_CONNECTED` */
  cut(): void {
    if (!this.live) throw new HostError('NOT_CONNECTED');
    this.#intent = 'cut';
    this.#dialing?.abort();
    for (const attempt of [...this.#attempts]) attempt.cut();
    this.#announce();
  }

  /** Ends in order and waits for the peer to do the same, for a while. Never rejects: what does not close is cut. */
  async close(timeout: number = closeTimeout): Promise<void> {
    this.#retries.cancel();
    this.#intent = 'close';
    this.#dialing?.abort();
    const closed = this.#closing.wait();
    const { clock } = this.realm;
    const cancel = clock.at(clock.now().monotonic + timeout, () => {
      for (const attempt of [...this.#attempts]) attempt.cut();
    });
    for (const attempt of [...this.#attempts]) {
      if (attempt.isOpen) attempt.close();
      else attempt.abort();
    }
    if (this.#current !== null) this.#halfClosed = true;
    if (!this.live) this.#rest('closed', null);
    this.#announce();
    await closed;
    cancel();
  }

  setAutoResume(on: boolean): void {
    this.#change({ autoResume: on });
    if (!on) this.#retries.cancel();
    else if (!this.live && this.#outcome === 'dormant' && this.obstacle === null) this.#retries.schedule();
    this.#announce();
  }

  /** After a restart: what was open then comes back by itself. */
  wakeUp(): void {
    if (this.autoResume && !this.settings.piped && this.obstacle === null && this.#outcome === 'dormant') this.#retries.schedule();
  }

  hide(): void {
    this.#retries.cancel();
    this.#change({ hidden: true });
  }

  /** The session was forgotten. */
  sessionGone(): void {
    this.#sessionId = null;
    this.#retries.cancel();
    if (!this.live) this.#rest(this.#outcome === 'closed' ? 'closed' : 'failed', new HostError('UNKNOWN_SESSION'));
    this.#save();
    this.#announce();
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.#disposed = true;
    this.#retries.cancel();
    this.#dialing?.abort();
  }

  /** The program ends. A stream that was not ended must not look complete to the peer: it is cut. */
  async shutDown(timeout: number): Promise<void> {
    this.dispose();
    if (!this.live) return;
    if (this.onPipe !== null && this.writable) this.cut();
    else await this.close(timeout);
  }

  // -- attempts -----------------------------------------------------------------------------------------------------

  get trustContext(): TrustContext {
    const { trust, given } = this.settings;
    return { mode: trust, direction: this.direction, address: this.#address, listenerId: this.#listenerId, given, ownKeys: this.realm.identities.keys(this.identityId) };
  }

  /** An inbound transport turned out to be the next attempt of this connection. */
  adopt(attempt: Attempt, listenerId: string): void {
    this.#listenerId = listenerId;
    if (this.direction === 'inbound') this.#address = attempt.transport.remoteAddress;
    this.#retries.cancel();
    this.#attach(attempt);
  }

  /** An inbound transport that failed before it had a session; only its recording remains. */
  adoptFailed(attempt: Attempt, cause: Cause): void {
    this.#attach(attempt);
    this.#attempts.delete(attempt);
    this.#current = null;
    this.#rest('failed', cause);
  }

  about(session: Session, attempt: Attempt): SessionAbout {
    this.#note(session, attempt);
    const { peer } = this.facts;
    return {
      connectionId: this.id,
      identityId: this.identityId,
      direction: this.direction,
      address: this.direction === 'outbound' ? this.#address : null,
      peerName: peer?.name ?? '',
      peerFingerprint: peer === null ? '' : fullFingerprint(peer),
      insecure: peer?.accepted === 'unchecked',
      lastUsedAt: this.realm.clock.now().wall,
    };
  }

  sessionStored(session: Session): void {
    if (this.#sessionId !== session.id) {
      this.#sessionId = session.id;
      this.#save();
    }
    this.#observer.sessionStored(this, session);
    this.realm.announcements.list('sessionsChanged');
  }

  opened(attempt: Attempt, session: Session): DataSink {
    this.#current = attempt;
    this.#halfClosed = false;
    this.#intent = 'none';
    this.#cause = null;
    this.#refusals = 0;
    this.#retries.reset();
    this.#note(session, attempt);
    this.#record = { ...this.#record, hidden: false };
    this.#save();
    const sink = this.#sinkFor(attempt);
    this.#opening.resolve();
    this.#announceEpoch();
    return sink;
  }

  updated(attempt: Attempt, session: Session, by: 'us' | 'peer'): void {
    this.#note(session, attempt);
    const { facts } = this;
    this.#record = { ...this.#record, facts: by === 'us' ? { ...facts, updatesByUs: facts.updatesByUs + 1 } : { ...facts, updatesByPeer: facts.updatesByPeer + 1 } };
    if (by === 'us') this.#updating.resolve();
    this.#announceEpoch();
  }

  identityChanged(attempt: Attempt, session: Session): void {
    this.#note(session, attempt);
    this.#announce();
  }

  peerClosed(attempt: Attempt): void {
    if (attempt === this.#current) this.#halfClosed = true;
  }

  turned(_attempt: Attempt): void {
    this.#lastActivityAt = this.realm.clock.now().wall;
    this.realm.announcements.connection(this.id);
  }

  ended(attempt: Attempt, failure: Failure, cause: Cause): void {
    this.#attempts.delete(attempt);
    const { facts } = this;
    this.#record = { ...this.#record, facts: { ...facts, bytesSent: facts.bytesSent + attempt.bytesSent, bytesReceived: facts.bytesReceived + attempt.bytesReceived } };
    if (attempt === this.#current) {
      this.#current = null;
      this.#messageSink = null;
      this.#updating.reject(cause);
    }
    const [other] = this.#attempts;
    if (other !== undefined) this.#current ??= other;
    else if (this.#dialing === null) this.#fall(cause, failure.kind === 'ended' && failure.reason === 'closed');
    this.#save();
    this.#announce();
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  #requireOpen(): Attempt {
    if (this.#current === null || !this.#current.isOpen) throw new HostError('NOT_CONNECTED');
    return this.#current;
  }

  get #policy(): Policy {
    const { profile, suites, marker } = this.settings;
    return { ...defaultPolicy, profiles: [profile], suites, marker };
  }

  async #handshake(suite: number): Promise<void> {
    const { realm } = this;
    const { profile } = this.settings;
    const policy = this.#policy;
    const keyPackage = await realm.keyPackages.take({ identityId: this.identityId, suite, profiles: policy.profiles, enabledSuites: policy.suites });
    const transport = await this.#dial().catch((cause: unknown) => {
      realm.mls.eraseKeyPackage(keyPackage);
      throw cause;
    });
    return this.#start(this.#attemptOver(transport, (trace, now) => realm.endpoint.connect({ policy, profile, keyPackage, trace }, now)));
  }

  async #resumeOnce(): Promise<void> {
    const { realm } = this;
    const transport = await this.#dial();
    if (this.#attempts.size > 0) {
      // The peer came first.
      transport.destroy();
      return this.#current?.isOpen ? undefined : this.#opening.wait();
    }
    return this.#start(this.#prepareResumption(transport));
  }

  #prepareResumption(transport: Transport): Attempt {
    const { realm } = this;
    try {
      const session = this.#loadSession();
      const policy = this.#policy;
      return this.#attemptOver(transport, (trace, now) => realm.endpoint.resume({ policy, session, trace }, now));
    } catch (error) {
      transport.destroy();
      const cause = error instanceof StoreError || error instanceof EngineError || error instanceof HostError ? error : new HostError('UNEXPECTED');
      this.#rest('dormant', cause);
      this.#announce();
      throw cause;
    }
  }

  #loadSession(): Session {
    const id = this.#sessionId;
    const session = id === null ? null : (this.realm.endpoint.session(id) ?? this.realm.store.sessions.load(id));
    if (session === null) throw new HostError('UNKNOWN_SESSION');
    return session;
  }

  async #dial(): Promise<Transport> {
    const { dial: target } = this.settings;
    if (target === null) throw new HostError('CANNOT_DIAL');
    const controller = new AbortController();
    this.#dialing = controller;
    this.#intent = 'none';
    this.#announce();
    try {
      const transport = await dial(target.host, target.port, controller.signal);
      this.#dialing = null;
      return transport;
    } catch (error) {
      this.#dialing = null;
      const cause = error instanceof TransportError ? error : new HostError('UNEXPECTED');
      if (this.#attempts.size === 0) this.#fall(cause, false);
      this.#announce();
      throw cause;
    }
  }

  #attemptOver(transport: Transport, connect: AttemptOptions['connect']): Attempt {
    return new Attempt({ realm: this.realm, transport, connect, contextOf: () => this.trustContext, claim: () => this, orphaned: () => undefined });
  }

  #start(attempt: Attempt): Promise<void> {
    const done = this.#opening.wait();
    this.#attach(attempt);
    attempt.start(this);
    return done;
  }

  #attach(attempt: Attempt): void {
    const number = this.facts.attempts + 1;
    this.#numbers.set(attempt, number);
    this.#record = { ...this.#record, facts: { ...this.facts, attempts: number, role: attempt.status.role } };
    attempt.trace.bind(this.realm.traces.createRecorder(this.id, number));
    this.#attempts.add(attempt);
    this.#current ??= attempt;
    this.#announce();
  }

  #sinkFor(attempt: Attempt): DataSink {
    if (this.onPipe !== null) {
      const pipe = new PipeStream(attempt);
      this.onPipe(pipe);
      return pipe;
    }
    this.#messageSink = new MessageSink(this.messages, this.#numbers.get(attempt) ?? this.facts.attempts, attempt);
    return this.#messageSink;
  }

  /** The last attempt is over, or none came about. */
  #fall(cause: Cause, complete: boolean): void {
    if (complete || this.#intent === 'close') return this.#rest('closed', null);
    if (this.#sessionId === null) return this.#rest('failed', cause);
    this.#rest('dormant', this.#intent === 'cut' ? null : cause);
    const next = afterEnd(cause);
    this.#refusals = next === 'refused' ? this.#refusals + 1 : 0;
    if (this.#disposed || !this.autoResume || this.settings.dial === null || next === 'stop' || this.#refusals >= refusalLimit) return;
    this.#retries.schedule();
  }

  #rest(outcome: 'closed' | 'dormant' | 'failed', cause: Cause | null): void {
    this.#outcome = outcome;
    this.#cause = cause;
    this.#halfClosed = false;
    this.#opening.reject(cause ?? new HostError('ENDED_aborted'));
    this.#closing.resolve();
  }

  #note(session: Session, attempt: Attempt): void {
    this.#record = { ...this.#record, facts: withSession(this.facts, session, attempt.status.role, attempt.decision?.basis ?? null) };
  }

  #change(change: Partial<ConnectionRecord>): void {
    this.#record = { ...this.#record, ...change };
    this.#save();
  }

  /** Never throws: what is lost here is shown, while the session itself is stored on its own. */
  #save(): void {
    if (!this.#observer.stored) return;
    const { store, clock, notices } = this.realm;
    try {
      store.connections.edit(this.id, { sessionId: this.#sessionId, address: this.#address, lastUsedAt: clock.now().wall, options: encodeRecord(this.#record) });
    } catch (error) {
      const text = error instanceof StoreError ? error.message : 'unexpected error';
      notices.add({ level: 'danger', title: 'The list of connections could not be stored', text, connectionId: this.id });
    }
  }

  #announce(): void {
    this.realm.announcements.connection(this.id);
  }

  #announceEpoch(): void {
    this.#announce();
    this.realm.announcements.epochs(this.id);
  }
}

/** A row for the store. */
export function rowOf(seed: ConnectionSeed): ConnectionRow {
  const { record, ...row } = seed;
  return { ...row, options: encodeRecord(record) };
}

function isFallback(cause: unknown): boolean {
  return cause instanceof EngineError && cause.failure.kind === 'alert-received' && cause.failure.alert === alertDescriptions.inappropriate_fallback;
}
