import type { TimerName } from '../errors.ts';

/** Named deadlines of one connection, on the monotonic clock, milliseconds. */
export class Timers {
  readonly #deadlines = new Map<TimerName, number>();

  /** The next deadline, or `null`. */
  get next(): number | null {
    let first: number | null = null;
    for (const deadline of this.#deadlines.values()) if (first === null || deadline < first) first = deadline;
    return first;
  }

  has(timer: TimerName): boolean {
    return this.#deadlines.has(timer);
  }

  set(timer: TimerName, deadline: number): void {
    this.#deadlines.set(timer, deadline);
  }

  /** @returns whether it was set */
  clear(timer: TimerName): boolean {
    return this.#deadlines.delete(timer);
  }

  clearAll(): void {
    this.#deadlines.clear();
  }

  /** Removes and returns the timers that are due, earliest first. */
  takeDue(now: number): TimerName[] {
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now).sort((a, b) => a[1] - b[1]);
    for (const [timer] of due) this.#deadlines.delete(timer);
    return due.map(([timer]) => timer);
  }
}
