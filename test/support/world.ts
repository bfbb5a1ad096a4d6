import { type Bytes, concat, toHex } from '#engine/bytes.ts';
import type { CryptoProvider, Randomness } from '#engine/crypto/provider.ts';
import type { Failure } from '#engine/errors.ts';
import type { Mls, Signer } from '#engine/mls/group.ts';
import { createMls } from '#engine/mls/ts-mls-group.ts';
import type { Connection, Endpoint, Policy } from '#engine/mls-tls/connection-api.ts';
import { createEndpoint, defaultPolicy } from '#engine/mls-tls/endpoint.ts';
import type { ConnectionEvent, CredentialQuestion, HostEffect, Now, Verdict } from '#engine/mls-tls/host-effects.ts';
import { decodeSession, encodeSession } from '#engine/mls-tls/snapshot.ts';
import type { TraceFact, TraceSink } from '#engine/mls-tls/trace.ts';
import { OutputBuffer } from '#engine/record/staging.ts';
import { handshakeName } from '#engine/two-party/messages.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import type { Session } from '#engine/two-party/session.ts';
import { runTask } from '#engine/two-party/tasks.ts';
import type { Features } from '#main/crypto/features.ts';
import { mlsSuiteProvider } from '#main/crypto/mls-provider.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { notDurable } from './durable-first.ts';
import { withLedger } from './ledger.ts';
import { signerFor } from './mls-parties.ts';
import { seededRandomness } from './seeded-randomness.ts';

/** Time that only moves when a test moves it. Starts in 2027. */
export class FakeClock {
  #elapsed = 0;

  get now(): Now {
    return { wall: 1_800_000_000_000 + this.#elapsed, monotonic: this.#elapsed };
  }

  advance(milliseconds: number): void {
    this.#elapsed += milliseconds;
  }
}

/** What survives a crash: sessions as bytes, and the references of used KeyPackages. */
export class Disk {
  readonly sessions = new Map<string, Bytes>();
  readonly usedKeyPackages = new Set<string>();
  /** Set by a test: the next writes fail. */
  broken = false;
}

/** The test process dies here; whoever drives it catches it and drops the host. */
export class Crash extends Error {}

export interface HostOptions {
  readonly name: string;
  readonly clock: FakeClock;
  readonly disk?: Disk;
  readonly suite?: number;
  readonly policy?: Partial<Policy>;
  readonly signer?: Signer;
  /** The authentication service of the test: accepts everything unless told otherwise. */
  readonly authenticate?: (question: CredentialQuestion) => Promise<Verdict> | Verdict;
  /** Called before and after every effect that reaches the host; may throw {@link Crash}. */
  readonly boundary?: (effect: HostEffect, when: 'before' | 'after') => void;
  /** What cryptography is taken from the runtime; everything it does right when absent. */
  readonly features?: Features;
  /** Where its random bytes come from; seeded with its name when absent. */
  readonly randomness?: Randomness;
  /** Watches what is erased. */
  readonly erase?: (bytes: Bytes) => void;
  /** Cryptography that does less than it must: controls show with it that an oracle sees what it is there for. */
  readonly weaken?: (provider: CryptoProvider) => CryptoProvider;
}

/** One process of one party: endpoint, store, authentication service. Real engine, real MLS. */
export class Host {
  readonly name: string;
  readonly clock: FakeClock;
  readonly disk: Disk;
  readonly suite: number;
  readonly policy: Policy;
  readonly signer: Signer;
  readonly crypto: CryptoProvider;
  readonly mls: Mls;
  readonly endpoint: Endpoint;
  readonly ends: End[] = [];
  readonly questions: CredentialQuestion[] = [];
  readonly options: HostOptions;
  readonly pending = new Set<Promise<void>>();
  /** Anything that escaped a task: a bug of the test or the engine. */
  readonly escaped: unknown[] = [];
  /** An effect was interrupted by a {@link Crash}: this process must not run on. */
  crashed = false;
  dead = false;

