import type { Failure } from '#engine/errors.ts';
import type { Leaf } from '#engine/mls/group.ts';
import type { ConnectionEvent, CredentialQuestion, Verdict } from '#engine/mls-tls/host-effects.ts';
import type { TraceSink } from '#engine/mls-tls/trace.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { TransportError } from '#main/transport/transport.ts';
import type { Clock } from './clock.ts';
import type { HostObserver, SessionHost } from './session-host.ts';

/** How long the peer may take to answer our close_notify, milliseconds. */
const closeTimeout = 2_000;

/** Milliseconds; `null` for what did not happen. */
export interface ProbeTimings {
  /** Until the transport stood. */
  readonly connect: number;
  /** From client_hello to server_hello. */
  readonly hello: number | null;
  /** From server_hello to the first protected record of the peer: its data, or the answer to our close_notify. */
  readonly firstRecord: number | null;
}

/** What a handshake showed of the peer. */
export interface ProbePeer {
  readonly leaf: Leaf;
  readonly signatureScheme: number;
  /** Whether the group carries the MLS-TLS component. */
  readonly marked: boolean;
  readonly groupId: Uint8Array;
}

export interface ProbeFacts {
  /** `null` unless the handshake is complete. */
  readonly peer: ProbePeer | null;
  readonly timings: ProbeTimings;
  readonly transportError: TransportError | null;
}

/** One handshake of a probe: takes every key, keeps nothing, and closes as soon as the connection stands. */
export class ProbeAttempt implements HostObserver, TraceSink {
  readonly #clock: Clock;
  readonly #connectTime: number;
  readonly #over = Promise.withResolvers<Failure>();
  #host: SessionHost | null = null;
  #question: CredentialQuestion | null = null;
  #peer: ProbePeer | null = null;
  #cancelTimeout: () => void = () => undefined;
  #closing = false;
  #sentAt: number | null = null;
  #answeredAt: number | null = null;
  #recordAt: number | null = null;
  #transportError: TransportError | null = null;

  constructor(clock: Clock, connectTime: number) {
    this.#clock = clock;
    this.#connectTime = connectTime;
  }

  async run(host: SessionHost, signal: AbortSignal): Promise<{ readonly failure: Failure | null; readonly facts: ProbeFacts }> {
    this.#host = host;
    const abort = (): void => host.abort();
    signal.addEventListener('abort', abort, { once: true });
    host.start();
    if (signal.aborted) abort();
    const failure = await this.#over.promise;
    signal.removeEventListener('abort', abort);
    this.#cancelTimeout();
    const inOrder = failure.kind === 'ended' && (failure.reason === 'closed' || this.#closing);
    return { failure: inOrder ? null : failure, facts: this.#facts() };
  }

  #facts(): ProbeFacts {
    const since = (from: number | null, to: number | null): number | null => (from === null || to === null ? null : to - from);
    const timings = {
      connect: this.#connectTime,
      hello: since(this.#sentAt, this.#answeredAt),
      firstRecord: since(this.#answeredAt, this.#recordAt),
    };
    return { peer: this.#peer, timings, transportError: this.#transportError };
  }

  // -- effects: nothing is stored -----------------------------------------------------------------------------------

  persist(): void {
    // A session that is never resumed need not outlive the process.
  }

  forget(): void {
    // Nothing was kept.
  }

  locate(): Session | null {
    return null;
  }

  /** A probe asks who the peer is, and trusts nobody with anything. */
  async authenticate(question: CredentialQuestion): Promise<Verdict> {
    this.#question = question;
    return { ok: true };
  }

  deliver(): void {
    // What a peer says of its own accord is not for us.
  }

  notify(event: ConnectionEvent): void {
    if (event.kind === 'closed') this.#over.resolve(event.failure);
    if (event.kind !== 'established' || this.#question === null) return;
    const { peer, marked, groupId } = event.session.group;
    this.#peer = { leaf: peer, marked, groupId, signatureScheme: this.#question.signatureScheme };
  }

  turned(): void {
    if (this.#peer === null || this.#closing) return;
    this.#closing = true;
    this.#cancelTimeout = this.#clock.at(this.#clock.now().monotonic + closeTimeout, () => this.#host?.cut());
    this.#host?.close();
  }

  flushed(): void {
    // Only our close_notify could be waiting.
  }

  transportClosed(error: TransportError | null): void {
    this.#transportError = error;
  }

  // -- trace: when what happened ------------------------------------------------------------------------------------

  readonly record: TraceSink['record'] = (direction, _outer, _inner, _length, _content, key) => {
    if (direction === 'received' && key === 'epoch') this.#recordAt ??= this.#clock.now().monotonic;
  };

  readonly fact: TraceSink['fact'] = (fact) => {
    if (fact.kind !== 'handshake-message') return;
    if (fact.direction === 'sent') this.#sentAt ??= this.#clock.now().monotonic;
    else this.#answeredAt ??= this.#clock.now().monotonic;
  };
}
