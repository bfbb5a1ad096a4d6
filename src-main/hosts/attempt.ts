import type { Bytes } from '#engine/bytes.ts';
import type { Failure } from '#engine/errors.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { Connection, ConnectionStatus, LivePolicy } from '#engine/mls-tls/connection-api.ts';
import type { ConnectionEvent, CredentialQuestion, KeyPackageUse, Now, Verdict } from '#engine/mls-tls/host-effects.ts';
import type { TraceSink } from '#engine/mls-tls/trace.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { AttemptWire } from '#main/capture/attempt-wire.ts';
import { sessionEntry } from '#main/store/audit/subjects.ts';
import { StoreError } from '#main/store/store-error.ts';
import { TappedTransport } from '#main/transport/tapped.ts';
import type { Transport, TransportError } from '#main/transport/transport.ts';
import type { Decision, TrustContext } from '#main/trust/decision.ts';
import type { AttemptOwner } from './attempt-owner.ts';
import type { AttemptEnd, DataPort, DataSink } from './data-sink.ts';
import { endsOf } from './transport-ends.ts';
import { DeferredTrace } from './deferred-trace.ts';
import { type Cause, failed } from './host-error.ts';
import { PeerJudgement } from './peer-judgement.ts';
import type { Realm } from './realm.ts';
import { type HostObserver, SessionHost } from './session-host.ts';
import { noticeOfFailure } from './notices.ts';

export interface AttemptOptions {
  readonly realm: Realm;
  readonly transport: Transport;
  /** The peer opened it. */
  readonly inbound: boolean;
  /** Begins the engine's side. */
  readonly connect: (trace: TraceSink, now: Now) => Connection;
  /** Whose context decides about a credential. */
  readonly contextOf: (question: CredentialQuestion) => TrustContext;
  /** The connection a session belongs to, made when it is new. Called until it is known. */
  readonly claim: (session: Session, attempt: Attempt) => AttemptOwner;
  /** What a session that an inbound transport resumes goes by; `null` when nothing is known of it. */
  readonly policyOf?: (sessionId: string) => LivePolicy | null;
  /** The transport ended before any session was known. */
  readonly orphaned: (attempt: Attempt, failure: Failure, cause: Cause) => void;
  /** The peer has shown that it holds the key it named. */
  readonly proven?: () => void;
  /** Nothing of this attempt is used any more. */
  readonly over?: () => void;
}

/** One transport of a logical connection, from its first byte to its last: the effects that are not bytes. */
export class Attempt implements HostObserver, DataPort {
  readonly wire: AttemptWire;
  readonly trace: DeferredTrace;
  readonly transport: Transport;
  readonly #options: AttemptOptions;
  readonly #host: SessionHost;
  readonly #judgement: PeerJudgement;
  #owner: AttemptOwner | null = null;
  #sink: DataSink | null = null;
  #storeError: StoreError | null = null;
  #transportError: TransportError | null = null;
  #received = 0;
  #delivered = false;
  #opened = false;
  #earlyData: 'none' | 'accepted' | 'not-accepted' = 'none';
  #ended = false;

  constructor(options: AttemptOptions) {
    const { realm, transport, connect, inbound } = options;
    const { clock, mls, turns, output, hosts } = realm;
    this.#options = options;
    this.#judgement = new PeerJudgement(realm);
    this.transport = transport;
    this.wire = realm.captures.begin(endsOf(transport, inbound), clock.now().wall, realm.witness);
    this.trace = new DeferredTrace(this.wire, realm.recordedAt ?? realm.traces.now);
    if (transport.faults.length > 0) this.trace.fact({ kind: 'faults', rules: transport.faults });
    const connection = connect(this.trace, clock.now());
    const tapped = new TappedTransport(transport, this.wire, () => clock.now().wall);
    this.#host = new SessionHost({ connection, transport: tapped, observer: this, clock, mls, turns, output, group: hosts });
  }

  /** @param owner `null` while it is unknown to whom an inbound transport belongs */
  start(owner: AttemptOwner | null): void {
    this.#owner = owner;
    this.#host.start();
  }

  get status(): ConnectionStatus {
    return this.#host.status;
  }

