import type { TraceSink } from '#engine/mls-tls/trace.ts';

/** Entries kept while nobody knows where they belong; what comes after is dropped. */
const entryLimit = 512;

/**
 * A trace whose place is not known yet: an inbound transport shows only with its first message whether it is a new
 * connection or the next attempt of an old one.
 */
export class DeferredTrace implements TraceSink {
  #target: TraceSink | null = null;
  #entries: ((target: TraceSink) => void)[] = [];

  readonly record: TraceSink['record'] = (...record) => {
    if (this.#target !== null) this.#target.record(...record);
    else this.#keep((target) => target.record(...record));
  };

  readonly fact: TraceSink['fact'] = (fact) => {
    if (this.#target !== null) this.#target.fact(fact);
    else {
      const own = fact.kind === 'handshake-message' ? { ...fact, message: fact.message.slice() } : fact;
      this.#keep((target) => target.fact(own));
    }
  };

  /** Hands over what was kept, and everything from now on. */
  bind(target: TraceSink): void {
    this.#target = target;
    for (const entry of this.#entries) entry(target);
    this.#entries = [];
  }

  #keep(entry: (target: TraceSink) => void): void {
    if (this.#entries.length < entryLimit) this.#entries.push(entry);
  }
}
