import { EngineError } from '#engine/errors.ts';
import type { Cause } from './host-error.ts';
import type { Realm } from './realm.ts';
import { afterEnd, refusalLimit } from './retry-policy.ts';
import { RetrySchedule } from './retry-schedule.ts';

/** What a connection is while it has no attempt. */
export type Resting = 'closed' | 'dormant' | 'failed';

export interface OutcomeOptions {
  readonly realm: Pick<Realm, 'clock' | 'randomness'>;
  readonly initial: Resting;
  /** Whether a resumption from here is wanted, and possible now. */
  retriable(): boolean;
  /** A resumption is due. */
  retry(): void;
  /** It came to rest. */
  rested(): void;
}

/** What became of a connection after its last attempt, and whether the next one comes by itself. */
export class Outcome {
  readonly #options: OutcomeOptions;
  readonly #retries: RetrySchedule;
  #resting: Resting;
  #cause: Cause | null = null;
  /** What we ourselves asked for, until the next attempt. */
  #intent: 'none' | 'close' | 'cut' = 'none';
  #refusals = 0;
  #disposed = false;

  constructor(options: OutcomeOptions) {
    const { realm, initial } = options;
    this.#options = options;
    this.#resting = initial;
    this.#retries = new RetrySchedule(realm.clock, realm.randomness, () => options.retry());
  }

  get resting(): Resting {
    return this.#resting;
  }

  /** Why, unless it was in order or we asked for it. */
  get cause(): Cause | null {
    return this.#cause;
  }

  /** Wall clock, milliseconds; `null` when no retry is due. */
  get nextRetryAt(): number | null {
    return this.#retries.nextRetryAt;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  intend(intent: 'none' | 'close' | 'cut'): void {
    this.#intent = intent;
  }

  /** An attempt is open. */
  opened(): void {
    this.#intent = 'none';
    this.#cause = null;
    this.startOver();
  }

  /** Earlier failures no longer count. */
  startOver(): void {
    this.#refusals = 0;
    this.#retries.reset();
  }

  /** The last attempt is over, or none came about. @param complete whether both directions ended in order */
  fall(cause: Cause, complete: boolean, hasSession: boolean): void {
    if (complete) return this.settle('closed', null);
    if (this.#intent === 'close') return this.settle('closed', isUnanswered(cause) ? cause : null);
    if (!hasSession) return this.settle('failed', cause);
    this.settle('dormant', this.#intent === 'cut' ? null : cause);
    const next = afterEnd(cause);
    this.#refusals = next === 'refused' ? this.#refusals + 1 : 0;
    if (this.#disposed || next === 'stop' || this.#refusals >= refusalLimit || !this.#options.retriable()) return;
    this.#retries.schedule();
  }

  settle(resting: Resting, cause: Cause | null): void {
    this.#resting = resting;
    this.#cause = cause;
    this.#options.rested();
  }

  /** Resumes by itself after a while, if it was cut and can be resumed. */
  retryLater(): void {
    if (this.#resting === 'dormant' && this.#options.retriable()) this.#retries.schedule();
  }

  cancelRetry(): void {
    this.#retries.cancel();
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.#disposed = true;
    this.#retries.cancel();
  }
}

/** Whether an open connection ended before the peer had closed in turn; an attempt that was given up had nothing to close. */
function isUnanswered(cause: Cause): boolean {
  return cause instanceof EngineError && !(cause.failure.kind === 'ended' && cause.failure.reason === 'aborted');
}
