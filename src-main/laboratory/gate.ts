/** Thrown inside a run that was stopped. Never leaves the laboratory. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Where a run waits to be told to go on. */
export class Gate {
  #mode: 'paused' | 'running' | 'stopped' = 'paused';
  #waiting: { readonly go: () => void; readonly stop: () => void } | null = null;
  #reached: (() => void)[] = [];

  get paused(): boolean {
    return this.#mode === 'paused';
  }

  /** Waits while paused. @throws {Stopped} */
  async pass(): Promise<void> {
    if (this.#mode === 'paused') {
      await new Promise<void>((resolve, reject) => {
        this.#waiting = { go: resolve, stop: () => reject(new Stopped()) };
        this.#tell();
      });
    }
    if (this.#mode === 'stopped') throw new Stopped();
  }

  /** Lets one step happen. @returns when the next one waits, or the run is over */
  step(): Promise<void> {
    const arrived = this.arrived();
    this.#release();
    return arrived;
  }

  /** Lets everything happen. */
  open(): void {
    if (this.#mode === 'stopped') return;
    this.#mode = 'running';
    this.#release();
  }

  /** Waits before the next step. */
  pause(): void {
    if (this.#mode === 'running') this.#mode = 'paused';
  }

  stop(): void {
    this.#mode = 'stopped';
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.stop();
  }

  /** Resolves when a step waits from now on, or the run is over. */
  arrived(): Promise<void> {
    return new Promise((resolve) => {
      this.#reached.push(resolve);
    });
  }

  /** The run is over: whoever waits for it goes on. */
  finish(): void {
    this.#mode = 'stopped';
    this.#tell();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.go();
  }

  #tell(): void {
    for (const resolve of this.#reached.splice(0)) resolve();
  }
}
