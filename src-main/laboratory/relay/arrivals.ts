import type { Clock } from '#main/hosts/clock.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Network } from '#main/transport/transport.ts';
import { isLoopback } from '#shared/loopback.ts';
import { RunningPlan } from '../faults/plan.ts';
import { ArrivingTransport } from './arriving-transport.ts';

/** Plans for what is accepted from this machine, one for each port of ours that is open. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #byPort = new Map<number, RunningPlan>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a port as the system does; what comes from another machine is never touched. A port that is opened anew is straight. */
  readonly listen: Network['listen'] = async (host, port, onTransport, onFailure) => {
    const plan = new RunningPlan();
    let links = 0;
    const listener = await tcpNetwork.listen(
      host,
      port,
      (transport) => {
        if (!isLoopback(transport.remoteHost)) return onTransport(transport);
        links += 1;
        onTransport(new ArrivingTransport(transport, { plan, clock: this.#clock, link: links }));
      },
      onFailure,
    );
    this.#byPort.get(listener.port)?.retire();
    this.#byPort.set(listener.port, plan);
    return listener;
  };

  /** What is done to records that reach this port from this machine, also on connections that were accepted there; `null`: it was never open. */
  at(port: number): RunningPlan | null {
    return this.#byPort.get(port) ?? null;
  }
}
