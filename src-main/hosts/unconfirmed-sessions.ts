import type { Clock } from './clock.ts';

/** Sessions that no protected record confirmed yet: kept for so long, and at most so many. R-HS step 4, checklist SE-04. */
export const unconfirmedLimits = {
  /** Milliseconds of a running program. */
  lifetime: 600_000,
  count: 256,
} as const;

/**
 * Forgets sessions that were never confirmed. Their time is counted while the program runs, and anew after each start: a calendar
 * that was wrong for a moment must not end a session. docs/decisions/0020.
 */
export class UnconfirmedSessions {
  readonly #clock: Clock;
  readonly #forget: (sessionId: string) => void;
  /** Session id → monotonic clock at which it ends, first come first. */
  readonly #ends = new Map<string, number>();
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, forget: (sessionId: string) => void) {
    this.#clock = clock;
    this.#forget = forget;
  }

  /** Its time begins, unless it has begun already. Those of an earlier run come first, oldest first. */
  add(sessionId: string): void {
    if (this.#ends.has(sessionId)) return;
    this.#ends.set(sessionId, this.#clock.now().monotonic + unconfirmedLimits.lifetime);
    if (this.#ends.size > unconfirmedLimits.count) this.#drop(this.#ends.keys().next().value ?? sessionId);
    this.#sweep();
  }

  /** It was confirmed, or is gone already. */
  settle(sessionId: string): void {
    this.#ends.delete(sessionId);
  }

  close(): void {
    this.#cancel?.();
    this.#ends.clear();
  }

  /** Drops those whose time is over and waits for the next one. */
  #sweep(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { monotonic } = this.#clock.now();
    for (const [id, end] of this.#ends) {
      if (end > monotonic) {
        this.#cancel = this.#clock.at(end, () => this.#sweep());
        return;
      }
      this.#drop(id);
    }
  }

  #drop(sessionId: string): void {
    this.#ends.delete(sessionId);
    this.#forget(sessionId);
  }
}
