import type { TimerName } from '../errors.ts';
import type { TraceSink } from './trace.ts';

/** Timers that end a connection in whatever it is doing; the others wait until a computation is done. */
export const urgentTimers: ReadonlySet<TimerName> = new Set<TimerName>(['hello', 'resume', 'authentication', 'fragment', 'record-stall']);
/** Set and cleared with the bytes of a stream: too many to tell. */
const untold: ReadonlySet<TimerName> = new Set<TimerName>(['fragment', 'record-stall']);

/** Named deadlines of one connection, on the monotonic clock, milliseconds. */
export class Timers {
  readonly #deadlines = new Map<TimerName, number>();
  readonly #trace: TraceSink;

  constructor(trace: TraceSink) {
    this.#trace = trace;
  }

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
    if (!this.#deadlines.has(timer)) this.#tell(timer, 'set');
    this.#deadlines.set(timer, deadline);
  }

  clear(timer: TimerName): void {
    if (this.#deadlines.delete(timer)) this.#tell(timer, 'cleared');
  }

  clearAll(): void {
    this.#deadlines.clear();
  }

  /** Removes and returns the timers that are due, earliest first. */
  takeDue(now: number): TimerName[] {
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now).sort((a, b) => a[1] - b[1]);
    for (const [timer] of due) {
      this.#deadlines.delete(timer);
      this.#trace.fact({ kind: 'timer', timer, action: 'expired' });
    }
    return due.map(([timer]) => timer);
  }

  #tell(timer: TimerName, action: 'set' | 'cleared'): void {
    if (!untold.has(timer)) this.#trace.fact({ kind: 'timer', timer, action });
  }
}
