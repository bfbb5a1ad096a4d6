import { createContext } from 'svelte';
import type { KeyPolicyTrialView, TrialUpdateView } from '#shared/contract/key-policies.ts';
import type { EpochView } from '#shared/views.ts';

/** What key policies that were tried would have done, by connection: shown on its timeline until it is taken away. */
export class TrialsState {
  #trials = $state.raw<ReadonlyMap<string, KeyPolicyTrialView>>(new Map());

  of(connectionId: string): KeyPolicyTrialView | null {
    return this.#trials.get(connectionId) ?? null;
  }

  keep(connectionId: string, trial: KeyPolicyTrialView): void {
    this.#trials = new Map(this.#trials).set(connectionId, trial);
  }

  clear(connectionId: string): void {
    this.#trials = new Map([...this.#trials].filter(([id]) => id !== connectionId));
  }

  /** Updates that would have come while an epoch was in use, each at its share of that time, 0 to 1. */
  during(connectionId: string, { startedAt, endedAt }: Pick<EpochView, 'startedAt' | 'endedAt'>, now: number): readonly TrialTick[] {
    const end = endedAt ?? now;
    const span = Math.max(1, end - startedAt);
    const updates = this.of(connectionId)?.updates ?? [];
    return updates.filter(({ at }) => at >= startedAt && at < end).map((update) => ({ ...update, share: (update.at - startedAt) / span }));
  }
}

export interface TrialTick extends TrialUpdateView {
  readonly share: number;
}

export const [getTrials, setTrials] = createContext<TrialsState>();
