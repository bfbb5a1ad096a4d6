import type { Clock } from '#main/hosts/clock.ts';

interface Entry {
  readonly at: number;
  readonly call: () => void;
}

/** A clock that stands still until a run moves it, so that no deadline passes while somebody looks at a step. */
export class VirtualClock implements Clock {
  readonly #start: number;
  #elapsed = 0;
  readonly #entries = new Set<Entry>();

  /** @param start wall clock at its beginning, milliseconds since 1970 */
  constructor(start: number) {
    this.#start = start;
  }

  now(): { readonly wall: number; readonly monotonic: number } {
    return { wall: this.#start + this.#elapsed, monotonic: this.#elapsed };
  }

  at(at: number, call: () => void): () => void {
    const entry = { at, call };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  /** When the next call is due, milliseconds from the beginning; `null` when none is. */
  get next(): number | null {
    let next: number | null = null;
    for (const { at } of this.#entries) if (next === null || at < next) next = at;
    return next;
  }

  /** Moves on and makes every call that is due by then, in the order of their times. */
  advance(milliseconds: number): void {
    const end = this.#elapsed + milliseconds;
    for (let entry = this.#firstBy(end); entry !== null; entry = this.#firstBy(end)) {
      this.#entries.delete(entry);
      this.#elapsed = Math.max(this.#elapsed, entry.at);
      entry.call();
    }
    this.#elapsed = end;
  }

  #firstBy(end: number): Entry | null {
    let first: Entry | null = null;
    for (const entry of this.#entries) if (entry.at <= end && (first === null || entry.at < first.at)) first = entry;
    return first;
  }
}

/** The same time with another wall clock: one that is set wrong. @param offset milliseconds that it is ahead */
export function skewed(clock: Clock, offset: () => number): Clock {
  return {
    now: () => {
      const { wall, monotonic } = clock.now();
      return { wall: wall + offset(), monotonic };
    },
    at: (at, call) => clock.at(at, call),
  };
}
