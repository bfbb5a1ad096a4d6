import type { Bytes } from '../bytes.ts';
import type { DenyCode, Failure } from '../errors.ts';
import type { Credential } from '../mls/group.ts';
import type { FoundingRole } from './roles.ts';
import type { Session } from './session.ts';

/** The two clocks of every input. Timers use `monotonic`; lifetimes and stored times use `wall`. Milliseconds. */
export interface Now {
  readonly wall: number;
  readonly monotonic: number;
}

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

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly code: DenyCode | null };

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
