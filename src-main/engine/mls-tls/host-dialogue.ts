import { EngineError, type Failure } from '../errors.ts';
import type { Event, EventOf } from '../two-party/events.ts';
import type { TaskResult } from '../two-party/tasks.ts';
import type { Verdict } from './host-effects.ts';

/** The one question the host may be working on for a connection, and its answer until the connection takes it. */
export class HostDialogue {
  #asked = 0;
  #answers: Event[] = [];
  /** The question that was open when the connection ended: its answer is of no use, but may hold secrets. */
  #abandoned = 0;

  /** The host starts on question `id`; answers to older ones come too late. */
  ask(id: number): void {
    this.#asked = id;
  }

  /** Keeps the answer if it is to the present question. @returns whether it was */
  answer(id: number, event: Event): boolean {
    if (id === 0 || id !== this.#asked) return false;
    this.#asked = 0;
    this.#answers.push(event);
    return true;
  }

  take(): Event | undefined {
    return this.#answers.shift();
  }

  /** Wants no answer any more. @returns the answers that were never taken */
  close(): readonly Event[] {
    const left = this.#answers;
    this.#abandoned = this.#asked;
    this.#asked = 0;
    this.#answers = [];
    return left;
  }

  /** Whether `id` is the question that was open when the connection ended; once. */
  takeAbandoned(id: number): boolean {
    if (id === 0 || id !== this.#abandoned) return false;
    this.#abandoned = 0;
    return true;
  }
}

export function computationEvent(
  outcome: { readonly ok: true; readonly result: TaskResult } | { readonly ok: false; readonly error: unknown },
): Event {
  if (outcome.ok) return { kind: 'computed', from: 'host', result: outcome.result };
  return { kind: 'computation-failed', from: 'host', failure: failureOf(outcome.error) };
}

/** R-AS: no answer is a refusal, and so is what is no verdict to the letter; a refusal without a code is bad_certificate. */
export function verdictEvent(verdict: Verdict | 'exception'): EventOf<'accepted' | 'refused'> {
  if (verdict === 'exception' || !isVerdict(verdict))
    return { kind: 'refused', from: 'host', failure: { kind: 'credential-unchecked', reason: 'exception' } };
  if (verdict.ok) return { kind: 'accepted', from: 'host' };
  return { kind: 'refused', from: 'host', failure: { kind: 'credential-refused', code: verdict.code ?? 'bad_certificate' } };
}

const denyCodes: readonly unknown[] = ['bad_certificate', 'certificate_expired', 'certificate_revoked', 'unknown_ca', 'access_denied', null];

/** The host's word may come from code that no compiler saw: `0`, `"true"` and `undefined` decide nothing. */
function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  return value.ok === true || (value.ok === false && 'code' in value && denyCodes.includes(value.code));
}

/** Anything but an EngineError is a bug of ours; its message may hold anything, so it is not kept. */
export function failureOf(error: unknown): Failure {
  // The one misuse that is nobody's: a key that can protect nothing more ends the connection. R-LIMIT.
  if (error instanceof EngineError && error.failure.kind === 'api-misuse' && error.failure.code === 'REC_KEY_LIMIT')
    return { kind: 'ended', reason: 'key-limit' };
  return error instanceof EngineError ? error.failure : { kind: 'internal', where: error instanceof Error ? error.name : 'unknown' };
}
