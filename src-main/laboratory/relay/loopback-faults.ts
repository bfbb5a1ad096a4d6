import type { Clock } from '#main/hosts/clock.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { Network, Way } from '#main/transport/transport.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import { isLoopback } from '#shared/loopback.ts';
import { type FaultRule, RunningPlan } from '../faults/plan.ts';
import { Arrivals } from './arrivals.ts';
import { Relays } from './relays.ts';

const straight = new RunningPlan();

/** The system's network, in which what stays on this machine can be made faulty: by a relay where we dial, at our own port where we accept. */
export class LoopbackFaults {
  readonly #relays: Relays;
  readonly #arrivals: Arrivals;
  readonly network: Network;

  constructor(clock: Clock) {
    this.#relays = new Relays(clock);
    this.#arrivals = new Arrivals(clock);
    this.network = { dial: this.#relays.dial, listen: this.#arrivals.listen, faultsAhead: (way) => this.#ahead(way) };
  }

  /** @param ways those of one connection @throws {HostError} `FAULTS_NOT_HERE` unless one of them stays on this machine */
  view(ways: readonly Way[]): FaultsView {
    const here = this.#here(ways);
    const plans = here.flatMap((way) => this.#planOn(way) ?? []);
    const { view: shown, written } = plans.find(({ empty }) => !empty) ?? straight;
    // Set for all ways of a connection at once: what they have met counts together.
    const same = plans.filter((plan) => plan.written.join() === written.join());
    const applied = shown.applied.map((_, index) => same.reduce((sum, { view }) => sum + (view.applied[index] ?? 0), 0));
    const [relay] = here.flatMap((way) => (way.kind === 'to' ? (this.#relays.to(way) ?? []) : []));
    const [port] = here.flatMap((way) => (way.kind === 'at' ? way.port : []));
    return { rules: shown.rules, applied, relay: relay ? { address: relay.address, passing: relay.passing } : null, port: port ?? null };
  }

  /** No rules: everything is straight again. @throws {HostError} `FAULTS_NOT_HERE` @throws {TransportError} */
  async set(ways: readonly Way[], rules: readonly FaultRule[]): Promise<void> {
    for (const way of this.#here(ways)) {
      if (way.kind === 'at') this.#arrivals.at(way.port)?.set(rules);
      else if (rules.length === 0) this.#relays.remove(way);
      else (await this.#relays.open(way)).plan.set(rules);
    }
  }

  close(): void {
    this.#relays.close();
  }

  #ahead(way: Way): readonly string[] | null {
    return this.#staysHere(way) ? (this.#planOn(way)?.written ?? []) : null;
  }

  #here(ways: readonly Way[]): readonly Way[] {
    const here = ways.filter((way) => this.#staysHere(way));
    if (here.length === 0) throw new HostError('FAULTS_NOT_HERE');
    return here;
  }

  #staysHere(way: Way): boolean {
    return way.kind === 'to' ? isLoopback(way.host) : this.#arrivals.at(way.port) !== null;
  }

  #planOn(way: Way): RunningPlan | null {
    return way.kind === 'to' ? (this.#relays.to(way)?.plan ?? null) : this.#arrivals.at(way.port);
  }
}
