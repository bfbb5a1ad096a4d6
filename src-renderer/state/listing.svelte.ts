import type { Reply } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';

export type Phase = 'loading' | 'ready' | 'failed';

/** One list the core replaces as a whole whenever it changes. */
export class Listing<T> {
  items = $state.raw<readonly T[]>([]);
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  readonly #request: () => Promise<Reply<readonly T[]>>;

  /**
   * @param request asks for the whole list
   * @param follow subscribes to its changes
   */
  constructor(request: () => Promise<Reply<readonly T[]>>, follow: (listener: (items: readonly T[]) => void) => () => void) {
    this.#request = request;
    follow((items) => this.#show(items));
  }

  async load(): Promise<void> {
    const reply = await this.#request();
    if (reply.ok) this.#show(reply.value);
    else {
      this.phase = 'failed';
      this.error = reply.error;
    }
  }

  #show(items: readonly T[]): void {
    this.items = items;
    this.phase = 'ready';
    this.error = null;
  }
}
