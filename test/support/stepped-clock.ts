import type { Clock } from '#main/hosts/clock.ts';

/** A host clock that moves only when told to, and then calls what became due, in order. */
export class SteppedClock implements Clock {
  #wall = 1_800_000_000_000;
  #monotonic = 0;
  readonly #due = new Set<{ readonly at: number; readonly call: () => void }>();

  now() {
    return { wall: this.#wall, monotonic: this.#monotonic };
  }

  at(at: number, call: () => void): () => void {
    const entry = { at, call };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#due.size;
  }

  /** As people do it: the monotonic clock goes on. */
  setBack(milliseconds: number): void {
    this.#wall -= milliseconds;
  }

  advance(milliseconds: number): void {
    const end = this.#monotonic + milliseconds;
    for (;;) {
      const [next] = [...this.#due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#due.delete(next);
      this.#wall += Math.max(0, next.at - this.#monotonic);
      this.#monotonic = Math.max(this.#monotonic, next.at);
      next.call();
    }
    this.#wall += end - this.#monotonic;
    this.#monotonic = end;
  }
}
