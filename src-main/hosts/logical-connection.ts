import type { Bytes } from '#engine/bytes.ts';
import type { Failure } from '#engine/errors.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { Transport } from '#main/transport/transport.ts';
import type { KeyPolicy } from '#shared/key-policy.ts';
import type { Attempt, AttemptOwner } from './attempt.ts';
import { AttemptStarter } from './attempt-starter.ts';
import { ConnectionData } from './connection-data.ts';
import type { DataSink } from './data-sink.ts';
import { type Cause, HostError } from './host-error.ts';
import { livePolicy } from './key-policies.ts';
import { LiveConnection } from './live-connection.ts';
import type { Realm } from './realm.ts';
import { asksForAnotherSuite } from './retry-policy.ts';
import type { ConnectionSeed } from './stored-connection.ts';
import { Succession, type SuccessionState } from './succession.ts';
import { Waiters } from './waiters.ts';

/** How long a close waits for the peer's close_notify, milliseconds. */
const closeTimeout = 5_000;

/** What the list of connections hears from its members. */
export interface ConnectionObserver {
  /** It belongs to another session now, or to none. */
  sessionChanged(connection: LogicalConnection, before: string | null): void;
  sessionStored(session: Session): void;
}

/**
 * One connection as people see it: it keeps its id over cuts, resumptions and restarts. Each transport it uses is an
 * {@link Attempt}; at most one of them is open.
 */
export class LogicalConnection extends LiveConnection implements AttemptOwner {
  readonly data: ConnectionData;
  /** The other end of a demo pair. */
  demoPeerId: string | null = null;
  readonly #observer: ConnectionObserver;
  readonly #starter = new AttemptStarter(this);
  readonly #succession = new Succession({ connection: this, note: (refusedMark) => this.noteFacts({ refusedMark }) });
  readonly #opening = new Waiters();
  readonly #updating = new Waiters();
  readonly #closing = new Waiters();

