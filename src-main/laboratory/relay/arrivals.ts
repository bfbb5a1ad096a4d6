import type { Clock } from '#main/hosts/clock.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Network } from '#main/transport/transport.ts';
import { isLoopback } from '#shared/loopback.ts';
import { RunningPlan } from '../faults/plan.ts';
import { ArrivingTransport } from './arriving-transport.ts';

/** A port of ours: what is done to records there, and how many transports it has accepted from this machine. */
interface Port {
  readonly plan: RunningPlan;
  links: number;
}

/**
 * Plans for what is accepted from this machine, one for each port that was ever open: listeners at several addresses share it, and so do
 * connections that outlive their listener.
 */
export class Arrivals {
  readonly #clock: Clock;
  readonly #byPort = new Map<number, Port>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a port as the system does; what comes from another machine is never touched. A port that is opened anew keeps its rules. */
  readonly listen: Network['listen'] = async (host, port, onTransport, onFailure) => {
    // The number behind 0 is known once the port is open; whoever had it before keeps a plan of its own.
    const here = this.#byPort.get(port) ?? { plan: new RunningPlan(), links: 0 };
    const listener = await tcpNetwork.listen(
      host,
      port,
      (transport) => {
        if (!isLoopback(transport.remoteHost)) return onTransport(transport);
        here.links += 1;
        onTransport(new ArrivingTransport(transport, { plan: here.plan, clock: this.#clock, link: here.links }));
      },
      onFailure,
    );
    this.#byPort.set(listener.port, here);
    return listener;
  };

  /** What is done to records that reach this port from this machine, also on connections that were accepted there; `null`: it was never open. */
  at(port: number): RunningPlan | null {
    return this.#byPort.get(port)?.plan ?? null;
  }
}
