import type { Bytes } from '#engine/bytes.ts';
import type { Failure } from '#engine/errors.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptOwner } from './attempt-owner.ts';
import { ConnectionData } from './connection-data.ts';
import type { DataSink } from './data-sink.ts';
import { type Cause, HostError } from './host-error.ts';
import { LiveConnection } from './live-connection.ts';
import type { Realm } from './realm.ts';
import type { ConnectionSeed } from './stored-connection.ts';
import { Succession, type SuccessionState } from './succession.ts';
import { Waiters } from './waiters.ts';

/** What the list of connections hears from its members. */
export interface ConnectionObserver {
  /** It belongs to another session now, or to none. */
  sessionChanged(before: string | null): void;
  sessionStored(session: Session): void;
}

/** A logical connection as its attempts see it: what they tell is noted, kept and passed on. */
export abstract class AttemptedConnection extends LiveConnection implements AttemptOwner {
  readonly data: ConnectionData;
  protected readonly opening = new Waiters();
  protected readonly updating = new Waiters();
  protected readonly closing = new Waiters();
  readonly #observer: ConnectionObserver;
  readonly #succession = new Succession({ connection: this, note: (refusedMark) => this.noteFacts({ refusedMark }) });

  constructor(realm: Realm, seed: ConnectionSeed, stored: boolean, observer: ConnectionObserver) {
    super(realm, seed, stored);
    this.data = new ConnectionData(seed.id, realm);
    this.#observer = observer;
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

  /** The session was forgotten. */
  sessionGone(): void {
    this.setSession(null);
    this.outcome.cancelRetry();
    if (!this.live) this.outcome.settle(this.outcome.resting === 'closed' ? 'closed' : 'failed', new HostError('UNKNOWN_SESSION'));
    this.announce();
  }

  /** An inbound transport turned out to be the next attempt of this connection. */
  adopt(attempt: Attempt, listenerId: string): void {
    this.noteArrival(listenerId, attempt.transport.remoteAddress);
    this.noteWay(attempt.transport);
    this.outcome.cancelRetry();
    this.attach(attempt);
  }

  /** An inbound transport that failed before it had a session; only its recording remains. */
  adoptFailed(attempt: Attempt, cause: Cause): void {
    this.attach(attempt);
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
    this.opening.resolve();
    this.announceEpoch();
    return sink;
  }

  updated(attempt: Attempt, session: Session, by: 'us' | 'peer'): void {
    this.note(session, attempt);
    const { updatesByUs, updatesByPeer } = this.facts;
    this.noteFacts(by === 'us' ? { updatesByUs: updatesByUs + 1 } : { updatesByPeer: updatesByPeer + 1 });
    if (by === 'us') {
      this.updating.resolve();
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
    this.data.messages.add('received', this.attempts.numberOf(attempt), data, 'early');
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
      this.updating.reject(cause);
    }
    if (!this.live) this.outcome.fall(cause, failure.kind === 'ended' && failure.reason === 'closed', this.sessionId !== null);
    this.save();
    this.announceUse();
  }

  /** Whether its session is in use is another now: the list of sessions shows that, too. */
  protected announceUse(): void {
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

  protected attach(attempt: Attempt): void {
    const number = this.facts.attempts + 1;
    this.noteFacts({ attempts: number, role: attempt.status.role });
    attempt.trace.bind(this.realm.traces.createRecorder(this.id, number, () => attempt.trace.at));
    this.realm.captures.attach(this.id, number, attempt.wire);
    this.attempts.add(attempt, number);
    this.announceUse();
  }

  protected override setSession(sessionId: string | null): void {
    const before = this.sessionId;
    super.setSession(sessionId);
    if (before !== sessionId) this.#observer.sessionChanged(before);
  }

  protected override rested(): void {
    const { resting, cause, disposed } = this.outcome;
    if (resting === 'closed' && !disposed) this.change({ closed: true });
    this.halfClosed = false;
    this.opening.reject(cause ?? new HostError('ENDED_aborted'));
    this.closing.resolve();
  }
}
