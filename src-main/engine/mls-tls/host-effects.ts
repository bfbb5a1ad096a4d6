import type { Bytes } from '../bytes.ts';
import type { ConnectionEvent, CredentialQuestion, KeyPackageUse } from '../two-party/conversation.ts';
import type { Session } from '../two-party/session.ts';
import type { Task } from '../two-party/tasks.ts';

export type { ConnectionEvent, CredentialQuestion, KeyPackageUse, Now, Verdict } from '../two-party/conversation.ts';

/**
 * What a connection asks of its host, one at a time and strictly in order: the host finishes an effect (for `persist`:
 * durably) before it takes the next with {@link Connection.poll}.
 */
export type HostEffect =
  /**
   * Make the session durable in one transaction, then call `persisted()`, or `persistFailed()`. R-PERSIST. Until then
   * nobody reads this session from the store: should the connection end meanwhile, the next one begins with what is read.
   */
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
  /** Look the session up in the store and answer with `located(id, …)`; what is answered is what the store has then. */
  | { readonly kind: 'locate-session'; readonly id: number; readonly sessionId: string }
  /** Close the transport: `flush` after what was transmitted has left, `now` at once. Last transport effect. */
  | { readonly kind: 'close-transport'; readonly how: 'flush' | 'now' }
  | { readonly kind: 'notify'; readonly event: ConnectionEvent };
