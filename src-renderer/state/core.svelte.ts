import { createContext } from 'svelte';
import type { Bridge } from '#shared/contract.ts';
import type { AppView, IdentityView, KnockView, ListenerView, NoticeView, PinView, SessionView } from '#shared/views.ts';
import { ConnectionsState } from './connections.svelte.ts';
import { Listing } from './listing.svelte.ts';

/** What the core holds, as this window knows it. One per window, alive as long as the page. */
export class CoreState {
  readonly bridge: Bridge;
  app = $state.raw<AppView | null>(null);
  /** Whether the core answers. */
  present = $state(true);
  /** Grows each time the core has come back: what was loaded before may be stale. */
  comeback = $state(0);
  readonly identities: Listing<IdentityView>;
  readonly listeners: Listing<ListenerView>;
  readonly knocks: Listing<KnockView>;
  readonly pins: Listing<PinView>;
  readonly sessions: Listing<SessionView>;
  readonly notices: Listing<NoticeView>;
  readonly connections: ConnectionsState;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
    this.identities = new Listing(
      () => bridge.request('identities', {}),
      (listener) => bridge.subscribe('identitiesChanged', listener),
    );
    this.listeners = new Listing(
      () => bridge.request('listeners', {}),
      (listener) => bridge.subscribe('listenersChanged', listener),
    );
    this.knocks = new Listing(
      () => bridge.request('knocks', {}),
      (listener) => bridge.subscribe('knocksChanged', listener),
    );
    this.pins = new Listing(
      () => bridge.request('pins', {}),
      (listener) => bridge.subscribe('pinsChanged', listener),
    );
    this.sessions = new Listing(
      () => bridge.request('sessions', {}),
      (listener) => bridge.subscribe('sessionsChanged', listener),
    );
    this.notices = new Listing(
      () => bridge.request('notices', {}),
      (listener) => bridge.subscribe('noticesChanged', listener),
    );
    this.connections = new ConnectionsState(bridge);
    bridge.onPresence((present) => this.#presence(present));
  }

  async load(): Promise<void> {
    const app = this.bridge.request('app', {}).then((reply) => {
      if (reply.ok) this.app = reply.value;
    });
    const lists = [this.identities, this.listeners, this.knocks, this.pins, this.sessions, this.notices, this.connections];
    await Promise.all([app, ...lists.map((list) => list.load())]);
  }

  #presence(present: boolean): void {
    const back = present && !this.present;
    this.present = present;
    if (!back) return;
    this.comeback += 1;
    void this.load();
  }
}

export const [getCore, setCore] = createContext<CoreState>();
