/** Which key slots are free. Freed ones are used again first, so the file grows only with the number of sessions. */
export class SlotPool {
  readonly #free: number[] = [];
  #end = 0;

  constructor(taken: readonly number[]) {
    const used = new Set(taken);
    for (const slot of used) this.#end = Math.max(this.#end, slot + 1);
    for (let slot = this.#end - 1; slot >= 0; slot--) if (!used.has(slot)) this.#free.push(slot);
  }

  /** The slot a new session gets; the same until it is taken. */
  get next(): number {
    return this.#free.at(-1) ?? this.#end;
  }

  /** @param slot the value of {@link next} */
  take(slot: number): void {
    if (this.#free.at(-1) === slot) this.#free.pop();
    else this.#end = slot + 1;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }
}
