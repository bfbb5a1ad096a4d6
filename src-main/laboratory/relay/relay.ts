import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '#main/hosts/clock.ts';
import { formatAddress, transportErrorFrom } from '#main/transport/transport.ts';
import { FaultLane } from '../faults/fault-lane.ts';
import { RunningPlan } from '../faults/plan.ts';
import { RecordSplitter } from './record-splitter.ts';

/** Where relays stand: nothing outside this machine reaches them. */
const host = '127.0.0.1';

export interface RelayTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * A second stretch of TCP before a port of this machine: it takes connections on a port of its own, dials the target for each, and does
 * to the records of both directions what its plan says. It knows no key and cannot tell what a record says; a fault is what anybody on
 * the way could do.
 */
export class Relay {
  readonly target: RelayTarget;
  /** What is done now to everything that passes. */
  readonly plan = new RunningPlan();
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #links = 0;

  constructor(target: RelayTarget, clock: Clock) {
    this.target = target;
    this.#clock = clock;
  }

  /** @throws {TransportError} */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#join(socket));
      server.once('error', (cause) => reject(transportErrorFrom(cause)));
      server.listen({ host, port: 0 }, () => {
        this.#server = server;
        resolve();
      });
    });
  }

  /** `HOST:PORT` where it listens. */
  get address(): string {
    return formatAddress(host, this.port);
  }

  get port(): number {
    const bound = this.#server?.address();
    return bound !== null && typeof bound === 'object' ? bound.port : 0;
  }

  /** Connections that pass through it now. */
  get passing(): number {
    return this.#sockets.size / 2;
  }

  /** Takes nothing more. What passes through it goes on undisturbed. */
  retire(): void {
    this.plan.retire();
    this.#server?.close();
  }

  close(): void {
    this.retire();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const link = ++this.#links;
    const far = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    const both = [near, far] as const;
    for (const socket of both) this.#sockets.add(socket);
    const cut = () => {
      for (const lane of lanes) lane.stop();
      for (const socket of both) {
        this.#sockets.delete(socket);
        socket.destroy();
      }
    };
    const lanes = [this.#lane('dialler', link, near, far, cut), this.#lane('listener', link, far, near, cut)];
    for (const socket of both) {
      // An end without order is passed on as one; so is what comes after both ends are in order.
      socket.on('error', cut);
      socket.on('close', (failed) => (failed || (near.destroyed && far.destroyed) ? cut() : undefined));
    }
  }

  /** The way of what `source` sends. */
  #lane(from: 'dialler' | 'listener', link: number, source: Socket, sink: Socket, cut: () => void): FaultLane {
    const splitter = new RecordSplitter();
    const lane = new FaultLane({
      clock: this.#clock,
      decide: (record) => this.plan.decide({ from, link, record }),
      emit: (bytes) => {
        if (!sink.write(bytes)) source.pause();
      },
      end: () => sink.end(),
      cut,
      released: () => (sink.writableNeedDrain ? undefined : source.resume()),
    });
    sink.on('drain', () => (lane.full ? undefined : source.resume()));
    source.on('data', (bytes: Uint8Array<ArrayBuffer>) => {
      for (const record of splitter.push(bytes)) lane.take(record);
      if (lane.full) source.pause();
    });
    source.on('end', () => {
      const rest = splitter.rest();
      if (rest.length > 0) lane.pass(rest, null);
      lane.end();
    });
    return lane;
  }
}
