import type { Bytes } from '#engine/bytes.ts';
import type { Clock } from '#main/hosts/clock.ts';
import { PassingTransport } from '#main/transport/passing.ts';
import type { Lend, Transport, TransportEvents } from '#main/transport/transport.ts';
import { countFrames, recordFrames } from '../record-frames.ts';
import { FaultLane } from './fault-lane.ts';
import type { Passing, RunningPlan } from './plan.ts';

export interface FaultyOptions extends Pick<Passing, 'from' | 'link'> {
  readonly plan: RunningPlan;
  readonly clock: Clock;
}

/** One end whose outgoing records meet a plan before they reach the socket. */
export class FaultyTransport extends PassingTransport {
  readonly #lane: FaultLane;
  readonly #plan: RunningPlan;
  #events: TransportEvents | null = null;

  constructor(inner: Transport, { plan, clock, from, link }: FaultyOptions) {
    super(inner);
    this.#plan = plan;
    this.#lane = new FaultLane({
      clock,
      decide: (record) => plan.decide({ from, link, record }),
      emit: (bytes) => void super.write(bytes, () => () => undefined),
      end: () => super.close(),
      cut: () => this.destroy(),
      released: () => (this.congested ? undefined : this.#events?.drained()),
    });
  }

  override get faults(): readonly string[] {
    return this.#plan.written;
  }

  override get congested(): boolean {
    return this.#lane.full || super.congested;
  }

  override start(events: TransportEvents): void {
    this.#events = events;
    const closed: TransportEvents['closed'] = (...how) => {
      this.#lane.stop();
      events.closed(...how);
    };
    super.start({ ...events, closed, drained: () => (this.congested ? undefined : events.drained()) });
  }

  override write(bytes: Bytes, lend: Lend): boolean {
    if (this.#plan.empty && this.#lane.clear) {
      this.#lane.skip(countFrames(bytes));
      return super.write(bytes, lend);
    }
    const frames = recordFrames(bytes);
    const actions = this.#lane.decide(frames.length);
    if (this.#lane.clear && actions.every((action) => action === null)) return super.write(bytes, lend);
    for (const [at, frame] of frames.entries()) this.#lane.pass(frame, actions[at] ?? null);
    return !this.congested;
  }

  override close(): void {
    this.#lane.end();
  }

  override destroy(): void {
    this.#lane.stop();
    super.destroy();
  }
}
