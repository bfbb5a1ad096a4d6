/** Work under way in a laboratory run, and a signal for every change: how it is known that everything has come to rest. */
export class Activity {
  #busy = 0;
  #changes = 0;
  #wake: (() => void) | null = null;

  /** Counts up with everything that happens. */
  get changes(): number {
    return this.#changes;
  }

  get busy(): boolean {
    return this.#busy > 0;
  }

  /** Something happened. */
  change(): void {
    this.#changes += 1;
    this.#wake?.();
    this.#wake = null;
  }

  /** Runs work that has to be over before there is rest. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    this.change();
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.change();
    }
  }

  /** Resolves with the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        before?.();
        resolve();
      };
    });
  }
}

/** Turns of the event loop without any change after which nothing more comes by itself: chains of promises are shorter. */
const calmTurns = 3;

/**
 * Resolves when nothing is under way any more. Counts events and turns of the event loop, never time: a slow machine comes to the
 * same rest as a fast one.
 *
 * @param settled whether all that was sent has arrived
 */
export async function rest(activity: Activity, settled: () => boolean): Promise<void> {
  for (let calm = 0; calm < calmTurns; ) {
    if (activity.busy || !settled()) {
      calm = 0;
      await activity.changed();
      continue;
    }
    const { changes } = activity;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    calm = activity.changes === changes ? calm + 1 : 0;
  }
}
