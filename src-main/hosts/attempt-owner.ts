import type { Bytes } from '#engine/bytes.ts';
import type { Failure } from '#engine/errors.ts';
import type { Session } from '#engine/two-party/session.ts';
import type { SessionAbout } from '#main/store/store.ts';
import type { TrustContext } from '#main/trust/decision.ts';
import type { Attempt } from './attempt.ts';
import type { DataSink } from './data-sink.ts';
import type { Cause } from './host-error.ts';

/** The logical connection an attempt belongs to, as far as the attempt knows it. */
export interface AttemptOwner {
  readonly id: string;
  readonly trustContext: TrustContext;
  about(session: Session, attempt: Attempt): SessionAbout;
  /** The session is durable, new or again. */
  sessionStored(session: Session): void;
  /** The session was forgotten. */
  sessionGone(): void;
  /** Handshake or resumption is complete: data may flow into the result. */
  opened(attempt: Attempt, session: Session): DataSink;
  /** An update is complete: a new epoch is in use. */
  updated(attempt: Attempt, session: Session, by: 'us' | 'peer'): void;
  identityChanged(attempt: Attempt, session: Session): void;
  /** Data of the first flight, before the connection is open. R-EARLY. */
  early(attempt: Attempt, data: Bytes): void;
  peerClosed(attempt: Attempt): void;
  turned(attempt: Attempt): void;
  /** @param session what remains of it */
  ended(attempt: Attempt, failure: Failure, cause: Cause, session: Session | null): void;
}
