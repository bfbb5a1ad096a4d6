import type { Clock } from '#main/hosts/clock.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Network } from '#main/transport/transport.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { type FaultRule, RunningPlan } from './plan.ts';

/**
 * A network that does to records what its plan says. Both ends of a demo pair have one between them; nothing that has a real peer
 * is ever given one.
 */
export class FaultyNetwork {
  readonly #clock: Clock;
  readonly #plan = new RunningPlan();
  #dialled = 0;
  #accepted = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the plan; nothing of the new one has applied yet. */
  set(rules: readonly FaultRule[]): void {
    this.#plan.set(rules);
  }

  get view(): Pick<FaultsView, 'rules' | 'applied'> {
    return this.#plan.view;
  }

  readonly network: Network = {
    dial: async (host, port, signal) => {
      const passing = { plan: this.#plan, clock: this.#clock, from: 'dialler', link: ++this.#dialled } as const;
      return new FaultyTransport(await tcpNetwork.dial(host, port, signal), passing);
    },
    listen: (host, port, onTransport, onFailure) =>
      tcpNetwork.listen(
        host,
        port,
        (transport) =>
          onTransport(new FaultyTransport(transport, { plan: this.#plan, clock: this.#clock, from: 'listener', link: ++this.#accepted })),
        onFailure,
      ),
    faultsAhead: () => this.#plan.written,
  };
}
