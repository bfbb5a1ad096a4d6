import type { Bytes } from '#engine/bytes.ts';
import type { Mls } from '#engine/mls/group.ts';
import type { Connection } from '#engine/mls-tls/connection-api.ts';
import type { ConnectionEvent, CredentialQuestion, HostEffect, KeyPackageUse, Verdict } from '#engine/mls-tls/host-effects.ts';
import type { OutputBuffer } from '#engine/index.ts';
import type { Session } from '#engine/two-party/session.ts';
import { actAs, theProgram } from '#main/store/audit/actor.ts';
import { runTask } from '#engine/index.ts';
import type { Transport } from '#main/transport/transport.ts';
import type { Clock } from './clock.ts';
import type { Turns } from './task-turns.ts';

/** Where the effects of one connection go, besides its transport. Synchronous calls are durable or done when they return. */
export interface EffectPorts {
  /** @throws when the session could not be made durable; the engine then sends nothing that depended on it */
  persist(session: Session, keyPackageUsed: KeyPackageUse | null): void;
  forget(sessionId: string): void;
  /** @throws when the store cannot tell; the engine then treats the session as unknown */
  locate(sessionId: string): Session | null;
  /** Rejects when nobody can tell: a refusal (R-AS). The connection goes on without the answer when it takes too long. */
  authenticate(question: CredentialQuestion): Promise<Verdict>;
  /** Application bytes; valid during the call. `early`: with the first flight of a resumption. */
  deliver(data: Bytes, early: boolean): void;
  notify(event: ConnectionEvent): void;
}

export interface RunnerOptions {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly ports: EffectPorts;
  readonly clock: Clock;
  readonly mls: Mls;
  readonly turns: Turns;
  /** The endpoint's buffer, whose views `transmit` effects are. */
  readonly output: Pick<OutputBuffer, 'detach'>;
  /** Bytes were given to the transport. */
  readonly transmitted: () => void;
  /** An answer reached the connection outside {@link EffectRunner.run}. */
  readonly answered: () => void;
}

/** Takes a connection's effects one by one, strictly in order, and finishes each before the next. R-PERSIST. */
export class EffectRunner {
  readonly #options: RunnerOptions;
  readonly #lend: () => () => void;
  #running = false;
  /** Tasks handed out whose answer is due. */
  #tasks = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#lend = () => options.output.detach();
  }

  /** Whether a computation is under way. */
  get busy(): boolean {
    return this.#tasks > 0;
  }

  /** Runs until the connection has nothing to do. Does nothing when called from inside an effect: the loop goes on anyway. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    // What a connection does from here on follows from its peer and its rules, whoever opened it.
    actAs(theProgram, () => this.#runEffects());
  }

  #runEffects(): void {
    const { connection, clock } = this.#options;
    try {
      let now = clock.now();
      for (let effect = connection.poll(now); effect !== null; effect = connection.poll(now)) {
        this.#execute(effect);
        // Moving bytes takes no time that matters; asking the clock for every record would.
        if (effect.kind !== 'deliver' && effect.kind !== 'transmit') now = clock.now();
      }
    } finally {
      this.#running = false;
    }
  }

  #execute(effect: HostEffect): void {
    const { transport, ports } = this.#options;
    switch (effect.kind) {
      case 'transmit':
        transport.write(effect.bytes, this.#lend);
        return this.#options.transmitted();
      case 'deliver':
        return ports.deliver(effect.data, effect.early);
      case 'persist':
        return this.#persist(effect.session, effect.keyPackageUsed);
      case 'compute':
        return this.#compute(effect);
      case 'authenticate':
        return this.#authenticate(effect.id, effect.question);
      case 'locate-session':
        return this.#locate(effect.id, effect.sessionId);
      case 'forget':
        return ports.forget(effect.sessionId);
      case 'notify':
        return ports.notify(effect.event);
      case 'close-transport':
        return effect.how === 'flush' ? transport.close() : transport.destroy();
      default:
        effect satisfies never;
    }
  }

  #persist(session: Session, keyPackageUsed: KeyPackageUse | null): void {
    const { connection, ports, clock } = this.#options;
    try {
      ports.persist(session, keyPackageUsed);
    } catch {
      // The ports keep the reason; the engine needs to know only that it is not durable.
      connection.persistFailed(clock.now());
      return;
    }
    connection.persisted(clock.now());
  }

  #compute({ id, task }: Extract<HostEffect, { kind: 'compute' }>): void {
    const { connection, mls, turns, clock, answered } = this.#options;
    this.#tasks += 1;
    turns
      .run(() => runTask(mls, task))
      .then(
        (result) => connection.computed(id, { ok: true, result }, clock.now()),
        (error: unknown) => connection.computed(id, { ok: false, error }, clock.now()),
      )
      .finally(() => {
        this.#tasks -= 1;
        answered();
      });
  }

  #authenticate(id: number, question: CredentialQuestion): void {
    const { connection, ports, clock, answered } = this.#options;
    ports
      .authenticate(question)
      .then(
        (verdict) => connection.decided(id, verdict, clock.now()),
        () => connection.decided(id, 'exception', clock.now()),
      )
      .finally(answered);
  }

  #locate(id: number, sessionId: string): void {
    const { connection, ports, clock } = this.#options;
    let session: Session | null = null;
    try {
      session = ports.locate(sessionId);
    } catch {
      // Quarantined or unreadable: the peer gets the same answer as for a session that never was (R-ALERT 6).
    }
    connection.located(id, session, clock.now());
  }
}
