import { type Clock, systemClock } from '#main/hosts/clock.ts';

interface Timer {
  readonly at: number;
  readonly call: () => void;
  cancel: () => void;
}

/** The clock of this machine, with jumps: what is due when it has jumped is called at once, each once. */
export class JumpingClock implements Clock {
  /** Milliseconds of all jumps. */
  #ahead = 0;
  /** How far the calendar is set apart, milliseconds. */
  #calendar = 0;
  readonly #timers = new Set<Timer>();
  /** Timers that have been called. */
  calls = 0;

  now() {
    const { wall, monotonic } = systemClock.now();
    return { wall: wall + this.#ahead + this.#calendar, monotonic: monotonic + this.#ahead };
  }

  at(at: number, call: () => void): () => void {
    const timer: Timer = { at, call, cancel: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** The calendar alone is set. @param offset from the true one, milliseconds */
  set(offset: number): void {
    this.#calendar = offset;
  }

  /** So many milliseconds pass, and nothing happened in between. */
  jump(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const timer of this.#timers) {
      timer.cancel();
      this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    timer.cancel = systemClock.at(timer.at - this.#ahead, () => {
      this.#timers.delete(timer);
      this.calls += 1;
      timer.call();
    });
  }
}