  /** Data may flow, or did. */
  get isOpen(): boolean {
    return this.#opened && !this.#ended;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** The last decision about the peer's key. */
  get decision(): Decision | null {
    return this.#judgement.decision;
  }

  /** The peer was refused as a stranger and is listed as knocking. */
  get knocked(): boolean {
    return this.#judgement.knock !== null;
  }

  /** The peer's credential as it was last asked about. */
  get asked(): CredentialQuestion | null {
    return this.#judgement.asked;
  }

  /** What became of data in our first flight; known once it is open. */
  get earlyData(): 'none' | 'accepted' | 'not-accepted' {
    return this.#earlyData;
  }

  get bytesSent(): number {
    return this.#host.handedOver;
  }

  get bytesReceived(): number {
    return this.#received;
  }

  // -- what the owner and the sink do -------------------------------------------------------------------------------

  get sendEpoch(): bigint | null {
    const { writable, sendEpoch } = this.#host.status;
    return writable ? sendEpoch : null;
  }

  get receiveEpoch(): bigint | null {
    return this.#host.status.receiveEpoch;
  }

  write(data: Bytes): void {
    this.#host.write(data);
  }

  get congested(): boolean {
    return !this.#host.drained;
  }

  takeMore(): void {
    this.#host.setSinkFull(false);
  }

  /** @param signer who our leaf shows from then on; the caller erases it. @throws {EngineError} `api-misuse` */
  update(signer?: Signer): void {
    this.#host.update(signer);
  }

  adjust(live: LivePolicy): void {
    this.#host.adjust(live);
  }

  /** @throws {EngineError} `api-misuse` */
  keyUpdate(requestPeer: boolean): void {
    this.#host.keyUpdate(requestPeer);
  }

  close(): void {
    this.#host.close();
  }

  cut(): void {
    this.#host.cut();
  }

  abort(): void {
    this.#host.abort();
  }

  // -- effects ------------------------------------------------------------------------------------------------------

  persist(session: Session, keyPackageUsed: KeyPackageUse | null): void {
    const { realm, claim } = this.#options;
    try {
      this.#owner ??= claim(session, this);
      realm.store.sessions.save(session, this.#owner.about(session, this), keyPackageUsed);
      this.#judgement.assign(this.#owner.id, session.id);
    } catch (error) {
      if (error instanceof StoreError) this.#storeError = error;
      throw error;
    }
    this.#owner.sessionStored(session);
  }

  forget(sessionId: string): void {
    const { store, announcements } = this.#options.realm;
    store.sessions.forget(sessionId);
    this.#owner?.sessionGone();
    announcements.session(this.#options.realm, sessionId);
  }

  locate(sessionId: string): Session | null {
    const live = this.#options.policyOf?.(sessionId) ?? null;
    if (live !== null) this.#host.adjust(live);
    return this.#options.realm.store.sessions.load(sessionId);
  }

  authenticate(question: CredentialQuestion): Promise<Verdict> {
    const context = this.#owner?.trustContext ?? this.#options.contextOf(question);
    return this.#judgement.decide(question, context, { connectionId: () => this.#owner?.id ?? null, wanted: () => !this.#ended });
  }

  deliver(data: Bytes, early: boolean): void {
    this.#received += data.length;
    if (early) return this.#owner?.early(this, data);
    this.#delivered = true;
    if (this.#sink?.deliver(data) === false) this.#host.setSinkFull(true);
  }

  notify(event: ConnectionEvent): void {
    switch (event.kind) {
      case 'established':
      case 'resumed':
        if (event.kind === 'resumed') this.#earlyData = event.earlyData;
        if (event.kind === 'resumed') this.#noteResumed(event.session);
        this.#opened = true;
        this.#options.proven?.();
        this.#sink = this.#owner?.opened(this, event.session) ?? null;
        return;
      case 'epoch':
        return this.#owner?.updated(this, event.session, event.by);
      case 'identity-changed':
        return this.#owner?.identityChanged(this, event.session);
      case 'peer-closed':
        this.#settle();
        this.#sink?.peerClosed();
        return this.#owner?.peerClosed(this);
      case 'closed':
        return this.#end(event.failure, event.session);
      default:
        event satisfies never;
    }
  }

  turned(): void {
    this.#settle();
    if (!this.#ended) this.#owner?.turned(this);
  }

  flushed(): void {
    if (!this.#ended) this.#sink?.flushed();
  }

  transportClosed(error: TransportError | null): void {
    this.#transportError ??= error;
  }

  /** For the audit log. Both sides are in the new epoch: what comes of it is not the log's to stop. */
  #noteResumed(session: Session): void {
    const { store, notices } = this.#options.realm;
    if (this.#owner === null) return;
    try {
      store.audit.append(sessionEntry('session-resumed', session, this.#owner.about(session, this)));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      notices.add({ level: 'warning', ...noticeOfFailure(['audit-missing'], error), connectionId: this.#owner.id });
    }
  }

  #settle(): void {
    if (!this.#delivered) return;
    this.#delivered = false;
    this.#sink?.settled();
  }

  #end(failure: Failure, session: Session | null): void {
    if (this.#ended) return;
    this.#settle();
    const cause = this.#causeOf(failure);
    const complete = failure.kind === 'ended' && failure.reason === 'closed';
    const end: AttemptEnd = complete ? { kind: 'complete' } : { kind: 'cut', handedOver: this.bytesSent, received: this.#received, cause };
    this.#ended = true;
    this.#sink?.ended(end);
    if (this.#owner !== null) this.#owner.ended(this, failure, cause, session);
    else this.#options.orphaned(this, failure, cause);
    this.wire.finish({ at: this.#options.realm.clock.now().wall, how: complete ? 'ended' : 'cut' });
    if (!this.trace.bound) this.wire.discard();
    this.#options.over?.();
  }

  /** The failure, with what only the host knows about it. */
  #causeOf(failure: Failure): Cause {
    if (failure.kind === 'storage' && this.#storeError !== null) return this.#storeError;
    return (failure.kind === 'credential-refused' ? this.#judgement.refusal(failure.code) : null) ?? failed(failure);
  }
}
