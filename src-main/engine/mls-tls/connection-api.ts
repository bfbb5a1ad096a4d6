import type { Bytes } from '../bytes.ts';
import type { CryptoProvider, Randomness } from '../crypto/provider.ts';
import type { Failure } from '../errors.ts';
import type { Mls, OwnKeyPackage, Signer } from '../mls/group.ts';
import type { OutputBuffer } from '../record/staging.ts';
import type { Policy } from '../two-party/policy.ts';
import type { ProfileName, Role } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import type { TaskResult } from '../two-party/tasks.ts';
import type { HostEffect, Now, Verdict } from './host-effects.ts';
import type { TraceSink } from './trace.ts';

export type { Policy } from '../two-party/policy.ts';

/** Everything a family of connections shares: one per profile directory. */
export interface EndpointOptions {
  readonly crypto: CryptoProvider;
  readonly randomness: Randomness;
  /** The synchronous part of the adapter; its async methods run as tasks in the host. */
  readonly mls: Pick<Mls, 'readHeader' | 'publicState' | 'withoutExporterSecret' | 'erase' | 'eraseKeyPackage'>;
  /**
   * Where records are sealed; one for all connections. `transmit` effects are views of it: when a transport did not take
   * every byte at once, the host calls `detach()` before it polls anything again, and gives the buffer back when done.
   */
  readonly output: OutputBuffer;
}

/** Connections of one process that may belong to the same sessions. R-RES "RR while a connection of the session exists". */
export interface Endpoint {
  /** Starts a handshake: the first `poll()` gives the client_hello. The key package is used up. R-HS step 1. */
  connect(
    options: { readonly policy: Policy; readonly profile: ProfileName; readonly keyPackage: OwnKeyPackage; readonly trace: TraceSink },
    now: Now,
  ): Connection;
  /**
   * Starts a resumption, closing a live connection of the session. R-RES step 1.
   *
   * @param options.session as the store has it at this moment, or from {@link Endpoint.session}: an older value would go
   *   back to epochs that were left. What connections of this process hold already wins.
   * @param options.earlyData goes with the first flight: no forward secrecy until the answer, before the peer's liveness is
   *   proven, at most once, never sent again by itself (R-EARLY). The `resumed` event says whether it was taken.
   * @throws {EngineError} `api-misuse` API_SESSION_SUSPECT, API_NO_PUBLIC_RESUMPTION, API_NO_EARLY_DATA,
   *   API_EARLY_DATA_TOO_LONG, API_NOT_FOUNDING_INITIATOR
   */
  resume(
    options: { readonly policy: Policy; readonly session: Session; readonly earlyData?: Bytes | null; readonly trace: TraceSink },
    now: Now,
  ): Connection;
  /** A transport somebody opened to us: handshake or resumption. */
  accept(
    options: {
      readonly policy: Policy;
      readonly signer: (suite: number) => Signer | null;
      readonly isReplayed: (reference: Bytes) => boolean;
      readonly trace: TraceSink;
    },
    now: Now,
  ): Connection;
  /**
   * The connections that have effects waiting although their host did not just call them (another connection of the
   * session closed them, or released the session). The host polls each; empties the list.
   */
  takeReady(): readonly Connection[];
  /** The session as this process last made it durable, when some connection uses it: then the store need not be asked. */
  session(id: string): Session | null;
}

/** What the host shows. */
export interface ConnectionStatus {
  readonly state: string;
  readonly role: Role;
  readonly sessionId: string | null;
  /** Application data may be written now. */
  readonly writable: boolean;
  readonly open: boolean;
  /** What is written waits for the answer to an own update. R-LIT. */
  readonly holdsBack: boolean;
  /** Whether it can take bytes now. `false` while a computation or check runs: the host stops reading its socket (R-AS). */
  readonly wantsInput: boolean;
  /** Bytes given to `write` that are not sealed yet. */
  readonly queuedBytes: number;
  readonly sendEpoch: bigint | null;
  readonly receiveEpoch: bigint | null;
  /** An own update is outstanding or wanted. */
  readonly updating: boolean;
  readonly failure: Failure | null;
}

/** What of a policy can be another one while a connection lives. */
export type LivePolicy = Pick<Policy, 'softRecordLimit' | 'softByteLimit' | 'softAgeLimit' | 'hardRecordLimit' | 'acceptEarlyData'>;

/**
 * One transport's worth of MLS-TLS. Pure: no clock, no socket, no store. After every call the host polls until `null`.
 * Calls throw {@link EngineError} `api-misuse` for what the caller did, and on a connection that failed the failure itself.
 */
export interface Connection {
  readonly id: number;
  readonly status: ConnectionStatus;
  /** Bytes from the transport, in any split. */
  receive(bytes: Bytes, now: Now): void;
  /** The transport's read side ended: `fin` in order, `reset` at once. */
  transportEnded(how: 'fin' | 'reset', now: Now): void;
  /**
   * Queues application data; it leaves with the following polls, small writes of one turn together in full records.
   * The caller keeps to its transport's back-pressure. The bytes are not copied before they are sealed.
   */
  write(data: Bytes, now: Now): void;
  /**
   * The host stops reading its transport although `wantsInput`, because whoever takes the data cannot take more, or goes on.
   * Timers for what the peer has to send rest meanwhile.
   */
  pauseReading(paused: boolean, now: Now): void;
  /**
   * U1, U2: create or queue an update.
   *
   * @param signer who our leaf shows from the update's epoch on: another credential, another key of the suite's scheme, or both.
   *   The commit is signed by the leaf's present key. Copied: the caller erases its own. The newest wish counts; it is repeated
   *   until a group in use shows it, but not on a later connection: there the caller compares `session.group.own`, and asks again.
   * @throws {EngineError} `api-misuse` API_NOT_OPEN, API_CLOSED, API_EPOCHS_EXHAUSTED, API_WRONG_SCHEME, API_PEER_IDENTITY
   */
  update(now: Now, signer?: Signer): void;
  /** Other limits from now on: soft ones for what was counted already, the hard one for the next key. R-LIMIT, R-EARLY. */
  adjust(live: LivePolicy): void;
  /** Profile editor-copy: TLS KeyUpdate of our send key; `requestPeer` asks for the peer's as well. */
  keyUpdate(requestPeer: boolean, now: Now): void;
  /** Ends our direction with close_notify; the peer may go on. R-CLOSE. */
  close(now: Now): void;
  /** Cuts without a word: no alert, no close_notify; the session stays resumable. */
  cut(now: Now): void;
  /** Gives up with a `user_canceled` alert (before open) or close_notify and ends both directions, whatever is under way. */
  abort(now: Now): void;
  /** When `tick` wants to be called, on the monotonic clock; `null` = never. */
  readonly deadline: number | null;
  tick(now: Now): void;
  /** The next effect, or `null` when there is nothing to do until the next input. */
  poll(now: Now): HostEffect | null;
  persisted(now: Now): void;
  persistFailed(now: Now): void;
  computed(id: number, outcome: { readonly ok: true; readonly result: TaskResult } | { readonly ok: false; readonly error: unknown }, now: Now): void;
  decided(id: number, verdict: Verdict | 'exception', now: Now): void;
  located(id: number, session: Session | null, now: Now): void;
}