  constructor(options: HostOptions) {
    this.options = options;
    this.name = options.name;
    this.clock = options.clock;
    this.disk = options.disk ?? new Disk();
    this.suite = options.suite ?? 0x0001;
    this.policy = { ...defaultPolicy, suites: [this.suite], ...options.policy };
    this.signer = options.signer ?? signerFor(options.name, this.suite);
    const randomness = options.randomness ?? seededRandomness(`${options.name} ${hosts++}`);
    const overwrite = (bytes: Bytes) => {
      options.erase?.(bytes);
      bytes.fill(0);
    };
    const features = options.features === undefined ? {} : { features: options.features };
    const crypto = withLedger(nodeCryptoProvider({ erase: overwrite, ...features }));
    this.crypto = options.weaken?.(crypto) ?? crypto;
    this.mls = createMls({ suite: mlsSuiteProvider(randomness, features), crypto: this.crypto, randomness });
    this.endpoint = createEndpoint({ crypto: this.crypto, randomness, mls: this.mls, output: new OutputBuffer() });
  }

  /** @param profile of the handshake; the first of the policy's when absent */
  async connect(profile: ProfileName = this.policy.profiles[0] ?? 'draft-00'): Promise<End> {
    const { suite, signer, policy } = this;
    const nowSeconds = BigInt(Math.floor(this.clock.now.wall / 1000));
    const keyPackage = await this.mls.generateKeyPackage({ suite, signer, profiles: policy.profiles, enabledSuites: policy.suites, nowSeconds });
    return this.end((trace) => this.endpoint.connect({ policy, profile, keyPackage, trace }, this.clock.now));
  }

  accept(): End {
    return this.end((trace) =>
      this.endpoint.accept(
        {
          policy: this.policy,
          signer: (suite) => (suite === this.suite ? this.signer : null),
          isReplayed: (reference) => this.disk.usedKeyPackages.has(toHex(reference)),
          trace,
        },
        this.clock.now,
      ),
    );
  }

  resume(sessionId: string, earlyData: Bytes | null = null): End {
    const session = this.stored(sessionId);
    if (session === null) throw new Error(`${this.name} has no session ${sessionId}`);
    return this.end((trace) => this.endpoint.resume({ policy: this.policy, session, earlyData, trace }, this.clock.now));
  }

  /** The session as it is on disk. */
  stored(sessionId: string): Session | null {
    const bytes = this.disk.sessions.get(sessionId);
    return bytes === undefined ? null : decodeSession(this.mls, bytes, () => undefined);
  }

  end(begin: (trace: TraceSink) => Connection): End {
    const end = new End(this, begin);
    this.ends.push(end);
    return end;
  }

  /** Drives every connection until nothing can be done without new input. */
  drive(): void {
    if (this.dead || this.crashed) return;
    for (const end of this.ends) end.drive();
    for (let ready = this.endpoint.takeReady(); ready.length > 0; ready = this.endpoint.takeReady()) {
      for (const connection of ready) this.ends.find((end) => end.connection === connection)?.drive();
    }
  }

  /** SIGKILL: memory is gone, the disk stays, transports reset. */
  crash(): void {
    this.dead = true;
    for (const end of this.ends) end.peer?.reset();
  }
}

let hosts = 0;

/** One end of a transport, with everything that happened there. */
export class End {
  readonly host: Host;
  readonly connection: Connection;
  readonly facts: TraceFact[] = [];
  readonly events: ConnectionEvent[] = [];
  readonly effects: HostEffect['kind'][] = [];
  readonly received: Bytes[] = [];
  /** Everything that left, in order; a capture. */
  readonly sent: Bytes[] = [];
  /** Arrived from the peer, not given to the engine yet. */
  inbox: Bytes[] = [];
  peer: End | null = null;
  transportClosed = false;
  /** Bytes may be changed, dropped or held back on their way to the peer. */
  onTransmit: (bytes: Bytes) => readonly Bytes[] = (bytes) => [bytes];
  /** Sees what this end is given, and gives it. */
  onReceive: (bytes: Bytes, receive: () => void) => void = (_bytes, receive) => receive();
  /** Writes each handshake message sent, for tests that read as a transcript. */
  log: ((line: string) => void) | null = null;
  #driving = false;
  #peerClosed = false;

