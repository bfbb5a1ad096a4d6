import type { KeyPolicy } from '#shared/key-policy.ts';
import type { TrialUpdateView } from '#shared/contract/key-policies.ts';

/** What a recording says that a policy goes by, in order of time. */
export type Past =
  | { readonly kind: 'record'; readonly at: number; readonly sent: boolean; readonly bytes: number; readonly traffic: boolean }
  /** A new epoch. `automatic`: because of the policy of then, so that another policy would not have had it. */
  | { readonly kind: 'epoch'; readonly at: number; readonly automatic: boolean }
  | { readonly kind: 'end'; readonly at: number };

export interface Trial {
  /** Updates the policy would have made, at most {@link mostUpdates}. */
  readonly updates: readonly TrialUpdateView[];
  /** How long each set of keys would have lived, milliseconds; the last one until `until`. */
  readonly lives: readonly number[];
}

/** More are counted as lives, and not listed. */
export const mostUpdates = 1000;

/** R-LIMIT: the receiving side waits a little longer. */
const receiveFactor = 1.25;

/**
 * What a policy would have done on a recorded past: pure, and without the jitter of the responder. Epochs that people, the peer or a
 * resumption made stay; those that a limit of then made are left out, and what was under them counts on.
 *
 * @param until the end of what is looked at: what lives then lives until here
 */
export function tryPolicy(past: Iterable<Past>, policy: KeyPolicy, until: number): Trial {
  const run = new Run(policy);
  for (const event of past) run.take(event);
  return run.finish(until);
}

class Run {
  readonly #policy: KeyPolicy;
  readonly #updates: TrialUpdateView[] = [];
  readonly #lives: number[] = [];
  #since: number | null = null;
  #open = false;
  #traffic = false;
  #sent = { records: 0, bytes: 0 };
  #received = { records: 0, bytes: 0 };

  constructor(policy: KeyPolicy) {
    this.#policy = policy;
  }

  take(event: Past): void {
    this.#age(event.at);
    switch (event.kind) {
      case 'epoch':
        this.#open = true;
        return event.automatic && this.#since !== null ? undefined : this.#begin(event.at);
      case 'end':
        this.#open = false;
        return;
      case 'record':
        return this.#count(event);
    }
  }

  finish(until: number): Trial {
    this.#age(until);
    if (this.#since !== null) this.#lives.push(Math.max(0, until - this.#since));
    return { updates: this.#updates, lives: this.#lives };
  }

  #count({ at, sent, bytes, traffic }: Extract<Past, { kind: 'record' }>): void {
    if (this.#since === null) return;
    this.#traffic ||= traffic;
    const usage = sent ? this.#sent : this.#received;
    usage.records += 1;
    usage.bytes += bytes;
    const factor = sent ? 1 : receiveFactor;
    const { updateRecords, updateBytes } = this.#policy;
    if (updateRecords > 0 && usage.records >= updateRecords * factor) this.#update(at, 'records');
    else if (updateBytes > 0 && usage.bytes >= updateBytes * factor) this.#update(at, 'bytes');
  }

  /** The clock of an epoch may have run out before `at`; with traffic it runs once, as nothing flows in between. */
  #age(at: number): void {
    const { updateAge } = this.#policy;
    if (updateAge === 0 || !this.#open || !this.#traffic || this.#since === null) return;
    if (this.#since + updateAge <= at) this.#update(this.#since + updateAge, 'age');
  }

  #update(at: number, why: TrialUpdateView['why']): void {
    if (this.#updates.length < mostUpdates) this.#updates.push({ at, why });
    this.#begin(at);
  }

  #begin(at: number): void {
    if (this.#since !== null) this.#lives.push(Math.max(0, at - this.#since));
    this.#since = at;
    this.#traffic = false;
    this.#sent = { records: 0, bytes: 0 };
    this.#received = { records: 0, bytes: 0 };
  }
}
