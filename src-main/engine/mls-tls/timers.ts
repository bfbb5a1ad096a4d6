import type { TimerName } from '../errors.ts';
import type { TraceSink } from './trace.ts';

/** Timers that end a connection in whatever it is doing; the others wait until a computation is done. */
export const urgentTimers: ReadonlySet<TimerName> = new Set<TimerName>(['hello', 'resume', 'authentication', 'fragment', 'record-stall']);
/** Timers for what the peer has to send: they rest while we do not read. */
export const peerTimers: ReadonlySet<TimerName> = new Set<TimerName>(['fragment', 'record-stall', 'epoch-key-update', 'closing-epoch-key-update']);
/** Set and cleared with the bytes of a stream: too many to tell. */
const untold: ReadonlySet<TimerName> = new Set<TimerName>(['fragment', 'record-stall']);

/** Named deadlines of one connection, on the monotonic clock, milliseconds. */
export class Timers {
  readonly #deadlines = new Map<TimerName, number>();
  /** Ran out and not acted upon yet. */
  readonly #expired = new Set<TimerName>();
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
    this.#expired.delete(timer);
    if (!this.#deadlines.has(timer)) this.#tell(timer, 'set');
    this.#deadlines.set(timer, deadline);
  }

  clear(timer: TimerName): void {
    this.#expired.delete(timer);
    if (this.#deadlines.delete(timer)) this.#tell(timer, 'cleared');
  }

  clearAll(): void {
    this.#expired.clear();
    this.#deadlines.clear();
  }

  /** Whether an expiry still counts: what it waited for may have come before anybody could act upon it. Once. */
  takeExpired(timer: TimerName): boolean {
    return this.#expired.delete(timer);
  }

  /** Removes and returns the timers that are due, earliest first; each then waits for {@link takeExpired}. */
  takeDue(now: number): TimerName[] {
    const due = [...this.#deadlines].filter(([, deadline]) => deadline <= now).sort((a, b) => a[1] - b[1]);
    for (const [timer] of due) {
      this.#deadlines.delete(timer);
      this.#expired.add(timer);
      this.#trace.fact({ kind: 'timer', timer, action: 'expired' });
    }
    return due.map(([timer]) => timer);
  }

  #tell(timer: TimerName, action: 'set' | 'cleared'): void {
    if (!untold.has(timer)) this.#trace.fact({ kind: 'timer', timer, action });
  }
}
