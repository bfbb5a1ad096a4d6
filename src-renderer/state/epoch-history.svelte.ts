import type { Bridge } from '#shared/contract.ts';
import type { EpochHistoryView, EpochStateView } from '#shared/contract/epochs.ts';
import type { ErrorView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

/** The history of a session's keys, and the one epoch of it that is looked at. */
export class EpochHistoryState {
  view = $state.raw<EpochHistoryView | null>(null);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  /** `null` follows the newest. */
  chosen = $state<string | null>(null);
  state = $state.raw<EpochStateView | null>(null);
  stateError = $state.raw<ErrorView | null>(null);
  readonly epochs = $derived(this.view?.epochs ?? []);
  readonly epoch = $derived(this.epochs.find(({ epoch }) => epoch === this.chosen) ?? this.epochs.at(-1) ?? null);
  readonly place = $derived(this.epoch === null ? -1 : this.epochs.indexOf(this.epoch));
  readonly stop: () => void;
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  /** The epoch whose state was asked for last. */
  #asked: string | null = null;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
    this.stop = bridge.subscribe('epochsChanged', (changes) => {
      if (changes.some((change) => change.connectionId === connectionId)) void this.load();
    });
  }

  async load(): Promise<void> {
    const reply = await this.#bridge.request('epochHistory', { connectionId: this.#connectionId });
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
    if (reply.ok) this.view = reply.value;
  }

  choose(epoch: string): void {
    this.chosen = epoch;
  }

  /** To a neighbour; stays at the ends. */
  step(by: 1 | -1): void {
    const next = this.epochs[this.place + by];
    if (next) this.chosen = next.epoch;
  }

  /** Group state and key schedule of an epoch; an answer that another question overtook is dropped. */
  async loadState(epoch: string): Promise<void> {
    this.#asked = epoch;
    const reply = await this.#bridge.request('epochState', { connectionId: this.#connectionId, epoch });
    if (this.#asked !== epoch) return;
    this.state = reply.ok ? reply.value : null;
    this.stateError = reply.ok ? null : reply.error;
  }
}
