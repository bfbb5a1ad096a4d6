/** Inbound transports that have not proven who they are, over all listeners. Checklist SE-04. */
export const arrivalLimits = {
  total: 256,
  perAddress: 8,
} as const;

/** Counts strangers, so that nobody can fill the process before showing a key. */
export class ArrivalLimits {
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  /** @returns the function that gives the place back, once; or `null` when there is none */
  enter(address: string): (() => void) | null {
    const here = this.#byAddress.get(address) ?? 0;
    if (this.#total >= arrivalLimits.total || here >= arrivalLimits.perAddress) return null;
    this.#total += 1;
    this.#byAddress.set(address, here + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#leave(address);
    };
  }

  #leave(address: string): void {
    this.#total -= 1;
    const here = (this.#byAddress.get(address) ?? 1) - 1;
    if (here === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, here);
  }
}
