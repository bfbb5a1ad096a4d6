import { createContext } from 'svelte';
import type { Reply } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';

/** How the last action on something ended. */
export interface Outcome {
  readonly action: string;
  readonly at: number;
  /** What was done, in words; `null` when it failed. */
  readonly done: string | null;
  readonly error: ErrorView | null;
}

/** An action began (`outcome` is `null`) or ended. */
export interface News {
  readonly subject: string;
  readonly action: string;
  readonly outcome: Outcome | null;
}

/** How long a success is shown, ms. */
const successStays = 10_000;

/** Running and finished actions by subject (a connection, a session …), kept while the user looks elsewhere. */
export class ActionsState {
  /** Told of everything that begins and ends; set by the shell, which shows what nobody would see otherwise. */
  onnews: ((news: News) => void) | null = null;
  #running = $state.raw<ReadonlySet<string>>(new Set());
  #outcomes = $state.raw<ReadonlyMap<string, Outcome>>(new Map());

  running(subject: string, action: string): boolean {
    return this.#running.has(key(subject, action));
  }

  outcome(subject: string): Outcome | null {
    return this.#outcomes.get(subject) ?? null;
  }

  /**
   * Runs one action; a second call while it runs is ignored.
   *
   * @param done words for success, shown with the subject; `null` shows nothing
   * @returns whether it succeeded
   */
  async run<T>(
    subject: string,
    action: string,
    request: () => Promise<Reply<T>>,
    done: string | null | ((value: T) => string | null),
  ): Promise<boolean> {
    if (this.running(subject, action)) return false;
    this.#running = new Set([...this.#running, key(subject, action)]);
    this.onnews?.({ subject, action, outcome: null });
    const reply = await request();
    this.#running = new Set([...this.#running].filter((entry) => entry !== key(subject, action)));
    const words = reply.ok ? (typeof done === 'function' ? done(reply.value) : done) : null;
    const outcome = { action, at: Date.now(), done: words, error: reply.ok ? null : reply.error };
    if (words === null && reply.ok) this.clear(subject);
    else this.#keep(subject, outcome);
    this.onnews?.({ subject, action, outcome });
    return reply.ok;
  }

  /** Failures stay until the next action or until dismissed; a success is news for a while only. */
  #keep(subject: string, outcome: Outcome): void {
    this.#outcomes = new Map(this.#outcomes).set(subject, outcome);
    if (outcome.error === null) setTimeout(() => this.outcome(subject) === outcome && this.clear(subject), successStays);
  }

  clear(subject: string): void {
    this.#outcomes = new Map([...this.#outcomes].filter(([entry]) => entry !== subject));
  }
}

export const [getActions, setActions] = createContext<ActionsState>();

function key(subject: string, action: string): string {
  return `${action} ${subject}`;
}
