import { type Bytes, toHex } from '#engine/bytes.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import type { Signer } from '#engine/mls/group.ts';
import type { LivePolicy, Policy } from '#engine/mls-tls/connection-api.ts';
import { defaultPolicy } from '#engine/index.ts';
import type { CredentialQuestion } from '#engine/mls-tls/host-effects.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { PortListener, Transport, TransportError } from '#main/transport/transport.ts';
import { credentialName } from '#main/trust/credential-name.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import type { ArrivalLimits } from './arrival-limits.ts';
import { Attempt } from './attempt.ts';
import type { ConnectionSettings } from './connection-record.ts';
import type { NewConnection } from './connection-rows.ts';
import type { Connections } from './connections.ts';
import { noteHistory } from './given-key-packages.ts';
import { type Cause, HostError } from './host-error.ts';
import { keyPolicyOf, livePolicy } from './key-policies.ts';
import type { LogicalConnection } from './logical-connection.ts';
import type { PipeStream } from './pipe-stream.ts';
import { freshId } from './randomness.ts';
import type { Realm } from './realm.ts';

/** What a listener accepts, and as whom. */
export interface ListenerSettings extends Omit<ConnectionSettings, 'profile' | 'dial' | 'piped'> {
  readonly identityId: string;
  readonly host: string;
  readonly port: number;
  readonly profiles: readonly ProfileName[];
  readonly autoResume: boolean | null;
  /** R-EARLY. */
  readonly acceptEarlyData: boolean;
}

export interface ListenerOptions {
  readonly realm: Realm;
  readonly connections: Connections;
  readonly limits: ArrivalLimits;
  readonly settings: ListenerSettings;
  /** Takes the data of every connection as a stream. */
  readonly onPipe: ((connection: LogicalConnection, pipe: PipeStream) => void) | null;
  /** Where the peers of new connections can be dialled, when that is known. */
  readonly dialBack?: { readonly host: string; readonly port: number };
  /** A logical connection got its first or next transport here. */
  readonly onAccepted?: (connection: LogicalConnection) => void;
}

