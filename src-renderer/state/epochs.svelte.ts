import { createContext } from 'svelte';
import type { Bridge } from '#shared/contract.ts';
import type { EpochView, ErrorView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

/** The epochs of one connection, oldest first, and which one the user looks at. */
export class EpochsState {
  items = $state.raw<readonly EpochView[]>([]);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  selectedEpoch = $state<string | null>(null);
  /** An epoch the ladder is asked to bring into sight; the ladder clears it. */
  revealed = $state<string | null>(null);
  readonly selected = $derived(this.items.find((epoch) => epoch.epoch === this.selectedEpoch) ?? null);
  readonly current = $derived(this.items.at(-1) ?? null);
  readonly stop: () => void;
  readonly #bridge: Bridge;
  readonly #connectionId: string;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.stop = bridge.subscribe('epochsChanged', (changes) => {
      for (const change of changes) if (change.connectionId === connectionId) this.#merge(change.epochs);
    });
  }

  async load(): Promise<void> {
    const reply = await this.#bridge.request('epochs', { connectionId: this.#connectionId });
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (reply.ok) this.#merge(reply.value);
  }

  select(epoch: string): void {
    this.selectedEpoch = epoch;
    this.revealed = epoch;
  }

  #merge(changed: readonly EpochView[]): void {
    const byNumber = new Map(this.items.map((epoch) => [epoch.epoch, epoch]));
    for (const epoch of changed) byNumber.set(epoch.epoch, epoch);
    this.items = [...byNumber.values()].sort((a, b) => compare(BigInt(a.epoch), BigInt(b.epoch)));
  }
}

export const [getEpochs, setEpochs] = createContext<EpochsState>();

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
