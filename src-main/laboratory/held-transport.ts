import type { Bytes } from '#engine/bytes.ts';
import type { Transport, TransportError, TransportEvents } from '#main/transport/transport.ts';
import type { Activity } from './activity.ts';
import type { Party } from './held-network.ts';
import { recordFrames } from './record-frames.ts';

/** What waits to be let go. `end`: the sender ended in order; `cut`: it dropped the transport. */
export type Item = RecordItem | { readonly kind: 'end' | 'cut' };

export interface RecordItem {
  readonly kind: 'record';
  readonly bytes: Bytes;
  /** Which record of its transport and direction, counted from 1. */
  readonly number: number;
  /** Rises with every record of the process. */
  readonly written: number;
}

/** Records of this process, so that those of several transports have an order. */
let written = 0;

/** One end of a real TCP connection whose outgoing bytes wait, record by record, until somebody lets them go. */
export class HeldTransport implements Transport {
  readonly party: Party;
  readonly remoteAddress: string;
  readonly remoteHost: string;
  readonly localAddress: string | null;
  readonly faults: readonly string[];
  peer: HeldTransport | null = null;
  readonly #inner: Transport;
  readonly #activity: Activity;
  readonly #items: Item[] = [];
  #events: TransportEvents | null = null;
  #records = 0;
  #sent = 0;
  #received = 0;
  #endSent = false;
  #endSeen = false;
  #gone = false;
  /** Its owner has ended it, in order or not, and hears nothing more. */
  #over = false;

  /** @param faults what the run does to records */
  constructor(party: Party, inner: Transport, activity: Activity, faults: readonly string[]) {
    this.party = party;
    this.faults = faults;
    this.remoteAddress = inner.remoteAddress;
    this.remoteHost = inner.remoteHost;
    this.localAddress = inner.localAddress;
    this.#inner = inner;
    this.#activity = activity;
  }

  // -- what its owner does ------------------------------------------------------------------------------------------

  start(events: TransportEvents): void {
    this.#events = events;
    this.#inner.start({
      received: (bytes) => this.#receive(bytes),
      ended: () => this.#noteEnd(),
      drained: () => this.#activity.change(),
      closed: (error) => this.#noteGone(error),
    });
  }

  write(bytes: Bytes): boolean {
    if (this.#over) return true;
    for (const frame of recordFrames(bytes)) this.#items.push({ kind: 'record', bytes: frame, number: ++this.#records, written: ++written });
    this.#activity.change();
    return true;
  }

  /** Nothing is ever in the way here: what waits was taken. */
  readonly congested = false;

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): void {
    this.#finish('end');
  }

  destroy(): void {
    this.#finish('cut');
  }

  // -- what the run does --------------------------------------------------------------------------------------------

  /** How many items wait. Nothing waits for an end that nobody is at any more. */
  get waiting(): number {
    return this.peer?.deaf ? 0 : this.#items.length;
  }

  get next(): Item | null {
    return this.waiting === 0 ? null : (this.#items[0] ?? null);
  }

  /** What is waiting, in order. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** Whether nobody listens at this end any more. */
  get deaf(): boolean {
    return this.#over || this.#gone;
  }

  /** Whether all that was let go here has arrived at the other end. */
  get settled(): boolean {
    const { peer } = this;
    if (peer === null || peer.deaf) return true;
    return peer.#received >= this.#sent && (!this.#endSent || peer.#endSeen);
  }

  /** Takes the first item out. It reaches nobody unless it is given to {@link release}. */
  take(): Item | null {
    return this.#items.shift() ?? null;
  }

  /** Lets an item go, or bytes that were never written by the owner of this end. */
  release(item: Item): void {
    this.#activity.change();
    if (this.peer?.deaf || this.#gone) return;
    if (item.kind === 'record') return this.#emit(item.bytes);
    this.#endSent = true;
    if (item.kind === 'end') this.#inner.close();
    else this.#inner.destroy();
  }

  /** Drops the connection under its owner, as a network would that loses one of its ends. */
  sever(): void {
    this.#items.length = 0;
    this.#noteGone(null);
    this.#inner.destroy();
  }

  /** Ends this direction in order, although its owner has not; what waits is lost. */
  truncate(): void {
    this.#items.length = 0;
    this.release({ kind: 'end' });
  }

  /** The run is over. */
  abandon(): void {
    this.#over = true;
    this.#items.length = 0;
    this.#inner.destroy();
    this.#activity.change();
  }

  #emit(bytes: Bytes): void {
    this.#sent += bytes.length;
    this.#inner.write(bytes, () => () => undefined);
  }

  #finish(kind: 'end' | 'cut'): void {
    if (this.#over) return;
    this.#over = true;
    this.#items.push({ kind });
    this.#activity.change();
    // The owner hears of its own end at once; the other one when the item is let go.
    queueMicrotask(() => this.#events?.closed(null));
  }

  #receive(bytes: Bytes): void {
    this.#received += bytes.length;
    this.#activity.change();
    if (!this.#over) this.#events?.received(bytes);
  }

  #noteEnd(): void {
    if (this.#endSeen) return;
    this.#endSeen = true;
    this.#activity.change();
    if (!this.#over) this.#events?.ended();
  }

  /** A reset and an end mean the same here: which of them the system shows depends on what it had in its buffers. */
  #noteGone(error: TransportError | null): void {
    if (this.#gone) return;
    this.#noteEnd();
    this.#gone = true;
    this.#activity.change();
    if (!this.#over) this.#events?.closed(error);
  }
}
