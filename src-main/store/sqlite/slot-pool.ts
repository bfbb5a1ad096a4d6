/** Slots that one step of growth has room for. */
const initialSlots = 1_024;

/** Which key slots are free, of the whole slot file. Freed ones are used again first, so the file grows only with what it holds. */
export class SlotPool {
  #taken = new Uint8Array(initialSlots);
  /** No slot below this one is free. */
  #from = 0;

  /** The slot that is taken next; the same until it is. */
  get next(): number {
    while (this.#taken[this.#from] === 1) this.#from++;
    return this.#from;
  }

  /** The first free slot that is not below this one. */
  nextFrom(slot: number): number {
    let free = Math.max(slot, this.next);
    while (this.holds(free)) free++;
    return free;
  }

  /** Whether a slot is taken. */
  holds(slot: number): boolean {
    return this.#taken[slot] === 1;
  }

  take(slot: number): void {
    if (slot >= this.#taken.length) this.#grow(slot);
    this.#taken[slot] = 1;
  }

  release(slot: number): void {
    this.#taken[slot] = 0;
    this.#from = Math.min(this.#from, slot);
  }

  #grow(slot: number): void {
    const larger = new Uint8Array(Math.max(this.#taken.length * 2, slot + 1));
    larger.set(this.#taken);
    this.#taken = larger;
  }
}