  constructor(host: Host, begin: (trace: TraceSink) => Connection) {
    this.host = host;
    this.connection = begin({ record: () => undefined, fact: (fact) => this.#note(fact) });
  }

  get receivedText(): string {
    return Buffer.from(concat(...this.received)).toString();
  }

  get failure(): Failure | null {
    return this.connection.status.failure;
  }

  get sessionId(): string {
    const id = this.connection.status.sessionId;
    if (id === null) throw new Error('no session yet');
    return id;
  }

  /** Names of the handshake messages of one direction. */
  messages(direction: 'sent' | 'received'): string[] {
    return this.facts.flatMap((fact) => (fact.kind === 'handshake-message' && fact.direction === direction ? [handshakeName(fact.type)] : []));
  }

  /** Alert values of one direction. */
  alerts(direction: 'sent' | 'received'): number[] {
    return this.facts.flatMap((fact) => (fact.kind === 'alert' && fact.direction === direction ? [fact.value] : []));
  }

  has<K extends TraceFact['kind']>(kind: K, test: (fact: Extract<TraceFact, { kind: K }>) => boolean = () => true): boolean {
    return this.facts.some((fact) => fact.kind === kind && test(fact as Extract<TraceFact, { kind: K }>));
  }

  write(text: string | Bytes): void {
    this.connection.write(typeof text === 'string' ? new TextEncoder().encode(text) : text, this.host.clock.now);
    this.drive();
  }

  /** @param signer who the leaf shows from then on */
  update(signer?: Signer): void {
    this.connection.update(this.host.clock.now, signer);
    this.drive();
  }

  close(): void {
    this.connection.close(this.host.clock.now);
    this.drive();
  }

  tick(): void {
    const { deadline } = this.connection;
    if (deadline !== null && deadline <= this.host.clock.now.monotonic) this.connection.tick(this.host.clock.now);
    this.drive();
  }

  /** Bytes from the network, as they are. */
  inject(bytes: Bytes): void {
    this.onReceive(bytes, () => {
      this.connection.receive(bytes, this.host.clock.now);
      this.drive();
    });
  }

  /** Gives the engine the next chunk from the peer. @returns whether there was one it wanted */
  deliver(): boolean {
    if (this.host.dead || this.host.crashed || !this.connection.status.wantsInput) return false;
    const chunk = this.inbox.shift();
    if (chunk !== undefined) {
      this.inject(chunk);
      return true;
    }
    if (!this.#peerClosed) return false;
    this.#peerClosed = false;
    this.connection.transportEnded('fin', this.host.clock.now);
    this.drive();
    return true;
  }

  /** The transport breaks at once, both ways. */
  reset(): void {
    this.inbox = [];
    this.transportClosed = true;
    if (this.host.dead || this.host.crashed) return;
    this.connection.transportEnded('reset', this.host.clock.now);
    this.drive();
  }

  fin(): void {
    this.#peerClosed = true;
  }

  drive(): void {
    if (this.#driving || this.host.dead || this.host.crashed) return;
    this.#driving = true;
    try {
      for (let effect = this.connection.poll(this.host.clock.now); effect !== null; effect = this.connection.poll(this.host.clock.now))
        this.#run(effect);
    } catch (error) {
      if (error instanceof Crash) this.host.crashed = true;
      throw error;
    } finally {
      this.#driving = false;
    }
  }

  #run(effect: HostEffect): void {
    this.effects.push(effect.kind);
    this.host.options.boundary?.(effect, 'before');
    this.#perform(effect);
    this.host.options.boundary?.(effect, 'after');
  }

  #perform(effect: HostEffect): void {
    const { host, connection } = this;
    switch (effect.kind) {
      case 'persist':
        return this.#persist(effect);
      case 'forget':
        host.disk.sessions.delete(effect.sessionId);
        return;
      case 'transmit':
        return this.#transmit(effect.bytes.slice());
      case 'deliver':
        this.received.push(effect.data.slice());
        return;
      case 'compute': {
        const { id, task } = effect;
        return this.#later(
          runTask(host.mls, task).then(
            (result) => connection.computed(id, { ok: true, result }, host.clock.now),
            (error: unknown) => connection.computed(id, { ok: false, error }, host.clock.now),
          ),
        );
      }
      case 'authenticate':
        return this.#authenticate(effect.id, effect.question);
      case 'locate-session':
        return connection.located(effect.id, host.stored(effect.sessionId), host.clock.now);
      case 'close-transport':
        this.transportClosed = true;
        if (effect.how === 'flush') this.peer?.fin();
        else this.peer?.reset();
        return;
      case 'notify':
        this.events.push(effect.event);
        return;
      default:
        return effect satisfies never;
    }
  }

  #persist(effect: Extract<HostEffect, { kind: 'persist' }>): void {
    const { host, connection } = this;
    if (host.disk.broken) return connection.persistFailed(host.clock.now);
    host.disk.sessions.set(
      effect.session.id,
      encodeSession(host.mls, effect.session, () => undefined),
    );
    if (effect.keyPackageUsed !== null) host.disk.usedKeyPackages.add(toHex(effect.keyPackageUsed.reference));
    connection.persisted(host.clock.now);
  }

