import type { AnchorView, CrlView, DecisionView, PolicyView, TrustEntryView } from '#shared/contract/trust-policies.ts';
import type { Bridge } from '#shared/contract.ts';
import type { ErrorView } from '#shared/views.ts';

/** What the Trust page shows; read again after each change. */
export class TrustPageState {
  policies = $state.raw<readonly PolicyView[]>([]);
  anchors = $state.raw<readonly AnchorView[]>([]);
  crls = $state.raw<readonly CrlView[]>([]);
  entries = $state.raw<readonly TrustEntryView[]>([]);
  decisions = $state.raw<readonly DecisionView[]>([]);
  /** `failed`: never read. What was read before stays when a later reading fails. */
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<ErrorView | null>(null);
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  readonly load = async (): Promise<void> => {
    const [policies, anchors, crls, entries, decisions] = await Promise.all([
      this.#bridge.request('policies', {}),
      this.#bridge.request('anchors', {}),
      this.#bridge.request('crls', {}),
      this.#bridge.request('trustEntries', {}),
      this.#bridge.request('decisions', { connectionId: null, fingerprint: null, limit: 20 }),
    ]);
    this.error = [policies, anchors, crls, entries, decisions].flatMap((reply) => (reply.ok ? [] : [reply.error]))[0] ?? null;
    if (this.error === null) this.phase = 'ready';
    else if (this.phase === 'loading') this.phase = 'failed';
    if (policies.ok) this.policies = policies.value;
    if (anchors.ok) this.anchors = anchors.value;
    if (crls.ok) this.crls = crls.value;
    if (entries.ok) this.entries = entries.value;
    if (decisions.ok) this.decisions = decisions.value;
  };
}