/** An open port: handshakes of strangers and resumptions of peers. */
export class Listener {
  readonly id = freshId();
  readonly settings: ListenerSettings;
  readonly realm: Realm;
  readonly #options: ListenerOptions;
  #socket: PortListener | null = null;
  #state: 'listening' | 'closed' | 'failed' = 'closed';
  #error: TransportError | null = null;
  #accepted = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.realm = options.realm;
  }

  /** @throws {TransportError} */
  async open(): Promise<void> {
    const { host, port } = this.settings;
    this.#socket = await this.#options.realm.network.listen(
      host,
      port,
      (transport) => this.#arrive(transport),
      (error) => this.#fail(error),
    );
    this.#state = 'listening';
    this.#announce();
  }

  /** Accepts nothing more; its connections live on. */
  async close(): Promise<void> {
    await this.#socket?.close();
    this.#state = 'closed';
    this.#announce();
  }

  get state(): 'listening' | 'closed' | 'failed' {
    return this.#state;
  }

  /** The port really bound. */
  get port(): number {
    return this.#socket?.port ?? this.settings.port;
  }

  get addresses(): readonly string[] {
    return this.#socket?.addresses ?? [];
  }

  /** Transports that became a connection, resumptions included. */
  get accepted(): number {
    return this.#accepted;
  }

  get error(): TransportError | null {
    return this.#error;
  }

  #fail(error: TransportError): void {
    this.#state = 'failed';
    this.#error = error;
    this.#announce();
  }

  #announce(): void {
    this.#options.realm.announcements.list('listenersChanged');
  }

  #arrive(transport: Transport): void {
    const leave = this.#options.limits.enter(transport.remoteHost);
    if (leave === null) return transport.destroy();
    const { realm } = this.#options;
    const signers: Signer[] = [];
    const takeBack = () => {
      for (const { privateKey } of signers.splice(0)) realm.crypto.erase(privateKey);
    };
    const attempt = new Attempt({
      realm,
      transport,
      inbound: true,
      policyOf: (sessionId) => this.#policyOf(sessionId),
      connect: (trace, now) =>
        realm.endpoint.accept(
          {
            policy: this.#policy,
            signer: (suite) => this.#lendSigner(suite, signers),
            isReplayed: (reference) => this.#isReplayed(reference),
            trace,
          },
          now,
        ),
      contextOf: (question) => this.#contextOf(question, transport),
      claim: (session, claimed) => this.#claim(session, claimed),
      orphaned: (orphan, failure, cause) => this.#showFailure(orphan, failure, cause),
      proven: () => {
        leave();
        takeBack();
      },
      over: () => {
        leave();
        takeBack();
      },
    });
    attempt.start(null);
  }

  #isReplayed(reference: Bytes): boolean {
    const { store, clock } = this.#options.realm;
    const replayed = store.sessions.isReplayed(reference);
    if (replayed) noteHistory(() => store.keyPackages.replayed(toHex(reference), clock.now().wall));
    return replayed;
  }

  get #policy(): Policy {
    const { profiles, suites, marker, acceptEarlyData } = this.settings;
    const standard = keyPolicyOf(this.realm);
    return {
      ...defaultPolicy,
      ...livePolicy(standard),
      profiles,
      suites,
      marker,
      acceptEarlyData: this.#takesEarlyData(acceptEarlyData || standard.earlyData),
    };
  }

  /** The policy of a connection that comes back: the listener may take early data as well. */
  #policyOf(sessionId: string): LivePolicy | null {
    const known = this.#options.connections.bySession(this.realm, sessionId);
    if (known === null) return null;
    const live = livePolicy(known.keyPolicy);
    return { ...live, acceptEarlyData: this.#takesEarlyData(this.settings.acceptEarlyData || live.acceptEarlyData) };
  }

  /** A pipe is a stream of its own per transport: nothing may come before it. */
  #takesEarlyData(wanted: boolean): boolean {
    return wanted && this.#options.onPipe === null;
  }

  /** The engine copies what it keeps; the private key is overwritten when the handshake is complete, or over. */
  #lendSigner(suite: number, lent: Signer[]): Signer | null {
    try {
      const signer = this.#options.realm.identities.signer(this.settings.identityId, suite);
      if (signer !== null) lent.push(signer);
      return signer;
    } catch (error) {
      // The watch tells of it; who calls meanwhile finds nobody to sign.
      if (error instanceof HostError && error.code === 'OWN_CREDENTIAL_EXPIRED') return null;
      throw error;
    }
  }

  /** A resumption is judged by what its session was founded under, not by the port it came through. */
  #contextOf(question: CredentialQuestion, transport: Transport): TrustContext {
    const { realm, connections } = this.#options;
    const known = connections.bySession(realm, question.sessionId);
    if (known !== null) return known.trustContext;
    const { trust, policyId, given, identityId } = this.settings;
    return {
      mode: trust,
      policyId,
      direction: 'inbound',
      address: transport.remoteAddress,
      listenerId: this.id,
      given,
      ownKeys: realm.identities.keys(identityId),
    };
  }

  #claim(session: Session, attempt: Attempt): LogicalConnection {
    const { realm, connections, onPipe, onAccepted } = this.#options;
    const known = connections.bySession(realm, session.id);
    const connection = known ?? connections.create(realm, this.#newConnection(attempt, session.profile));
    if (onPipe !== null) connection.data.onPipe = (pipe) => onPipe(connection, pipe);
    this.#accepted += 1;
    connection.adopt(attempt, this.id);
    onAccepted?.(connection);
    this.#announce();
    return connection;
  }

  #newConnection(attempt: Attempt, profile: ProfileName): NewConnection {
    const { identityId, suites, trust, policyId, given, marker, autoResume } = this.settings;
    const address = attempt.transport.remoteAddress;
    const name = attempt.asked === null ? null : credentialName(attempt.asked.credential);
    return {
      label: name === null ? address : `${name} (${address})`,
      direction: 'inbound',
      address,
      listenerId: this.id,
      identityId,
      autoResume,
      settings: { profile, suites, trust, policyId, given, marker, dial: this.#options.dialBack ?? null, piped: this.#options.onPipe !== null },
    };
  }

  /** Handshakes that fail are worth a row; port scanners that only connect are not, and strangers are listed as knocking. */
  #showFailure(attempt: Attempt, failure: Failure, cause: Cause): void {
    if (attempt.knocked) return;
    const silent = failure.kind === 'truncated' || failure.kind === 'timeout' || failure.kind === 'ended';
    if (silent && cause instanceof EngineError && attempt.asked === null) return;
    const { realm, connections } = this.#options;
    connections.createFailed(realm, this.#newConnection(attempt, this.settings.profiles[0] ?? 'draft-00'), attempt, cause);
  }
}
