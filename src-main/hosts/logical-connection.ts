import { alertDescriptions } from '#engine/alert.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import { defaultPolicy } from '#engine/index.ts';
import type { Policy } from '#engine/mls-tls/connection-api.ts';
import type { Session } from '#engine/two-party/session.ts';
import { StoreError } from '#main/store/store-error.ts';
import type { Transport } from '#main/transport/transport.ts';
import type { ConnectionState } from '#shared/views.ts';
import { Attempt, type AttemptOptions, type AttemptOwner } from './attempt.ts';
import { Attempts } from './attempts.ts';
import type { DataSink } from './data-sink.ts';
import { type Cause, HostError } from './host-error.ts';
import { MessageLog, MessageSink } from './message-log.ts';
import { PipeStream } from './pipe-stream.ts';
import type { Realm } from './realm.ts';
import { sessionObstacle } from './resume-obstacle.ts';
import { afterEnd, refusalLimit } from './retry-policy.ts';
import { RetrySchedule } from './retry-schedule.ts';
import { type ConnectionSeed, StoredConnection } from './stored-connection.ts';
import { Waiters } from './waiters.ts';

/** How long a close waits for the peer's close_notify, milliseconds. */
const closeTimeout = 5_000;

/** What the list of connections hears from its members. */
export interface ConnectionObserver {
  sessionStored(session: Session): void;
}

/**
 * One connection as people see it: it keeps its id over cuts, resumptions and restarts. Each transport it uses is an
 * {@link Attempt}; at most one of them is open. Longer than other files: it is one life cycle.
 */
export class LogicalConnection extends StoredConnection implements AttemptOwner {
  readonly messages: MessageLog;
  /** The other end of a demo pair. */
  demoPeerId: string | null = null;
  /** Takes the data of every attempt as a stream. */
  onPipe: ((pipe: PipeStream) => void) | null = null;
  readonly #observer: ConnectionObserver;
  readonly #attempts = new Attempts();
  readonly #retries: RetrySchedule;
  readonly #opening = new Waiters();
  readonly #updating = new Waiters();
  readonly #closing = new Waiters();
  #messageSink: MessageSink | null = null;
  /** What became of it while there is no attempt, and why. */
  #outcome: 'closed' | 'dormant' | 'failed';
  #cause: Cause | null = null;
  /** What we ourselves asked for, until the next attempt. */
  #intent: 'none' | 'close' | 'cut' = 'none';
  #halfClosed = false;
  #disposed = false;
  #refusals = 0;

  constructor(realm: Realm, seed: ConnectionSeed, stored: boolean, observer: ConnectionObserver) {
    super(realm, seed, stored);
    this.messages = new MessageLog(seed.id, realm.clock, realm.announcements);
    this.#observer = observer;
    this.#outcome = seed.sessionId === null ? 'failed' : seed.record.closed ? 'closed' : 'dormant';
    this.#retries = new RetrySchedule(realm.clock, realm.randomness, () => void this.#resumeOnce().catch(() => undefined)); // the end is in the state
  }

  // -- what views show ----------------------------------------------------------------------------------------------

  get state(): ConnectionState {
    const attempt = this.#attempts.current;
    if (attempt?.isOpen) return this.#halfClosed || !this.writable ? 'half-closed' : 'open';
    if (attempt?.status.state === 'open') return 'unconfirmed';
    if (this.live) return this.sessionId === null ? 'connecting' : 'resuming';
    return this.#retries.nextRetryAt === null ? this.#outcome : 'waiting';
  }

  get engineState(): string {
    return this.#attempts.current?.status.state ?? (this.#attempts.dialling ? 'dialling' : 'none');
  }

  get nextRetryAt(): number | null {
    return this.#retries.nextRetryAt;
  }

  get cause(): Cause | null {
    return this.#cause;
  }

  get updatePending(): boolean {
    return this.#attempts.current?.status.updating ?? false;
  }

  /** Whether data can be written; in profile draft-00-literal it may wait before it leaves. */
  get writable(): boolean {
    const status = this.#attempts.current?.status;
    return status !== undefined && (status.writable || status.holdsBack);
  }