  constructor(realm: Realm, seed: ConnectionSeed, stored: boolean, observer: ConnectionObserver) {
    super(realm, seed, stored);
    this.data = new ConnectionData(seed.id, realm);
    this.#observer = observer;
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
        return await this.#start(await this.#starter.handshake(suite, () => this.#dial()));
      } catch (cause) {
        if (index + 1 === suites.length || !asksForAnotherSuite(cause)) throw cause;
      }
    }
  }

  /** @throws {Cause} */
  async resume(): Promise<void> {
    if (this.attempts.current?.isOpen) throw new HostError('STILL_CONNECTED');
    if (this.live && this.sessionId !== null) return this.#opening.wait();
    return this.#resumeNow(null);
  }

  /** The same with data in the first flight. R-EARLY. @throws {Cause} */
  async resumeWith(data: Bytes): Promise<'accepted' | 'not-accepted' | 'not-sent'> {
    if (this.data.onPipe !== null) throw new HostError('IN_USE', { detail: 'the data of this connection belongs to a pipe' });
    await this.#resumeNow(data);
    const { current } = this.attempts;
    if (current === null || current.earlyData === 'none') return 'not-sent';
    this.data.messages.add('sent', this.attempts.numberOf(current), data, true);
    return current.earlyData;
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

  /** How the session stands to who our identity is now; `null` while there is none. */
  get succession(): SuccessionState | null {
    return this.#succession.state;
  }

  /** Why a change of our identity could not be carried into the session. */
  get successionCause(): Cause | null {
    return this.#succession.cause;
  }

  /** Our identity has changed: an open connection updates with it, others when they are open again. */
  followIdentity(): void {
    this.#follow();
    this.announce();
  }

  /** The same although the peer refused it before. */
  retryIdentity(): void {
    this.#succession.retry();
    this.followIdentity();
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
    await this.data.send(data);
    this.announce();
  }

  /** As a network failure would. @throws {HostError} `NOT_CONNECTED` */
  cut(): void {
    if (!this.live) throw new HostError('NOT_CONNECTED');
    this.outcome.intend('cut');
    this.attempts.cut();
    this.announce();
  }

  /** Ends in order and waits for the peer to do the same, for a while. Never rejects: what does not close is cut. */
  async close(timeout: number = closeTimeout): Promise<void> {
    const { clock } = this.realm;
    this.outcome.cancelRetry();
    this.outcome.intend('close');
    const closed = this.#closing.wait();
    const cancel = clock.at(clock.now().monotonic + timeout, () => this.attempts.cut());
    this.attempts.close();
    if (!this.live) this.outcome.settle('closed', null);
    this.announce();
    await closed;
    cancel();
  }

  setAutoResume(on: boolean): void {
    this.change({ autoResume: on });
    if (on) this.outcome.retryLater();
    else this.outcome.cancelRetry();
    this.announce();
  }

  /** From now on, also on transports it has. @param policy `null`: that of all connections */
  setKeyPolicy(policy: KeyPolicy | null): void {
    this.change({ keyPolicy: policy });
    this.keyPolicyChanged();
  }

  /** The policy that it goes by is another one. */
  keyPolicyChanged(): void {
    this.attempts.adjust(livePolicy(this.keyPolicy));
    this.announce();
  }

  /** After a restart: what was open then comes back by itself. Never rejects; what fails is tried again later, as after a cut. */
  async wakeUp(): Promise<void> {
    if (this.wakes && !this.outcome.disposed && this.outcome.resting === 'dormant' && this.obstacle === null)
      await this.#resumeOnce(null).catch(() => undefined);
  }

  /** Off the list, until its session is resumed. */
  hide(): void {
    this.outcome.cancelRetry();
    this.change({ hidden: true });
  }

  /** The session was forgotten. */
  sessionGone(): void {
    this.setSession(null);
    this.outcome.cancelRetry();
    if (!this.live) this.outcome.settle(this.outcome.resting === 'closed' ? 'closed' : 'failed', new HostError('UNKNOWN_SESSION'));
    this.announce();
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.outcome.dispose();
    this.attempts.stopDialling();
  }

  /** The program ends. A stream that was not ended must not look complete to the peer: it is cut. */
  async shutDown(timeout: number): Promise<void> {
    this.dispose();
    if (!this.live) return;
    if (this.data.onPipe !== null && this.writable) this.cut();
    else await this.close(timeout);
  }

  // -- attempts -----------------------------------------------------------------------------------------------------

  /** An inbound transport turned out to be the next attempt of this connection. */
  adopt(attempt: Attempt, listenerId: string): void {
    this.noteArrival(listenerId, attempt.transport.remoteAddress);
    this.outcome.cancelRetry();
    this.#attach(attempt);
  }

  /** An inbound transport that failed before it had a session; only its recording remains. */
  adoptFailed(attempt: Attempt, cause: Cause): void {
    this.#attach(attempt);
    this.attempts.remove(attempt);
    this.outcome.settle('failed', cause);
  }

  sessionStored(session: Session): void {
    this.setSession(session.id);
    this.#observer.sessionStored(session);
    this.realm.announcements.session(this.realm, session.id);
  }

  opened(attempt: Attempt, session: Session): DataSink {
    this.attempts.promote(attempt);
    this.halfClosed = false;
    this.outcome.opened();
    this.note(session, attempt);
    this.change({ closed: false, hidden: false });
    this.#succession.begin();
    this.#followSoon();
    const sink = this.data.sinkFor(attempt, this.attempts.numberOf(attempt));
    this.#opening.resolve();
    this.announceEpoch();
    return sink;
  }

  updated(attempt: Attempt, session: Session, by: 'us' | 'peer'): void {
    this.note(session, attempt);
    const { updatesByUs, updatesByPeer } = this.facts;
    this.noteFacts(by === 'us' ? { updatesByUs: updatesByUs + 1 } : { updatesByPeer: updatesByPeer + 1 });
    if (by === 'us') {
      this.#updating.resolve();
      this.#followSoon();
    }
    this.announceEpoch();
  }

  identityChanged(attempt: Attempt, session: Session): void {
    this.note(session, attempt);
    this.noteFacts({ peerChangedAt: session.group.epoch });
    this.save();
    this.announce();
  }

  early(attempt: Attempt, data: Bytes): void {
    this.data.messages.add('received', this.attempts.numberOf(attempt), data, true);
  }

  peerClosed(attempt: Attempt): void {
    if (attempt === this.attempts.current) this.halfClosed = true;
  }

  turned(_attempt: Attempt): void {
    this.noteActivity();
    this.announce();
  }

  ended(attempt: Attempt, failure: Failure, reported: Cause, session: Session | null): void {
    const cause = (attempt === this.attempts.current ? this.#succession.end(failure, session) : null) ?? reported;
    const { bytesSent, bytesReceived } = this.facts;
    this.noteFacts({ bytesSent: bytesSent + attempt.bytesSent, bytesReceived: bytesReceived + attempt.bytesReceived });
    if (this.attempts.remove(attempt)) {
      this.data.stop();
      this.#updating.reject(cause);
    }
    if (!this.live) this.outcome.fall(cause, failure.kind === 'ended' && failure.reason === 'closed', this.sessionId !== null);
    this.save();
    this.#announceUse();
  }

  /** Whether its session is in use is another now: the list of sessions shows that, too. */
  #announceUse(): void {
    this.announce();
    if (this.sessionId !== null) this.realm.announcements.session(this.realm, this.sessionId);
  }

  /** After the present effect: what is asked of a connection in the middle of one would run inside it. */
  #followSoon(): void {
    queueMicrotask(() => this.#follow());
  }

  #follow(): void {
    const { current } = this.attempts;
    const session = this.sessionId === null ? null : this.realm.endpoint.session(this.sessionId);
    if (current?.isOpen && session !== null) this.#succession.follow(current, session);
  }

  #requireOpen(): Attempt {
    const { current } = this.attempts;
    if (current === null || !current.isOpen) throw new HostError('NOT_CONNECTED');
    return current;
  }

  /** As people ask for it: what stands in the way is told, and earlier failures no longer count. */
  #resumeNow(earlyData: Bytes | null): Promise<void> {
    const { obstacle } = this;
    if (obstacle !== null) throw obstacle;
    this.outcome.startOver();
    return this.#resumeOnce(earlyData);
  }

  async #resumeOnce(earlyData: Bytes | null): Promise<void> {
    const transport = await this.#dial();
    if (!this.attempts.any) return this.#start(this.#prepareResumption(transport, earlyData));
    // The peer came first.
    transport.destroy();
    return this.attempts.current?.isOpen ? undefined : this.#opening.wait();
  }

  #prepareResumption(transport: Transport, earlyData: Bytes | null): Attempt {
    try {
      return this.#starter.resumption(transport, earlyData);
    } catch (error) {
      this.outcome.settle('dormant', error as Cause); // what AttemptStarter throws
      this.announce();
      throw error;
    }
  }

  async #dial(): Promise<Transport> {
    const { dial: target } = this.settings;
    if (target === null) throw new HostError('CANNOT_DIAL');
    this.outcome.intend('none');
    const dialling = this.attempts.dial(target.host, target.port);
    this.#announceUse();
    try {
      return await dialling;
    } catch (error) {
      const cause = error as Cause; // what Attempts.dial throws
      if (!this.live) this.outcome.fall(cause, false, this.sessionId !== null);
      this.#announceUse();
      throw cause;
    }
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
    this.realm.captures.attach(this.id, number, attempt.wire);
    this.attempts.add(attempt, number);
    this.#announceUse();
  }

  protected override setSession(sessionId: string | null): void {
    const before = this.sessionId;
    super.setSession(sessionId);
    if (before !== sessionId) this.#observer.sessionChanged(this, before);
  }

  protected override retry(): void {
    this.#resumeOnce(null).catch(() => undefined); // the end is in the state
  }

  protected override rested(): void {
    const { resting, cause, disposed } = this.outcome;
    if (resting === 'closed' && !disposed) this.change({ closed: true });
    this.halfClosed = false;
    this.#opening.reject(cause ?? new HostError('ENDED_aborted'));
    this.#closing.resolve();
  }
}
