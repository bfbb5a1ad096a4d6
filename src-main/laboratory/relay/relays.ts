import type { Clock } from '#main/hosts/clock.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import { PassingTransport } from '#main/transport/passing.ts';
import { formatAddress, type Network, type Transport } from '#main/transport/transport.ts';
import { isLoopback } from '#shared/loopback.ts';
import type { RunningPlan } from '../faults/plan.ts';
import { Relay, type RelayTarget } from './relay.ts';

/** Faulty stretches before ports of this machine, one for each port that somebody asked for. */
export class Relays {
  readonly #clock: Clock;
  readonly #byTarget = new Map<string, Relay>();
  readonly #opening = new Map<string, Promise<Relay>>();
  /** Those that take nothing more, while something still passes through them. */
  readonly #retired = new Set<Relay>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Dials as the system does, but for the target of a relay: that is reached through it. */
  readonly dial: Network['dial'] = async (host, port, signal) => {
    const relay = this.to({ host, port });
    return relay === null
      ? tcpNetwork.dial(host, port, signal)
      : new RelayedTransport(await tcpNetwork.dial('127.0.0.1', relay.port, signal), relay.plan);
  };

  to(target: RelayTarget): Relay | null {
    return this.#byTarget.get(keyOf(target)) ?? null;
  }

  /** @throws {HostError} `FAULTS_NOT_HERE` unless the target is this machine itself. @throws {TransportError} */
  async open(target: RelayTarget): Promise<Relay> {
    const known = this.to(target);
    if (known !== null) return known;
    if (!isLoopback(target.host)) throw new HostError('FAULTS_NOT_HERE');
    const key = keyOf(target);
    const opening = this.#opening.get(key) ?? this.#openAt(target).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  async #openAt(target: RelayTarget): Promise<Relay> {
    const relay = new Relay(target, this.#clock);
    await relay.open();
    this.#byTarget.set(keyOf(target), relay);
    return relay;
  }

  /** New connections go straight again; those that pass through it are disturbed no more. */
  remove(target: RelayTarget): void {
    const relay = this.to(target);
    if (relay === null) return;
    relay.retire();
    this.#byTarget.delete(keyOf(target));
    for (const old of this.#retired) if (old.passing === 0) this.#retired.delete(old);
    this.#retired.add(relay);
  }

  close(): void {
    for (const relay of [...this.#byTarget.values(), ...this.#retired]) relay.close();
    this.#byTarget.clear();
    this.#retired.clear();
  }
}

/** What leads through a relay, and says so. */
class RelayedTransport extends PassingTransport {
  readonly #plan: RunningPlan;

  constructor(inner: Transport, plan: RunningPlan) {
    super(inner);
    this.#plan = plan;
  }

  override get faults(): readonly string[] {
    return this.#plan.written;
  }
}

function keyOf({ host, port }: RelayTarget): string {
  return formatAddress(host.toLowerCase(), port);
}
