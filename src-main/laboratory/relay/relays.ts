import { isIP } from 'node:net';
import type { Clock } from '#main/hosts/clock.ts';
import { HostError } from '#main/hosts/host-error.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import { formatAddress, type Network } from '#main/transport/transport.ts';
import { Relay, type RelayTarget } from './relay.ts';

/** Faulty stretches before ports of this machine, one for each port that somebody asked for. */
export class Relays {
  readonly #clock: Clock;
  readonly #byTarget = new Map<string, Relay>();
  /** Those that take nothing more, while something still passes through them. */
  readonly #retired = new Set<Relay>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The system’s network; what leads to the target of a relay goes through it. Everything else is untouched. */
  readonly network: Network = {
    dial: (host, port, signal) => {
      const relay = this.to({ host, port });
      return relay === null ? tcpNetwork.dial(host, port, signal) : tcpNetwork.dial('127.0.0.1', relay.port, signal);
    },
    listen: tcpNetwork.listen,
  };

  to(target: RelayTarget): Relay | null {
    return this.#byTarget.get(keyOf(target)) ?? null;
  }

  /** @throws {HostError} `FAULTS_NOT_HERE` unless the target is this machine itself. @throws {TransportError} */
  async open(target: RelayTarget): Promise<Relay> {
    const known = this.to(target);
    if (known !== null) return known;
    if (!isLoopback(target.host)) throw new HostError('FAULTS_NOT_HERE');
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

/** Whether a host is this machine and cannot be another. A name other than `localhost` may be anything. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

function keyOf({ host, port }: RelayTarget): string {
  return formatAddress(host.toLowerCase(), port);
}
