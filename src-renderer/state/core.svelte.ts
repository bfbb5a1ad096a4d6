import { createContext } from 'svelte';
import type { JobView } from '#shared/contract/jobs.ts';
import type { Bridge } from '#shared/contract.ts';
import type { AppView, IdentityView, KnockView, ListenerView, NoticeView } from '#shared/views.ts';
import { ConnectionsState } from './connections.svelte.ts';
import { Listing } from './listing.svelte.ts';
import { VaultState } from './vault.svelte.ts';

/** What the core holds, as this window knows it. One per window, alive as long as the page. */
export class CoreState {
  readonly bridge: Bridge;
  app = $state.raw<AppView | null>(null);
  /** Whether the core answers. */
  present = $state(true);
  /** Grows each time the core has come back, or someone asks to try again: what was loaded before may be stale. */
  comeback = $state(0);
  readonly vault: VaultState;
  readonly identities: Listing<IdentityView>;
  readonly listeners: Listing<ListenerView>;
  readonly knocks: Listing<KnockView>;
  /** How many there are; pages read the rows they show. */
  pinCount = $state(0);
  sessionCount = $state(0);
  readonly notices: Listing<NoticeView>;
  /** Work that takes a while; some of it began before this page was there. */
  readonly jobs: Listing<JobView>;
  readonly connections: ConnectionsState;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
    this.vault = new VaultState(bridge, () => void this.load());
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
    bridge.subscribe('pinsChanged', ({ total }) => (this.pinCount = total));
    bridge.subscribe('sessionsChanged', ({ total }) => (this.sessionCount = total));
    this.notices = new Listing(
      () => bridge.request('notices', {}),
      (listener) => bridge.subscribe('noticesChanged', listener),
    );
    this.jobs = new Listing(
      () => bridge.request('jobs', {}),
      (listener) => bridge.subscribe('jobsChanged', listener),
    );
    this.connections = new ConnectionsState(bridge);
    bridge.onPresence((present) => this.#presence(present));
  }

  /** While the profile is not open, only what is told then. */
  async load(): Promise<void> {
    const app = this.bridge.request('app', {}).then((reply) => {
      if (reply.ok) this.app = reply.value;
    });
    const open = await this.vault.load();
    const lists = open ? [this.identities, this.listeners, this.knocks, this.notices, this.jobs, this.connections] : [];
    await Promise.all([app, open ? this.#count() : null, ...lists.map((list) => list.load())]);
  }

  /** Reads everything again, and has the page that is shown do so. */
  async again(): Promise<void> {
    this.comeback += 1;
    await this.load();
  }

  async #count(): Promise<void> {
    const [pins, sessions] = await Promise.all([this.bridge.request('pins', { limit: 1 }), this.bridge.request('sessions', { limit: 1 })]);
    if (pins.ok) this.pinCount = pins.value.total.count;
    if (sessions.ok) this.sessionCount = sessions.value.total.count;
  }

  #presence(present: boolean): void {
    const back = present && !this.present;
    this.present = present;
    if (back) void this.again();
  }
}

export const [getCore, setCore] = createContext<CoreState>();
