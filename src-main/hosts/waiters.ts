import type { Cause } from './host-error.ts';

/** Callers that wait for the same outcome. */
export class Waiters {
  #waiting: { readonly resolve: () => void; readonly reject: (cause: Cause) => void }[] = [];

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  resolve(): void {
    for (const { resolve } of this.#take()) resolve();
  }

  reject(cause: Cause): void {
    for (const { reject } of this.#take()) reject(cause);
  }

  #take() {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
