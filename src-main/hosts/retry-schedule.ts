import type { Randomness } from '#engine/crypto/provider.ts';
import { retryDelay } from './backoff.ts';
import type { Clock } from './clock.ts';

/** When the next automatic resumption is due. */
export class RetrySchedule {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #run: () => void;
  #tries = 0;
  #pending: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(clock: Clock, randomness: Randomness, run: () => void) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#run = run;
  }

  /** Wall clock of the next try, milliseconds; `null` when none is due. */
  get nextRetryAt(): number | null {
    return this.#pending?.at ?? null;
  }

  /** Each call after the last {@link reset} waits longer. */
  schedule(): void {
    this.cancel();
    const { wall, monotonic } = this.#clock.now();
    const delay = retryDelay(this.#tries, this.#randomness);
    this.#tries += 1;
    this.#pending = {
      at: Math.ceil(wall + delay),
      cancel: this.#clock.at(monotonic + delay, () => {
        this.#pending = null;
        this.#run();
      }),
    };
  }

  cancel(): void {
    this.#pending?.cancel();
    this.#pending = null;
  }

  /** The connection works again: the next cut starts with a short delay. */
  reset(): void {
    this.cancel();
    this.#tries = 0;
  }
}
