import type { Bytes } from '#engine/bytes.ts';
import type { Transport, TransportEvents } from '#main/transport/transport.ts';
import { FaultLane } from '../faults/fault-lane.ts';
import { type FaultyOptions, FaultyTransport } from '../faults/faulty-transport.ts';
import { RecordBorders } from './record-borders.ts';
import { RecordSplitter } from './record-splitter.ts';

/**
 * An accepted transport both of whose directions can be made faulty at any time: what was written, before it reaches the socket, and what
 * came from there, before anybody reads it. Without rules bytes pass as they come; only the borders of records are followed.
 */
export class ArrivingTransport extends FaultyTransport {
  readonly #options: Omit<FaultyOptions, 'from'>;
  readonly #borders = new RecordBorders();
  readonly #splitter = new RecordSplitter();
  /** Whether records are taken apart. */
  #splitting = false;
  #lane: FaultLane | null = null;
  #paused = false;
  #closing = false;

  constructor(inner: Transport, options: Omit<FaultyOptions, 'from'>) {
    super(inner, { ...options, from: 'listener' });
    this.#options = options;
  }

  override start(events: TransportEvents): void {
    const { plan, clock, link } = this.#options;
    const lane = new FaultLane({
      clock,
      decide: (record) => plan.decide({ from: 'dialler', link, record }),
      emit: (bytes) => (this.#closing ? undefined : events.received(bytes)),
      end: () => (this.#closing ? undefined : events.ended()),
      cut: () => this.destroy(),
      released: () => (this.#paused ? undefined : super.resume()),
    });
    this.#lane = lane;
    super.start({
      ...events,
      received: (bytes) => this.#take(bytes, lane, events),
      ended: () => {
        const rest = this.#splitter.rest();
        if (rest.length > 0) lane.pass(rest, null);
        lane.end();
      },
      closed: (error) => {
        lane.stop();
        events.closed(error);
      },
    });
  }

  override pause(): void {
    this.#paused = true;
    super.pause();
  }

  override resume(): void {
    this.#paused = false;
    if (this.#lane?.full !== true) super.resume();
  }

  override close(): void {
    this.#closing = true;
    super.close();
  }

  override destroy(): void {
    this.#closing = true;
    this.#lane?.stop();
    super.destroy();
  }

  #take(bytes: Bytes, lane: FaultLane, events: TransportEvents): void {
    if (this.#closing) return;
    const straight = this.#splitting ? 0 : this.#straight(bytes, lane);
    if (straight > 0) events.received(bytes.subarray(0, straight));
    if (straight < bytes.length) this.#divert(bytes.subarray(straight), lane);
  }

  /** How much passes as it is: without rules everything, else what a record that began to pass still needs. */
  #straight(bytes: Bytes, lane: FaultLane): number {
    if (this.#options.plan.empty) {
      lane.skip(this.#borders.follow(bytes));
      return bytes.length;
    }
    const open = !this.#borders.between;
    const length = open ? this.#borders.take(bytes) : 0;
    this.#splitting = this.#borders.between;
    if (open && this.#splitting) lane.skip(1);
    return length;
  }

  #divert(bytes: Bytes, lane: FaultLane): void {
    for (const record of this.#splitter.push(bytes)) lane.take(record);
    if (lane.full) super.pause();
    this.#splitting = !this.#options.plan.empty || !lane.clear || this.#splitter.pending;
  }
}
