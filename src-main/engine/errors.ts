import type { AlertDescription } from './alert.ts';
import { type ViolationCode, violations } from './rules.ts';

/** Why a connection ended. Plain data: safe to log, store and show; never holds secrets. */
export type Failure =
  /** Bytes are not the structure they should be. `offset` counts from the start of the decoded value. */
  | { readonly kind: 'decode'; readonly reason: DecodeReason; readonly offset: number; readonly structure: string }
  /** Record protection failed; no detail, ever. */
  | { readonly kind: 'decrypt' }
  /** Well formed, forbidden. The violation names rule, sentence and alert. */
  | { readonly kind: 'peer-misbehaved'; readonly code: ViolationCode }
  /** Nothing in common; `feature` says what is missing. */
  | { readonly kind: 'peer-incompatible'; readonly code: ViolationCode; readonly feature: string }
  /** The authentication service refused the peer's credential (R-AS). */
  | { readonly kind: 'credential-refused'; readonly code: DenyCode }
  /** The authentication service failed or did not answer in time (R-AS: fail closed). */
  | { readonly kind: 'credential-unchecked'; readonly reason: 'exception' | 'timeout' }
  /** The peer ended the connection with an error alert. */
  | { readonly kind: 'alert-received'; readonly alert: number; readonly authenticated: boolean }
  /** A timer of R-TIME ran out. */
  | { readonly kind: 'timeout'; readonly timer: TimerName; readonly beforeOpen: boolean; readonly silent?: boolean }
  /** Transport ended without close_notify (R-CLOSE). */
  | { readonly kind: 'truncated' }
  /** Ended on purpose: by us, or because another connection of the session took over (R-RES, R-TIE). */
  | { readonly kind: 'ended'; readonly reason: 'closed' | 'aborted' | 'cut' | 'superseded' | 'tie-lost' | 'key-limit' }
  /** Our caller is wrong; nothing is sent. */
  | { readonly kind: 'api-misuse'; readonly code: ViolationCode }
  /** The durable store refused; nothing that depended on it was sent (R-PERSIST). */
  | { readonly kind: 'storage' }
  | { readonly kind: 'internal'; readonly where: string };

export type DecodeReason = 'truncated' | 'not-minimal' | 'bad-prefix' | 'trailing-bytes' | 'bad-value' | 'too-large';

/** Answers of the authentication service, R-AS. Each is the name of its alert. */
export type DenyCode = 'bad_certificate' | 'certificate_expired' | 'certificate_revoked' | 'unknown_ca' | 'access_denied';

/** The timers of R-TIME, and of rules that name a delay. */
export type TimerName =
  | 'hello'
  | 'resume'
  | 'epoch-key-update'
  | 'closing-epoch-key-update'
  | 'authentication'
  | 'fragment'
  | 'record-stall'
  | 'update-yield'
  | 'unconfirmed'
  | 'age-limit';

/** The only error class that leaves the engine. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'peer-misbehaved' || failure.kind === 'api-misuse' ? `${failure.kind} ${failure.code}` : failure.kind);
    this.failure = failure;
  }
}

export class DecodeError extends EngineError {
  override readonly name = 'DecodeError';

  constructor(reason: DecodeReason, offset: number, structure = '') {
    super({ kind: 'decode', reason, offset, structure });
  }
}

/** A peer's message breaks a rule. */
export function misbehaved(code: ViolationCode): EngineError {
  return new EngineError({ kind: 'peer-misbehaved', code });
}

/** Our own caller breaks a rule. */
export function misuse(code: ViolationCode): EngineError {
  return new EngineError({ kind: 'api-misuse', code });
}

/** The alert a failure puts on the wire, or `null` when the peer is told nothing. R-ALERT. */
export function alertFor(failure: Failure): AlertDescription | null {
  switch (failure.kind) {
    case 'decode':
      return 'decode_error';
    case 'decrypt':
      return 'bad_record_mac';
    case 'peer-misbehaved':
    case 'peer-incompatible':
      return violations[failure.code].alert;
    case 'credential-refused':
      return failure.code;
    case 'credential-unchecked':
    case 'storage':
    case 'internal':
      return 'internal_error';
    case 'timeout':
      if (failure.silent) return null;
      return failure.beforeOpen ? 'user_canceled' : 'internal_error';
    case 'ended':
      return failure.reason === 'aborted' || failure.reason === 'tie-lost' ? 'user_canceled' : null;
    case 'alert-received':
    case 'truncated':
    case 'api-misuse':
      return null;
    default:
      return failure satisfies never;
  }
}
