import type { Clock } from './clock.ts';

/** Sessions that no protected record confirmed yet: kept for so long, and at most so many. R-HS step 4, checklist SE-04. */
export const unconfirmedLimits = {
  /** Milliseconds. */
  lifetime: 600_000,
  count: 256,
} as const;

/** Forgets sessions that were never confirmed, also those of an earlier run of the program. */
export class UnconfirmedSessions {
  readonly #clock: Clock;
  readonly #forget: (sessionId: string) => void;
  /** Session id → wall clock of its creation, oldest first. */
  readonly #created = new Map<string, number>();
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, forget: (sessionId: string) => void) {
    this.#clock = clock;
    this.#forget = forget;
  }

  /** @param createdAt wall clock, milliseconds */
  add(sessionId: string, createdAt: number): void {
    this.#created.set(sessionId, createdAt);
    if (this.#created.size > unconfirmedLimits.count) this.#drop(this.#created.keys().next().value ?? sessionId);
    this.#sweep();
  }

  /** It was confirmed, or is gone already. */
  settle(sessionId: string): void {
    this.#created.delete(sessionId);
  }

  close(): void {
    this.#cancel?.();
    this.#created.clear();
  }

  /** Drops what is too old and waits for the next one. */
  #sweep(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { wall, monotonic } = this.#clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [id, createdAt] of this.#created) {
      const left = createdAt + unconfirmedLimits.lifetime - wall;
      if (left <= 0) this.#drop(id);
      else next = Math.min(next, left);
    }
    if (Number.isFinite(next)) this.#cancel = this.#clock.at(monotonic + next, () => this.#sweep());
  }

  #drop(sessionId: string): void {
    this.#created.delete(sessionId);
    this.#forget(sessionId);
  }
}
