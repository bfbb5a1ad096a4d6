import type { Clock } from '#main/hosts/clock.ts';

/** Calls when nobody asked for anything for so many minutes. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #idle: () => void;
  #minutes: number | null = null;
  #lastUse = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, idle: () => void) {
    this.#clock = clock;
    this.#idle = idle;
  }

  /** Starts anew; `null` = never. */
  start(minutes: number | null): void {
    this.stop();
    this.#minutes = minutes;
    this.used();
    this.#arm();
  }

  /** Somebody is there. Costs no timer. */
  used(): void {
    this.#lastUse = this.#clock.now().monotonic;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    if (this.#minutes === null) return;
    const due = this.#lastUse + this.#minutes * 60_000;
    this.#cancel = this.#clock.at(due, () => {
      this.#cancel = null;
      if (this.#clock.now().monotonic - this.#lastUse >= (this.#minutes ?? 0) * 60_000) this.#idle();
      else this.#arm();
    });
  }
}
