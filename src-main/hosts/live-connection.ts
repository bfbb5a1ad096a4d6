import type { Transport, Way } from '#main/transport/transport.ts';
import { isLoopback } from '#shared/loopback.ts';
import type { ConnectionState, FaultState } from '#shared/views.ts';
import { Attempts } from './attempts.ts';
import { type Cause, HostError } from './host-error.ts';
import { Outcome } from './outcome.ts';
import type { Realm } from './realm.ts';
import { sessionObstacle } from './resume-obstacle.ts';
import { type ConnectionSeed, StoredConnection } from './stored-connection.ts';

/** What a logical connection is at this moment, for whoever looks at it. */
export abstract class LiveConnection extends StoredConnection {
  protected readonly attempts: Attempts;
  protected readonly outcome: Outcome;
  protected halfClosed = false;
  /** The port of ours that its peer last dialled from this machine. */
  #arrivedAt: number | null = null;

  constructor(realm: Realm, seed: ConnectionSeed, stored: boolean) {
    super(realm, seed, stored);
    this.attempts = new Attempts(realm.network);
    this.outcome = new Outcome({
      realm,
      initial: seed.sessionId === null ? 'failed' : seed.record.closed ? 'closed' : 'dormant',
      retriable: () => this.autoResume && this.obstacle === null,
      retry: () => this.retry(),
      rested: () => this.rested(),
    });
  }

  get state(): ConnectionState {
    const attempt = this.attempts.current;
    if (attempt?.isOpen) return this.halfClosed || !this.writable ? 'half-closed' : 'open';
    if (attempt?.status.state === 'open') return 'unconfirmed';
    if (this.live) return this.sessionId === null ? 'connecting' : 'resuming';
    return this.nextRetryAt === null ? this.outcome.resting : 'waiting';
  }

  get engineState(): string {
    return this.attempts.current?.status.state ?? (this.attempts.dialling ? 'dialling' : 'none');
  }

  get nextRetryAt(): number | null {
    return this.outcome.nextRetryAt;
  }

  get cause(): Cause | null {
    return this.outcome.cause;
  }

  get updatePending(): boolean {
    return this.attempts.current?.status.updating ?? false;
  }

  /** Whether data can be written; in profile draft-00-literal it may wait before it leaves. */
  get writable(): boolean {
    const status = this.attempts.current?.status;
    return status !== undefined && (status.writable || status.holdsBack);
  }

  get bytesSent(): number {
    return this.facts.bytesSent + (this.attempts.current?.bytesSent ?? 0);
  }

  get bytesReceived(): number {
    return this.facts.bytesReceived + (this.attempts.current?.bytesReceived ?? 0);
  }

  /** Where its transports come through, as far as this run of the program has seen. */
  get ways(): readonly Way[] {
    const { dial } = this.settings;
    return [
      ...(dial === null ? [] : [{ kind: 'to', ...dial } as const]),
      ...(this.#arrivedAt === null ? [] : [{ kind: 'at', port: this.#arrivedAt } as const]),
    ];
  }

  /** What becomes now of its records on purpose, each rule as it is written. */
  get faultsMet(): readonly string[] {
    return this.attempts.current?.transport.faults ?? [];
  }

  /** Whether its records meet faults, or could; `null`: never. */
  get faults(): FaultState | null {
    if (this.faultsMet.length > 0) return 'now';
    const ahead = this.ways.map((way) => this.realm.network.faultsAhead(way)).filter((rules) => rules !== null);
    return ahead.length === 0 ? null : ahead.some((rules) => rules.length > 0) ? 'next' : 'none';
  }

  /** The way of its records is another one. @param before what {@link faultsMet} and {@link faults} said */
  faultsChanged(before: { readonly met: readonly string[]; readonly state: FaultState | null }): void {
    const { faultsMet: rules, faults: state } = this;
    if (rules.join() !== before.met.join()) this.attempts.current?.trace.fact({ kind: 'faults', rules });
    else if (state === before.state) return;
    this.announce();
  }

  /** Whether a transport is in use or being opened. */
  get live(): boolean {
    return this.attempts.any || this.attempts.dialling;
  }

  /** Why it cannot be resumed from here now; `null` when it can. */
  get obstacle(): HostError | null {
    if (this.live) return new HostError(this.sessionId === null || this.attempts.current?.isOpen ? 'STILL_CONNECTED' : 'API_SESSION_BUSY');
    if (this.sessionId === null) return new HostError('NOTHING_TO_RESUME');
    const unusable = sessionObstacle(this.realm.store.sessions, this.sessionId);
    return unusable ?? (this.settings.dial === null ? new HostError('CANNOT_DIAL') : null);
  }

  /** The peer dialled us. */
  protected noteWay({ remoteHost, localAddress }: Transport): void {
    this.#arrivedAt = isLoopback(remoteHost) && localAddress !== null ? Number(localAddress.slice(localAddress.lastIndexOf(':') + 1)) : null;
  }

  /** A resumption is due. */
  protected abstract retry(): void;

  /** The last attempt is over and its outcome known. */
  protected abstract rested(): void;
}
