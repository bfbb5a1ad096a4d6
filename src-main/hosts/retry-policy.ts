import { alertDescriptions } from '#engine/alert.ts';
import { EngineError, type Failure } from '#engine/errors.ts';
import { TransportError } from '#main/transport/transport.ts';
import type { Cause } from './host-error.ts';

/** Refusals in a row after which asking again is pointless. An alert before keys may come from anybody, so one is not enough. */
export const refusalLimit = 3;

/**
 * What an automatic resumption does about the end of an attempt.
 * `again`: the network or the moment was at fault. `refused`: the peer says no; a few more tries. `stop`: a person must look.
 */
export function afterEnd(cause: Cause): 'again' | 'refused' | 'stop' {
  if (cause instanceof TransportError)
    return cause.code === 'ENOTFOUND' || cause.code === 'EACCES' || cause.code === 'ECONNABORTED' ? 'stop' : 'again';
  return cause instanceof EngineError ? afterFailure(cause.failure) : 'stop';
}

/** Whether a handshake failed for its suite alone, so that the next one may do. R-KP. */
export function asksForAnotherSuite(cause: unknown): boolean {
  return cause instanceof EngineError && cause.failure.kind === 'alert-received' && cause.failure.alert === alertDescriptions.inappropriate_fallback;
}

function afterFailure(failure: Failure): 'again' | 'refused' | 'stop' {
  switch (failure.kind) {
    case 'truncated':
    case 'timeout':
    case 'decrypt':
      return 'again';
    case 'ended':
      // Superseded and lost ties: the other attempt goes on, and if it fails too, ours is as good as any.
      return failure.reason === 'closed' || failure.reason === 'aborted' ? 'stop' : 'again';
    case 'alert-received':
      return again.has(failure.alert) ? 'again' : 'refused';
    case 'decode':
    case 'peer-misbehaved':
      return 'refused';
    case 'peer-incompatible':
    case 'credential-refused':
    case 'credential-unchecked':
    case 'api-misuse':
    case 'storage':
    case 'internal':
      return 'stop';
    default:
      return failure satisfies never;
  }
}

const again: ReadonlySet<number> = new Set([alertDescriptions.internal_error, alertDescriptions.user_canceled, alertDescriptions.bad_record_mac]);
