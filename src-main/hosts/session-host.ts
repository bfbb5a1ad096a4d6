import type { Bytes } from '#engine/bytes.ts';
import type { Mls, Signer } from '#engine/mls/group.ts';
import type { Connection, ConnectionStatus, Endpoint, LivePolicy } from '#engine/mls-tls/connection-api.ts';
import type { OutputBuffer } from '#engine/index.ts';
import type { Transport, TransportError } from '#main/transport/transport.ts';
import type { Clock } from './clock.ts';
import { type EffectPorts, EffectRunner } from './effect-runner.ts';
import type { Turns } from './task-turns.ts';

/** What the owner of a host wants to know besides the effects. */
export interface HostObserver extends EffectPorts {
  /** The connection was given a chance to act: its status may be another one. */
  turned(): void;
  /** Written bytes have been handed to the transport. */
  flushed(): void;
  /** The transport is gone; nothing follows. */
  transportClosed(error: TransportError | null): void;
}

export interface SessionHostOptions {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly observer: HostObserver;
  readonly clock: Clock;
  readonly mls: Mls;
  readonly turns: Turns;
  readonly output: Pick<OutputBuffer, 'detach'>;
  readonly group: HostGroup;
}

/** The connections of one endpoint: what happens on one may give another something to do. */
export class HostGroup {
  readonly #endpoint: Pick<Endpoint, 'takeReady'>;
  readonly #hosts = new Map<number, SessionHost>();

  constructor(endpoint: Pick<Endpoint, 'takeReady'>) {
    this.#endpoint = endpoint;
  }

  add(id: number, host: SessionHost): void {
    this.#hosts.set(id, host);
  }

  remove(id: number): void {
    this.#hosts.delete(id);
  }

  /** Lets every connection act that another one woke. */
  wake(): void {
    for (let ready = this.#endpoint.takeReady(); ready.length > 0; ready = this.#endpoint.takeReady()) {
      for (const { id } of ready) this.#hosts.get(id)?.turn();
    }
  }
}

/** Drives one connection over one transport: its bytes and calls in, one at a time, its effects out, one timer. */
export class SessionHost {
  readonly #options: SessionHostOptions;
  readonly #runner: EffectRunner;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;
  #turnScheduled = false;
  #sinkFull = false;
  #reading = true;
  #transportClosed = false;
  #written = 0;
  #handedOver = 0;

  constructor(options: SessionHostOptions) {
    this.#options = options;
    const { connection, transport, observer, clock, mls, turns, output } = options;
    this.#runner = new EffectRunner({
      connection,
      transport,
      ports: observer,
      clock,
      mls,
      turns,
      output,
      answered: () => this.turn(),
      transmitted: () => this.#countHandedOver(),
    });
    options.group.add(connection.id, this);
  }

  /** Begins: a connection of ours sends its first message. */
  start(): void {
    const { connection, transport, clock, observer } = this.#options;
    transport.start({
      received: (bytes) => {
        connection.receive(bytes, clock.now());
        this.turn();
      },
      ended: () => {
        connection.transportEnded('fin', clock.now());
        this.turn();
      },
      drained: () => this.turn(),
      closed: (error) => this.#closeTransport(error),
    });
    this.turn();
    void observer;
  }

  get status(): ConnectionStatus {
    return this.#options.connection.status;
  }

  /** Application bytes that were handed to the transport. */
  get handedOver(): number {
    return this.#handedOver;
  }

  /** Nothing written waits here or in the socket. */
  get drained(): boolean {
    return this.status.queuedBytes === 0 && !this.#options.transport.congested;
  }

  /**
   * Queues application data, which must not change before `flushed`. What is written in one turn of the event loop leaves together.
   *
   * @throws {EngineError} `api-misuse`
   */
  write(data: Bytes): void {
    this.#options.connection.write(data, this.#options.clock.now());
    this.#written += data.length;
    if (this.#turnScheduled) return;
    this.#turnScheduled = true;
    queueMicrotask(() => {
      this.#turnScheduled = false;
      this.turn();
    });
  }

  /** @throws {EngineError} `api-misuse` */
  update(signer?: Signer): void {
    this.#options.connection.update(this.#options.clock.now(), signer);
    this.turn();
  }

  /** Other limits, which may be reached already. */
  adjust(live: LivePolicy): void {
    this.#options.connection.adjust(live);
    this.turn();
  }

  /** @throws {EngineError} `api-misuse` */
  keyUpdate(requestPeer: boolean): void {
    this.#options.connection.keyUpdate(requestPeer, this.#options.clock.now());
    this.turn();
  }

  close(): void {
    this.#options.connection.close(this.#options.clock.now());
    this.turn();
  }

  cut(): void {
    this.#options.connection.cut(this.#options.clock.now());
    this.turn();
  }

  abort(): void {
    this.#options.connection.abort(this.#options.clock.now());
    this.turn();
  }

  /** Whoever takes the delivered data can or cannot take more: the peer then waits. */
  setSinkFull(full: boolean): void {
    this.#sinkFull = full;
    const { connection, clock } = this.#options;
    connection.pauseReading(full, clock.now());
    this.#control();
    this.#arm();
  }

  /** Runs everything the connection has to do now. */
  turn(): void {
    this.#runner.run();
    this.#control();
    this.#arm();
    const { observer, group } = this.#options;
    if (this.drained) observer.flushed();
    observer.turned();
    group.wake();
  }

  /** Counted at every transmission: a connection that ends forgets what it had not sealed. */
  #countHandedOver(): void {
    const { state, queuedBytes } = this.status;
    if (state !== 'closed') this.#handedOver = this.#written - queuedBytes;
  }

  #control(): void {
    if (this.#transportClosed) return;
    const wanted = this.status.wantsInput && !this.#sinkFull;
    if (wanted === this.#reading) return;
    this.#reading = wanted;
    if (wanted) this.#options.transport.resume();
    else this.#options.transport.pause();
  }

  #arm(): void {
    const { connection, clock } = this.#options;
    const at = connection.deadline;
    if (this.#timer?.at === at || (this.#timer === null && at === null)) return;
    this.#timer?.cancel();
    this.#timer =
      at === null
        ? null
        : {
            at,
            cancel: clock.at(at, () => {
              this.#timer = null;
              connection.tick(clock.now());
              this.turn();
            }),
          };
  }

  #closeTransport(error: TransportError | null): void {
    const { connection, clock, observer, group } = this.#options;
    this.#transportClosed = true;
    connection.transportEnded('reset', clock.now());
    this.turn();
    group.remove(connection.id);
    observer.transportClosed(error);
  }
}