  get bytesSent(): number {
    return this.facts.bytesSent + (this.#attempts.current?.bytesSent ?? 0);
  }

  get bytesReceived(): number {
    return this.facts.bytesReceived + (this.#attempts.current?.bytesReceived ?? 0);
  }

  /** Whether a transport is in use or being opened. */
  get live(): boolean {
    return this.#attempts.any || this.#attempts.dialling;
  }

  /** Why it cannot be resumed from here now; `null` when it can. */
  get obstacle(): HostError | null {
    if (this.live) return new HostError(this.sessionId === null || this.#attempts.current?.isOpen ? 'STILL_CONNECTED' : 'API_SESSION_BUSY');
    if (this.sessionId === null) return new HostError('NOTHING_TO_RESUME');
    const unusable = sessionObstacle(this.realm.store.sessions, this.sessionId);
    return unusable ?? (this.settings.dial === null ? new HostError('CANNOT_DIAL') : null);
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
    if (this.#attempts.current?.isOpen) throw new HostError('STILL_CONNECTED');
    if (this.live && this.sessionId !== null) return this.#opening.wait();
    const { obstacle } = this;
    if (obstacle !== null) throw obstacle;
    this.#retries.reset();
    this.#refusals = 0;
    return this.#resumeOnce();
  }

  /** Resolves when an update of ours is complete. @throws {Cause} */
  async update(): Promise<void> {
    const attempt = this.#requireOpen();
    const done = this.#updating.wait();
    done.catch(() => undefined); // nobody waits for it when the next line throws
    attempt.update();
    this.announce();
    return done;
  }

  /**
   * TLS KeyUpdate of our send key, in profile editor-copy; `requestPeer` asks for the peer's, which its own message brings.
   *
   * @throws {Cause}
   */
  keyUpdate(requestPeer: boolean): void {
    this.#requireOpen().keyUpdate(requestPeer);
    this.announce();
  }

  /** Resolves when the bytes are handed to the transport. @throws {Cause} */
  async send(data: Uint8Array): Promise<void> {
    this.#requireOpen();
    if (this.#messageSink === null) throw new HostError('IN_USE', { detail: 'the data of this connection belongs to a pipe' });
    await this.#messageSink.send(data);
    this.announce();
  }

  /** As a network failure would. @throws {HostError} `NOT_CONNECTED` */
  cut(): void {
    if (!this.live) throw new HostError('NOT_CONNECTED');
    this.#intent = 'cut';
    this.#attempts.cut();
    this.announce();
  }

  /** Ends in order and waits for the peer to do the same, for a while. Never rejects: what does not close is cut. */
  async close(timeout: number = closeTimeout): Promise<void> {
    const { clock } = this.realm;
    this.#retries.cancel();
    this.#intent = 'close';
    const closed = this.#closing.wait();
    const cancel = clock.at(clock.now().monotonic + timeout, () => this.#attempts.cut());
    this.#attempts.close();
    if (!this.live) this.#rest('closed', null);
    this.announce();
    await closed;
    cancel();
  }

  setAutoResume(on: boolean): void {
    this.change({ autoResume: on });
    if (!on) this.#retries.cancel();
    else if (this.#outcome === 'dormant' && this.obstacle === null) this.#retries.schedule();
    this.announce();
  }

  /** After a restart: what was open then comes back by itself. */
  wakeUp(): void {
    if (this.autoResume && !this.settings.piped && this.#outcome === 'dormant' && this.obstacle === null) this.#retries.schedule();
  }

  /** Off the list, until its session is resumed. */
  hide(): void {
    this.#retries.cancel();
    this.change({ hidden: true });
  }

  /** The session was forgotten. */
  sessionGone(): void {
    this.setSession(null);
    this.#retries.cancel();
    if (!this.live) this.#rest(this.#outcome === 'closed' ? 'closed' : 'failed', new HostError('UNKNOWN_SESSION'));
    this.announce();
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.#disposed = true;
    this.#retries.cancel();
    this.#attempts.stopDialling();
  }

  /** The program ends. A stream that was not ended must not look complete to the peer: it is cut. */
  async shutDown(timeout: number): Promise<void> {
    this.dispose();
    if (!this.live) return;
    if (this.onPipe !== null && this.writable) this.cut();
    else await this.close(timeout);
  }

  // -- attempts -----------------------------------------------------------------------------------------------------

  /** An inbound transport turned out to be the next attempt of this connection. */
  adopt(attempt: Attempt, listenerId: string): void {
    this.noteArrival(listenerId, attempt.transport.remoteAddress);
    this.#retries.cancel();
    this.#attach(attempt);
  }

  /** An inbound transport that failed before it had a session; only its recording remains. */
  adoptFailed(attempt: Attempt, cause: Cause): void {
    this.#attach(attempt);
    this.#attempts.remove(attempt);
    this.#rest('failed', cause);
  }

  sessionStored(session: Session): void {
    this.setSession(session.id);
    this.#observer.sessionStored(session);
    this.realm.announcements.list('sessionsChanged');
  }

  opened(attempt: Attempt, session: Session): DataSink {
    this.#attempts.promote(attempt);
    this.#halfClosed = false;
    this.#intent = 'none';
    this.#cause = null;
    this.#refusals = 0;
    this.#retries.reset();
    this.note(session, attempt);
    this.change({ closed: false, hidden: false });
    const sink = this.#sinkFor(attempt);
    this.#opening.resolve();
    this.announceEpoch();
    return sink;
  }

  updated(attempt: Attempt, session: Session, by: 'us' | 'peer'): void {
    this.note(session, attempt);
    const { updatesByUs, updatesByPeer } = this.facts;
    this.noteFacts(by === 'us' ? { updatesByUs: updatesByUs + 1 } : { updatesByPeer: updatesByPeer + 1 });
    if (by === 'us') this.#updating.resolve();
    this.announceEpoch();
  }

  identityChanged(attempt: Attempt, session: Session): void {
    this.note(session, attempt);
    this.announce();
  }

  peerClosed(attempt: Attempt): void {
    if (attempt === this.#attempts.current) this.#halfClosed = true;
  }

  turned(_attempt: Attempt): void {
    this.noteActivity();
    this.announce();
  }

  ended(attempt: Attempt, failure: Failure, cause: Cause): void {
    const { bytesSent, bytesReceived } = this.facts;
    this.noteFacts({ bytesSent: bytesSent + attempt.bytesSent, bytesReceived: bytesReceived + attempt.bytesReceived });
    if (this.#attempts.remove(attempt)) {
      this.#messageSink = null;
      this.#updating.reject(cause);
    }
    if (!this.live) this.#fall(cause, failure.kind === 'ended' && failure.reason === 'closed');
    this.save();
    this.#announceUse();
  }

  /** Whether its session is in use is another now: the list of sessions shows that, too. */
  #announceUse(): void {
    this.announce();
    if (this.sessionId !== null) this.realm.announcements.list('sessionsChanged');
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  #requireOpen(): Attempt {
    const { current } = this.#attempts;
    if (current === null || !current.isOpen) throw new HostError('NOT_CONNECTED');
    return current;
  }

  get #policy(): Policy {
    const { profile, suites, marker } = this.settings;
    return { ...defaultPolicy, profiles: [profile], suites, marker };
  }

  async #handshake(suite: number): Promise<void> {
    const { endpoint, keyPackages, mls } = this.realm;
    const { profile } = this.settings;
    const policy = this.#policy;
    const keyPackage = await keyPackages.take({ identityId: this.identityId, suite, profiles: policy.profiles, enabledSuites: policy.suites });
    const transport = await this.#dial().catch((cause: unknown) => {
      mls.eraseKeyPackage(keyPackage);
      throw cause;
    });
    return this.#start(this.#attemptOver(transport, (trace, now) => endpoint.connect({ policy, profile, keyPackage, trace }, now)));
  }

  async #resumeOnce(): Promise<void> {
    const transport = await this.#dial();
    if (!this.#attempts.any) return this.#start(this.#prepareResumption(transport));
    // The peer came first.
    transport.destroy();
    return this.#attempts.current?.isOpen ? undefined : this.#opening.wait();
  }

  #prepareResumption(transport: Transport): Attempt {
    const { endpoint } = this.realm;
    try {
      const session = this.#loadSession();
      const policy = this.#policy;
      return this.#attemptOver(transport, (trace, now) => endpoint.resume({ policy, session, trace }, now));
    } catch (error) {
      transport.destroy();
      const cause = error instanceof StoreError || error instanceof EngineError || error instanceof HostError ? error : new HostError('UNEXPECTED');
      this.#rest('dormant', cause);
      this.announce();
      throw cause;
    }
  }

  #loadSession(): Session {
    const { endpoint, store } = this.realm;
    const session = this.sessionId === null ? null : (endpoint.session(this.sessionId) ?? store.sessions.load(this.sessionId));
    if (session === null) throw new HostError('UNKNOWN_SESSION');
    return session;
  }

  async #dial(): Promise<Transport> {
    const { dial: target } = this.settings;
    if (target === null) throw new HostError('CANNOT_DIAL');
    this.#intent = 'none';
    const dialling = this.#attempts.dial(target.host, target.port);
    this.#announceUse();
    try {
      return await dialling;
    } catch (error) {
      const cause = error as Cause; // what Attempts.dial throws
      if (!this.live) this.#fall(cause, false);
      this.#announceUse();
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
    this.noteFacts({ attempts: number, role: attempt.status.role });
    attempt.trace.bind(this.realm.traces.createRecorder(this.id, number));
    this.#attempts.add(attempt, number);
    this.#announceUse();
  }

  #sinkFor(attempt: Attempt): DataSink {
    if (this.onPipe !== null) {
      const pipe = new PipeStream(attempt);
      this.onPipe(pipe);
      return pipe;
    }
    this.#messageSink = new MessageSink(this.messages, this.#attempts.numberOf(attempt), attempt);
    return this.#messageSink;
  }

  /** The last attempt is over, or none came about. */
  #fall(cause: Cause, complete: boolean): void {
    if (complete || this.#intent === 'close') return this.#rest('closed', null);
    if (this.sessionId === null) return this.#rest('failed', cause);
    this.#rest('dormant', this.#intent === 'cut' ? null : cause);
    const next = afterEnd(cause);
    this.#refusals = next === 'refused' ? this.#refusals + 1 : 0;
    if (this.#disposed || !this.autoResume || next === 'stop' || this.#refusals >= refusalLimit || this.obstacle !== null) return;
    this.#retries.schedule();
  }

  #rest(outcome: 'closed' | 'dormant' | 'failed', cause: Cause | null): void {
    this.#outcome = outcome;
    if (outcome === 'closed' && !this.#disposed) this.change({ closed: true });
    this.#cause = cause;
    this.#halfClosed = false;
    this.#opening.reject(cause ?? new HostError('ENDED_aborted'));
    this.#closing.resolve();
  }
}

function isFallback(cause: unknown): boolean {
  return cause instanceof EngineError && cause.failure.kind === 'alert-received' && cause.failure.alert === alertDescriptions.inappropriate_fallback;
}
