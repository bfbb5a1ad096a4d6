import type { Bridge } from '#shared/contract.ts';
import type { ConnectionView, ErrorView } from '#shared/views.ts';
import type { Phase } from './listing.svelte.ts';

/** Every connection the core lists, oldest first. The core sends only those that changed. */
export class ConnectionsState {
  phase = $state<Phase>('loading');
  error = $state.raw<ErrorView | null>(null);
  #byId = $state.raw<ReadonlyMap<string, ConnectionView>>(new Map());
  readonly items = $derived([...this.#byId.values()].sort((a, b) => a.openedAt - b.openedAt));
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.subscribe('connectionsChanged', (changed) => this.merge(changed));
    bridge.subscribe('connectionsRemoved', (ids) => {
      const gone = new Set(ids);
      this.#byId = new Map([...this.#byId].filter(([id]) => !gone.has(id)));
    });
  }

  find(id: string | null): ConnectionView | null {
    return id === null ? null : (this.#byId.get(id) ?? null);
  }

  merge(changed: readonly ConnectionView[]): void {
    const next = new Map(this.#byId);
    for (const connection of changed) next.set(connection.id, connection);
    this.#byId = next;
  }

  async load(): Promise<void> {
    const reply = await this.#bridge.request('connections', {});
    if (reply.ok) this.#byId = new Map(reply.value.map((connection) => [connection.id, connection]));
    this.phase = reply.ok ? 'ready' : 'failed';
    this.error = reply.ok ? null : reply.error;
  }
}
