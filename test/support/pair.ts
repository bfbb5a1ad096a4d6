import type { Bytes } from '#engine/bytes.ts';
import type { ProfileName } from '#engine/two-party/roles.ts';
import { type End, FakeClock, Host, type HostOptions, link, settle } from './world.ts';

export interface PairOptions {
  readonly suite?: number;
  /** Both sides enable this one profile. */
  readonly profile?: ProfileName;
  readonly initiator?: Partial<Omit<HostOptions, 'clock'>>;
  readonly responder?: Partial<Omit<HostOptions, 'clock'>>;
}

/** Two parties and the wire between them. Ida is the founding initiator, Rob the founding responder. */
export class Pair {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly ida: Host;
  readonly rob: Host;
  /** The ends of the current transport. */
  initiator: End;
  responder: End;
  /** Asked before the next transport joins its ends. */
  beforeLink: ((initiator: End, responder: End) => void) | null = null;

  /** Two parties that do nothing yet. */
  static unjoined(options: PairOptions = {}): Pair {
    return new Pair(options);
  }

  static async unconnected(options: PairOptions = {}): Promise<Pair> {
    const pair = new Pair(options);
    await pair.dial();
    return pair;
  }

  /** After the handshake, with the confirmation record delivered. */
  static async established(options: PairOptions = {}): Promise<Pair> {
    const pair = await Pair.unconnected(options);
    await pair.settle();
    pair.log.length = 0;
    return pair;
  }

  private constructor({ suite, profile, initiator, responder }: PairOptions) {
    const common = { clock: this.clock, ...(suite !== undefined && { suite }), ...(profile !== undefined && { policy: { profiles: [profile] } }) };
    this.ida = new Host({ name: 'initiator', ...common, ...initiator });
    this.rob = new Host({ name: 'responder', ...common, ...responder });
    this.initiator = null as unknown as End;
    this.responder = null as unknown as End;
  }

  get sessionId(): string {
    return this.initiator.sessionId;
  }

  /** A new transport with a handshake under way; nothing is delivered yet. */
  async dial(): Promise<void> {
    this.initiator = await this.ida.connect();
    this.responder = this.rob.accept();
    this.#join();
  }

  /** A new transport on which `who` resumes; nothing is delivered yet. */
  resume(who: 'ida' | 'rob', sessionId: string = this.sessionId, earlyData: Bytes | null = null): void {
    const [from, to] = who === 'ida' ? [this.ida, this.rob] : [this.rob, this.ida];
    this.initiator = from.resume(sessionId, earlyData);
    this.responder = to.accept();
    this.#join();
  }

  settle(): Promise<void> {
    return settle(this.ida, this.rob);
  }

  /** Both transports end without a word. */
  breakTransport(): void {
    this.initiator.reset();
    this.responder.reset();
  }

  /** Moves the clock in one step and lets what is due happen. */
  async advance(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    for (const host of [this.ida, this.rob]) for (const end of host.ends) end.tick();
    await this.settle();
  }

  #join(): void {
    this.initiator.log = (line) => this.log.push(line);
    this.responder.log = (line) => this.log.push(line);
    this.beforeLink?.(this.initiator, this.responder);
    link(this.initiator, this.responder);
    this.initiator.drive();
    this.responder.drive();
  }
}