  #transmit(bytes: Bytes): void {
    this.sent.push(bytes);
    if (this.peer !== null && !this.peer.transportClosed) this.peer.inbox.push(...this.onTransmit(bytes));
  }

  #authenticate(id: number, question: CredentialQuestion): void {
    const { host, connection } = this;
    host.questions.push(question);
    const answer = host.options.authenticate?.bind(host.options) ?? (() => ({ ok: true }) as const);
    this.#later(
      Promise.resolve()
        .then(() => answer(question))
        .then(
          (verdict) => connection.decided(id, verdict, host.clock.now),
          () => connection.decided(id, 'exception', host.clock.now),
        ),
    );
  }

  #later(work: Promise<void>): void {
    const { host } = this;
    const tracked = work
      .then(() => host.drive())
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) host.escaped.push(error);
      })
      .finally(() => host.pending.delete(tracked));
    host.pending.add(tracked);
  }

  /** [CR-01] in every test that has a host. */
  #expectDurable(fact: Extract<TraceFact, { kind: 'handshake-message' }>): void {
    // A connection that is being made has not learnt its session's id from the status yet.
    const id = this.connection?.status.sessionId ?? null;
    const missing = id === null ? null : notDurable(fact, this.host.stored(id));
    if (missing !== null) this.host.escaped.push(new Error(missing));
  }

  #note(fact: TraceFact): void {
    this.facts.push(fact);
    if (fact.kind === 'handshake-message' && fact.direction === 'sent') this.#expectDurable(fact);
    if (fact.kind === 'handshake-message' && fact.direction === 'sent')
      this.log?.(`${this.host.name} sends ${handshakeName(fact.type).replaceAll('_', '-')}`);
  }
}

export function link(a: End, b: End): void {
  a.peer = b;
  b.peer = a;
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const bytes of from.sent) to.inbox.push(...from.onTransmit(bytes));
  }
}

/** Lets both sides run until no byte, task or step is left. Time does not move. */
export async function settle(...hosts: readonly Host[]): Promise<void> {
  for (;;) {
    for (const host of hosts) host.drive();
    await Promise.all(hosts.flatMap((host) => [...host.pending]));
    let moved = false;
    for (const host of hosts) for (const end of host.ends) moved = end.deliver() || moved;
    const busy = hosts.some((host) => host.pending.size > 0);
    const escaped = hosts.flatMap((host) => host.escaped);
    if (escaped.length > 0) throw escaped[0];
    if (!moved && !busy) return;
  }
}
