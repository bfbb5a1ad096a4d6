import type { Bytes } from '#engine/bytes.ts';
import type { Clock } from '#main/hosts/clock.ts';
import { PassingTransport } from '#main/transport/passing.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Lend, Network, Transport } from '#main/transport/transport.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import { recordFrames } from '../record-frames.ts';
import { FaultLane } from './fault-lane.ts';
import { type FaultAction, type FaultPlan, type FaultRule, faultPlan, judge, noFaults } from './plan.ts';

/**
 * A network that does to records what its plan says. Both ends of a demo pair have one between them; nothing that has a real peer
 * is ever given one.
 */
export class FaultyNetwork {
  readonly #clock: Clock;
  #plan: FaultPlan = noFaults;
  #dialled = 0;
  #accepted = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the plan; nothing of the new one has applied yet. */
  set(rules: readonly FaultRule[]): void {
    this.#plan = faultPlan(rules);
  }

  get view(): Pick<FaultsView, 'rules' | 'applied'> {
    return this.#plan;
  }

  readonly network: Network = {
    dial: async (host, port, signal) => {
      const link = ++this.#dialled;
      return this.#wrap('dialler', link, await tcpNetwork.dial(host, port, signal));
    },
    listen: (host, port, onTransport, onFailure) =>
      tcpNetwork.listen(host, port, (transport) => onTransport(this.#wrap('listener', ++this.#accepted, transport)), onFailure),
  };

  #wrap(from: 'dialler' | 'listener', link: number, inner: Transport): Transport {
    return new FaultyTransport(inner, this.#clock, (record) => {
      if (this.#plan.rules.length === 0) return null;
      const { plan, action } = judge(this.#plan, { from, link, record });
      this.#plan = plan;
      return action;
    });
  }
}

/** One end whose outgoing records meet the plan before they reach the socket. */
class FaultyTransport extends PassingTransport {
  readonly #lane: FaultLane;

  constructor(inner: Transport, clock: Clock, decide: (record: number) => FaultAction | null) {
    super(inner);
    this.#lane = new FaultLane({
      clock,
      decide,
      emit: (bytes) => void super.write(bytes, () => () => undefined),
      end: () => super.close(),
      cut: () => this.destroy(),
    });
  }

  override write(bytes: Bytes, lend: Lend): boolean {
    const frames = recordFrames(bytes);
    const actions = this.#lane.decide(frames.length);
    if (this.#lane.clear && actions.every((action) => action === null)) return super.write(bytes, lend);
    for (const [at, frame] of frames.entries()) this.#lane.pass(frame, actions[at] ?? null);
    return !this.congested;
  }

  override close(): void {
    this.#lane.end();
  }

  override destroy(): void {
    this.#lane.stop();
    super.destroy();
  }
}
