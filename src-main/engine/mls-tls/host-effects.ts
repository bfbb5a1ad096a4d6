import type { Bytes } from '../bytes.ts';
import type { DenyCode, Failure } from '../errors.ts';
import type { Credential } from '../mls/group.ts';
import type { FoundingRole } from '../two-party/roles.ts';
import type { Session } from '../two-party/session.ts';
import type { Task } from '../two-party/tasks.ts';

/** The two clocks of every input. Timers use `monotonic`; lifetimes and stored times use `wall`. Milliseconds. */
export interface Now {
  readonly wall: number;
  readonly monotonic: number;
}

/**
 * What a connection asks of its host, one at a time and strictly in order: the host finishes an effect (for `persist`:
 * durably) before it takes the next with {@link Connection.poll}.
 */
export type HostEffect =
  /** Make the session durable in one transaction, then call `persisted()`, or `persistFailed()`. R-PERSIST. */
  | { readonly kind: 'persist'; readonly session: Session; readonly keyPackageUsed: KeyPackageUse | null }
  /** Forget the session: an unconfirmed one that expired (R-HS step 4). */
  | { readonly kind: 'forget'; readonly sessionId: string }
  /** Bytes for the transport. Valid until the next `poll()`: write or copy them at once. */
  | { readonly kind: 'transmit'; readonly bytes: Bytes }
  /** Application bytes from the peer, in order. Valid until the next `poll()`. `early`: R-EARLY. */
  | { readonly kind: 'deliver'; readonly data: Bytes; readonly early: boolean }
  /** Run the task with `runTask` and answer with `computed(id, …)`; effects that follow do not depend on it. */
  | { readonly kind: 'compute'; readonly id: number; readonly task: Task }
  /** Ask the authentication service and answer with `decided(id, …)`. The connection times out by itself (R-AS, 10 s). */
  | { readonly kind: 'authenticate'; readonly id: number; readonly question: CredentialQuestion }
  /** Look the session up in the store and answer with `located(id, …)`. */
  | { readonly kind: 'locate-session'; readonly id: number; readonly sessionId: string }
  /** Close the transport: `flush` after what was transmitted has left, `now` at once. Last transport effect. */
  | { readonly kind: 'close-transport'; readonly how: 'flush' | 'now' }
  | { readonly kind: 'notify'; readonly event: ConnectionEvent };

/** A KeyPackage that must not be accepted again before `notAfter` (Unix seconds). R-KP replay cache. */
export interface KeyPackageUse {
  readonly reference: Bytes;
  readonly notAfter: bigint;
}

/** What the authentication service is asked. R-AS. */
export interface CredentialQuestion {
  readonly purpose: 'client_hello' | 'server_hello' | 'update' | 'resumption';
  readonly credential: Credential;
  readonly signatureKey: Bytes;
  /** IANA TLS SignatureScheme of the key. */
  readonly signatureScheme: number;
  /** The peer's founding role. */
  readonly foundingRole: FoundingRole;
  readonly sessionId: string | null;
  /** Set when a commit changes the peer's credential or signature key: then `credential` is the successor. */
  readonly previous: { readonly credential: Credential; readonly signatureKey: Bytes } | null;
}

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: DenyCode | null };

export type ConnectionEvent =
  /** Initiator: joined and confirmed. Responder: first protected record decrypted (R-HS step 4). */
  | { readonly kind: 'established'; readonly session: Session }
  | { readonly kind: 'resumed'; readonly session: Session; readonly earlyData: 'none' | 'accepted' | 'not-accepted' }
  /** An epoch came into use on this connection. `by` made the commit. */
  | { readonly kind: 'epoch'; readonly session: Session; readonly by: 'us' | 'peer' }
  | { readonly kind: 'identity-changed'; readonly session: Session }
  /** The peer will send nothing more; we still may. */
  | { readonly kind: 'peer-closed' }
  /** Final. `failure` says why; `session` what remains. */
  | { readonly kind: 'closed'; readonly failure: Failure; readonly session: Session | null };
