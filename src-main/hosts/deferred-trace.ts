import type { TraceSink } from '#engine/mls-tls/trace.ts';
import type { AttemptWire } from '#main/capture/attempt-wire.ts';
import type { Recorder } from '#main/store/trace-store.ts';

type Target = Pick<Recorder, 'record' | 'fact'>;

/** Entries kept while nobody knows where they belong; what comes after is dropped. */
const entryLimit = 512;

/**
 * A trace whose place is not known yet: an inbound transport shows only with its first message whether it is a new
 * connection or the next attempt of an old one.
 */
export class DeferredTrace implements TraceSink {
  readonly #wire: Pick<AttemptWire, 'note'>;
  readonly #now: () => number;
  #target: Target | null = null;
  #entries: { readonly at: number; readonly hand: (target: Target) => void }[] = [];
  /** When what is handed over happened. */
  #then: number | null = null;

  /**
   * @param wire told of every record when it happens
   * @param now wall clock, milliseconds
   */
  constructor(wire: Pick<AttemptWire, 'note'>, now: () => number) {
    this.#wire = wire;
    this.#now = now;
  }

  /** When what the target is given happened: it may have been kept for long. */
  get at(): number {
    return this.#then ?? this.#now();
  }

  readonly record: TraceSink['record'] = (...record) => {
    const placed = this.#wire.note(...record);
    if (this.#target !== null) placed(this.#target.record(...record));
    else this.#keep((target) => placed(target.record(...record)));
  };

  readonly fact: TraceSink['fact'] = (fact) => {
    if (this.#target !== null) this.#target.fact(fact);
    else {
      const own = fact.kind === 'handshake-message' ? { ...fact, message: fact.message.slice() } : fact;
      this.#keep((target) => target.fact(own));
    }
  };

  /** Whether it is known where it belongs. */
  get bound(): boolean {
    return this.#target !== null;
  }

  /** Hands over what was kept, and everything from now on. */
  bind(target: Target): void {
    this.#target = target;
    for (const { at, hand } of this.#entries) {
      this.#then = at;
      hand(target);
    }
    this.#then = null;
    this.#entries = [];
  }

  #keep(hand: (target: Target) => void): void {
    if (this.#entries.length < entryLimit) this.#entries.push({ at: this.#now(), hand });
  }
}
