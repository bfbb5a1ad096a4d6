import type { CheckTarget, CheckView } from '#shared/contract/trust-policies.ts';
import type { Bridge } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';

/** One check of a credential: asked, answered, put away. */
export class Check {
  busy = $state(false);
  found = $state.raw<CheckView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** A second question while the first is answered is ignored. */
  async ask(target: CheckTarget): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    const reply = await this.#bridge.request('checkCredential', { target });
    this.busy = false;
    if (reply.ok) this.found = reply.value;
    else this.error = reply.error;
  }
}
