import type { Bytes } from '#engine/bytes.ts';
import type { Transport } from '#main/transport/transport.ts';
import type { KeyPolicy } from '#shared/key-policy.ts';
import type { Attempt } from './attempt.ts';
import { AttemptStarter } from './attempt-starter.ts';
import { AttemptedConnection } from './attempted-connection.ts';
import { type Cause, HostError } from './host-error.ts';
import { livePolicy } from './key-policies.ts';
import { asksForAnotherSuite } from './retry-policy.ts';

/** How long a close waits for the peer's close_notify, milliseconds. */
const closeTimeout = 5_000;

/**
 * One connection as people see it: it keeps its id over cuts, resumptions and restarts. Each transport it uses is an
 * {@link Attempt}; at most one of them is open.
 */
export class LogicalConnection extends AttemptedConnection {
  /** The other end of a demo pair. */
  demoPeerId: string | null = null;
  readonly #starter = new AttemptStarter(this);

  /**
   * A handshake, suite after suite as long as the peer answers inappropriate_fallback. R-KP.
   *
   * @throws {Cause}
   */
  async connect(): Promise<void> {
    const { suites } = this.settings;
    for (const [index, suite] of suites.entries()) {
      try {
        return await this.#start(await this.#starter.handshake(suite, () => this.#dial()));
      } catch (cause) {
        if (index + 1 === suites.length || !asksForAnotherSuite(cause)) throw cause;
      }
    }
  }

  /** @throws {Cause} */
  async resume(): Promise<void> {
    if (this.attempts.current?.isOpen) throw new HostError('STILL_CONNECTED');
    if (this.live && this.sessionId !== null) return this.opening.wait();
    return this.#resumeNow(null);
  }

  /** The same with data in the first flight. R-EARLY. @throws {Cause} */
  async resumeWith(data: Bytes): Promise<'accepted' | 'not-accepted' | 'not-sent'> {
    if (this.data.onPipe !== null) throw new HostError('IN_USE', { detail: ['piped'] });
    await this.#resumeNow(data);
    const { current } = this.attempts;
    if (current === null || current.earlyData === 'none') return 'not-sent';
    this.data.messages.add('sent', this.attempts.numberOf(current), data, 'early');
    return current.earlyData;
  }

  /** Resolves when an update of ours is complete. @throws {Cause} */
  async update(): Promise<void> {
    const attempt = this.#requireOpen();
    const done = this.updating.wait();
    done.catch(() => undefined); // nobody waits for it when the next line throws
    attempt.update();
    this.announce();
    return done;
  }

  /**
   * TLS KeyUpdate of our send key, in profile editor-copy; `requestPeer` asks for the peer's, which its own message brings.
   *
   * @throws {Cause}
   */
  keyUpdate(requestPeer: boolean): void {
    this.#requireOpen().keyUpdate(requestPeer);
    this.announce();
  }

  /** Resolves when the bytes are handed to the transport. @throws {Cause} */
  async send(data: Uint8Array): Promise<void> {
    this.#requireOpen();
    await this.data.send(data);
    this.announce();
  }

  /** As a network failure would. @throws {HostError} `NOT_CONNECTED` */
  cut(): void {
    if (!this.live) throw new HostError('NOT_CONNECTED');
    this.outcome.intend('cut');
    this.attempts.cut();
    this.announce();
  }

  /** Ends in order and waits for the peer to do the same, for a while. Never rejects: what does not close is cut. */
  async close(timeout: number = closeTimeout): Promise<void> {
    const { clock } = this.realm;
    this.outcome.cancelRetry();
    this.outcome.intend('close');
    const closed = this.closing.wait();
    const cancel = clock.at(clock.now().monotonic + timeout, () => this.attempts.cut());
    this.attempts.close();
    if (!this.live) this.outcome.settle('closed', null);
    this.announce();
    await closed;
    cancel();
  }

  setAutoResume(on: boolean): void {
    this.change({ autoResume: on });
    this.#autoResumeChanged(null);
    this.announce();
  }

  /** From now on, also on transports it has. @param policy `null`: that of all connections */
  setKeyPolicy(policy: KeyPolicy | null): void {
    const before = this.autoResume;
    this.change({ keyPolicy: policy, autoResume: null });
    this.keyPolicyChanged(before);
  }

  /** The policy that it goes by is another one. @param resumed whether it resumed by itself before */
  keyPolicyChanged(resumed: boolean): void {
    this.attempts.adjust(livePolicy(this.keyPolicy));
    this.#autoResumeChanged(resumed);
    this.announce();
  }

  /** After a restart: what was open then comes back by itself. Never rejects; what fails is tried again later, as after a cut. */
  async wakeUp(): Promise<void> {
    if (this.wakes && !this.outcome.disposed && this.outcome.resting === 'dormant' && this.obstacle === null)
      await this.#resumeOnce(null).catch(() => undefined);
  }

  /** Off the list, until its session is resumed. */
  hide(): void {
    this.outcome.cancelRetry();
    this.change({ hidden: true });
  }

  /** Nothing happens by itself any more. */
  dispose(): void {
    this.outcome.dispose();
    this.attempts.stopDialling();
  }

  /** The program ends. A stream that was not ended must not look complete to the peer: it is cut. */
  async shutDown(timeout: number): Promise<void> {
    this.dispose();
    if (!this.live) return;
    if (this.data.onPipe !== null && this.writable) this.cut();
    else await this.close(timeout);
  }

  /** A retry that is due comes at its time; one that is wanted now is made due; one that is not wanted any more does not come. */
  #autoResumeChanged(before: boolean | null): void {
    if (this.autoResume === before) return;
    if (!this.autoResume) this.outcome.cancelRetry();
    else if (this.nextRetryAt === null) this.outcome.retryLater();
  }

  #requireOpen(): Attempt {
    const { current } = this.attempts;
    if (current === null || !current.isOpen) throw new HostError('NOT_CONNECTED');
    return current;
  }

  /** As people ask for it: what stands in the way is told, and earlier failures no longer count. */
  #resumeNow(earlyData: Bytes | null): Promise<void> {
    const { obstacle } = this;
    if (obstacle !== null) throw obstacle;
    this.outcome.startOver();
    return this.#resumeOnce(earlyData);
  }

  async #resumeOnce(earlyData: Bytes | null): Promise<void> {
    const transport = await this.#dial();
    if (!this.attempts.any) return this.#start(this.#prepareResumption(transport, earlyData));
    // The peer came first.
    transport.destroy();
    return this.attempts.current?.isOpen ? undefined : this.opening.wait();
  }

  #prepareResumption(transport: Transport, earlyData: Bytes | null): Attempt {
    try {
      return this.#starter.resumption(transport, earlyData);
    } catch (error) {
      this.outcome.settle('dormant', error as Cause); // what AttemptStarter throws
      this.announce();
      throw error;
    }
  }

  async #dial(): Promise<Transport> {
    const { dial: target } = this.settings;
    if (target === null) throw new HostError('CANNOT_DIAL');
    this.outcome.intend('none');
    const dialling = this.attempts.dial(target.host, target.port);
    this.announceUse();
    try {
      return await dialling;
    } catch (error) {
      const cause = error as Cause; // what Attempts.dial throws
      if (!this.live) this.outcome.fall(cause, false, this.sessionId !== null);
      this.announceUse();
      throw cause;
    }
  }

  #start(attempt: Attempt): Promise<void> {
    const done = this.opening.wait();
    this.attach(attempt);
    attempt.start(this);
    return done;
  }

  protected override retry(): void {
    this.#resumeOnce(null).catch(() => undefined); // the end is in the state
  }
}
