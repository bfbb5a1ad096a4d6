import type { Bridge } from '#shared/contract.ts';
import type { VaultView } from '#shared/contract/vault.ts';
import type { ErrorView } from '#shared/views.ts';

/** Whether the profile is new, locked or open, and how its keys are protected. */
export class VaultState {
  view = $state.raw<VaultView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  readonly #bridge: Bridge;
  readonly #opened: () => void;

  /** @param opened called when the profile has been opened: what was loaded before may be stale */
  constructor(bridge: Bridge, opened: () => void) {
    this.#bridge = bridge;
    this.#opened = opened;
    bridge.subscribe('vaultChanged', (view) => {
      const before = this.view?.state;
      this.view = view;
      if (view.state === 'open' && before !== 'open') this.#opened();
    });
  }

  async load(): Promise<boolean> {
    const reply = await this.#bridge.request('vault', {});
    this.error = reply.ok ? null : reply.error;
    if (reply.ok) this.view = reply.value;
    return reply.ok && reply.value.state === 'open';
  }
}
