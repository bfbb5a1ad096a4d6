import { createContext } from 'svelte';
import type { Bridge } from '#shared/contract.ts';
import type { EpochView, ErrorView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

/** A pause between two readings of the counts, ms. */
const countDelay = 500;

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
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #unsubscribe: readonly (() => void)[];
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** Records passed during the pause. */
  #behind = false;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.#unsubscribe = [
      bridge.subscribe('epochsChanged', (changes) => {
        for (const change of changes) if (change.connectionId === connectionId) this.#merge(change.epochs);
      }),
      // What an epoch has carried is told when another begins; until then it is asked for while records pass.
      bridge.subscribe('transcriptAppended', (batches) => {
        if (batches.some((batch) => batch.connectionId === connectionId && batch.rows.some(({ lane }) => lane === 'record'))) this.#count();
      }),
    ];
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearTimeout(this.#pause);
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

  /** At once, then rarely enough for a flood of records, and the rarer the more epochs there are to be told. */
  #count(): void {
    this.#behind = this.#pause !== undefined;
    if (this.#behind) return;
    void this.load();
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#behind) this.#count();
    }, countDelay + this.items.length);
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
