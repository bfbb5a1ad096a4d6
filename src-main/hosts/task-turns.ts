/** Who says when a piece of MLS work may begin. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * MLS work takes milliseconds and blocks: of many pieces that are due at once, each turn of the event loop runs one, so that
 * records, timers and the user interface have their turn in between. The first one starts at once. Checklist SE-04.
 */
export class TaskTurns implements Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#take();
    return work();
  }

  #take(): void {
    this.#taken = true;
    setImmediate(() => {
      const next = this.#waiting.shift();
      this.#taken = next !== undefined;
      if (next === undefined) return;
      this.#take();
      next();
    });
  }
}

/** Of this process: its connections share one thread. */
export const processTurns: Turns = new TaskTurns();
