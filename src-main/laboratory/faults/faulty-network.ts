import type { Bytes } from '#engine/bytes.ts';
import type { Clock } from '#main/hosts/clock.ts';
import { PassingTransport } from '#main/transport/passing.ts';
import { tcpNetwork } from '#main/transport/tcp.ts';
import type { Lend, Network, Transport } from '#main/transport/transport.ts';
import type { FaultsView } from '#shared/contract/laboratory.ts';
import { recordFrames } from '../record-frames.ts';
import { type FaultAction, type FaultPlan, type FaultRule, faultPlan, flipped, judge, type Kept, noFaults, passed } from './plan.ts';

/**
 * A network that does to records what its plan says. Both ends of a demo pair have one between them; nothing that has a real peer
 * is ever given one.
 */
export class FaultyNetwork {
  readonly #clock: Clock;
  #plan: FaultPlan = noFaults;
  #dialled = 0;
  #accepted = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the plan; nothing of the new one has applied yet. */
  set(rules: readonly FaultRule[]): void {
    this.#plan = faultPlan(rules);
  }

  get view(): FaultsView {
    return this.#plan;
  }

  readonly network: Network = {
    dial: async (host, port, signal) => {
      const link = ++this.#dialled;
      return this.#wrap('dialler', link, await tcpNetwork.dial(host, port, signal));
    },
    listen: (host, port, onTransport, onFailure) =>
      tcpNetwork.listen(host, port, (transport) => onTransport(this.#wrap('listener', ++this.#accepted, transport)), onFailure),
  };

  #wrap(from: 'dialler' | 'listener', link: number, inner: Transport): Transport {
    return new FaultyTransport(inner, this.#clock, (record) => {
      if (this.#plan.rules.length === 0) return null;
      const { plan, action } = judge(this.#plan, { from, link, record });
      this.#plan = plan;
      return action;
    });
  }
}

type Queued = { readonly kind: 'record'; readonly bytes: Bytes } | { readonly kind: 'end' };

/** One end whose outgoing records meet the plan before they reach the socket. */
class FaultyTransport extends PassingTransport {
  readonly #clock: Clock;
  readonly #decide: (record: number) => FaultAction | null;
  /** What waits behind a delayed record. */
  #queue: readonly Queued[] = [];
  #cancel: (() => void) | null = null;
  #kept: readonly Kept<Bytes>[] = [];
  #records = 0;

  constructor(inner: Transport, clock: Clock, decide: (record: number) => FaultAction | null) {
    super(inner);
    this.#clock = clock;
    this.#decide = decide;
  }

  override write(bytes: Bytes, lend: Lend): boolean {
    const frames = recordFrames(bytes);
    const actions = frames.map(() => this.#decide(++this.#records));
    const untouched = this.#queue.length === 0 && this.#kept.length === 0 && actions.every((action) => action === null);
    if (untouched) return super.write(bytes, lend);
    for (const [at, frame] of frames.entries()) this.#meet(frame, actions[at] ?? null);
    return !this.congested;
  }

  override close(): void {
    if (this.#queue.length === 0) super.close();
    else this.#queue = [...this.#queue, { kind: 'end' }];
  }

  override destroy(): void {
    this.#cancel?.();
    this.#queue = [];
    super.destroy();
  }

  #meet(bytes: Bytes, action: FaultAction | null): void {
    const { kept, due } = passed(this.#kept);
    this.#kept = kept;
    switch (action?.kind) {
      case 'drop':
        break;
      case 'cut':
        return this.destroy();
      case 'flip':
        this.#send(flipped(bytes, action.at, action.bit));
        break;
      case 'hold':
        this.#kept = [...this.#kept, { item: bytes, after: action.after }];
        break;
      case 'replay':
        this.#send(bytes);
        this.#kept = [...this.#kept, { item: bytes.slice(), after: action.after }];
        break;
      case 'delay':
        this.#delay(bytes, action.milliseconds);
        break;
      default:
        this.#send(bytes);
    }
    for (const late of due) this.#send(late);
  }

  /** What comes after a delayed record waits behind it, as on a slow line. */
  #send(bytes: Bytes): void {
    if (this.#queue.length > 0) this.#queue = [...this.#queue, { kind: 'record', bytes }];
    else this.#emit(bytes);
  }

  #delay(bytes: Bytes, milliseconds: number): void {
    const first = this.#queue.length === 0;
    this.#queue = [...this.#queue, { kind: 'record', bytes }];
    if (!first) return;
    this.#cancel = this.#clock.at(this.#clock.now().monotonic + milliseconds, () => {
      const queue = this.#queue;
      this.#queue = [];
      for (const item of queue) {
        if (item.kind === 'record') this.#emit(item.bytes);
        else super.close();
      }
    });
  }

  #emit(bytes: Bytes): void {
    super.write(bytes, () => () => undefined);
  }
}
