import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMls, OutputBuffer } from '#engine/index.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import type { Announcements } from '#main/hosts/announcements.ts';
import { ArrivalLimits } from '#main/hosts/arrival-limits.ts';
import { Connections } from '#main/hosts/connections.ts';
import { Listener } from '#main/hosts/listener.ts';
import { Notices } from '#main/hosts/notices.ts';
import { systemRandomness } from '#main/hosts/randomness.ts';
import { Captures } from '#main/capture/captures.ts';
import { SecretWitness } from '#main/capture/secret-witness.ts';
import { createRealm, type Realm } from '#main/hosts/realm.ts';
import { openMemoryStore } from '#main/store/memory-store.ts';
import { sessionCodec } from '#main/store/session-codec.ts';
import { TraceStore } from '#main/store/trace-store.ts';
import { processTurns } from '#main/hosts/task-turns.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import { certificates } from '#main/trust/certificates.ts';
import { SteppedClock } from '../support/stepped-clock.ts';

const silent: Announcements = {
  list: () => undefined,
  session: () => undefined,
  connection: () => undefined,
  connectionRemoved: () => undefined,
  epochs: () => undefined,
  message: () => undefined,
};

/** A listener of the product on a real port, with a clock that only the test moves, and strangers who come to it. */
export class Harbour {
  readonly clock = new SteppedClock();
  readonly connections = new Connections();
  readonly realm: Realm;
  readonly strangers = new Set<Stranger>();
  readonly #listener: Listener;
  readonly #folder = mkdtempSync(join(tmpdir(), 'epochscope-harbour-'));

  static async open(): Promise<Harbour> {
    const harbour = new Harbour();
    await harbour.#listener.open();
    return harbour;
  }

  private constructor() {
    const { clock } = this;
    const crypto = nodeCryptoProvider();
    const mls = createMls({ suite: mlsSuiteProvider(systemRandomness), crypto, randomness: systemRandomness });
    const traces = new TraceStore({
      path: join(this.#folder, 'trace.db'),
      clock: { wall: () => clock.now().wall, later: (delay, call) => clock.at(clock.now().monotonic + delay, call) },
      onFailure: (error) => {
        throw error;
      },
    });
    const environment = {
      clock,
      crypto,
      mls,
      traces,
      captures: new Captures(),
      randomness: systemRandomness,
      output: new OutputBuffer(),
      notices: new Notices(clock, silent),
      announcements: silent,
      certificates,
      network: tcpNetwork,
      turns: processTurns,
    };
    this.realm = createRealm(environment, openMemoryStore(sessionCodec(mls, crypto.erase)), new SecretWitness(crypto));
    const { id: identityId } = this.realm.identities.create('Harbour', clock.now().wall);
    this.#listener = new Listener({
      realm: this.realm,
      connections: this.connections,
      limits: new ArrivalLimits(),
      onPipe: null,
      settings: {
        identityId,
        host: '127.0.0.1',
        port: 0,
        profiles: ['draft-00'],
        suites: [0x0001],
        trust: 'first-use',
        policyId: null,
        given: [],
        marker: 'require',
        autoResume: false,
        acceptEarlyData: false,
      },
    });
  }

  get port(): number {
    return this.#listener.port;
  }

  get state(): string {
    return this.#listener.state;
  }

  /** Transports the listener has in hand: each has a timer for the first message. */
  get waiting(): number {
    return this.clock.waiting;
  }

  /** A stranger who connects and waits, from one of the loopback addresses. */
  async stranger(address = '127.0.0.1'): Promise<Stranger> {
    const stranger = new Stranger(this.port, address);
    this.strangers.add(stranger);
    void stranger.gone.then(() => this.strangers.delete(stranger));
    await stranger.connected;
    return stranger;
  }

  async close(): Promise<void> {
    await this.#listener.close();
    for (const { socket } of this.strangers) socket.destroy();
    await this.connections.close(0);
    this.realm.keyPackages.close();
    this.realm.traces.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A socket, what it was told, and its end. */
export class Stranger {
  readonly socket: Socket;
  readonly connected: Promise<void>;
  /** The listener, or the network, ended it. */
  readonly gone: Promise<void>;
  readonly told: Buffer[] = [];

  constructor(port: number, address: string) {
    this.socket = connect({ host: '127.0.0.1', port, localAddress: address });
    // A connection that is refused at once may be gone before it is seen.
    this.connected = new Promise((resolve) => this.socket.once('connect', resolve).once('close', () => resolve()));
    this.gone = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.socket.on('error', () => undefined).on('data', (bytes) => this.told.push(bytes));
  }
}
