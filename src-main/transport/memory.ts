import type { Bytes } from '#engine/bytes.ts';
import { type Lend, type Transport, TransportError, type TransportEvents } from './transport.ts';

export interface MemoryLinkOptions {
  /** How many of the `available` bytes the next delivery takes, at least 1; all of them by default. */
  readonly split?: (available: number) => number;
  /** Bytes one direction holds before its writer is congested; 64 KiB by default. */
  readonly capacity?: number;
}

/** Two transports joined in memory. Bytes arrive in later microtasks, in order, never inside a call. */
export interface MemoryLink {
  readonly left: Transport;
  readonly right: Transport;
  /** Ends both at once as a reset does; what was not delivered is lost. */
  cut(): void;
}

export function memoryLink(options: MemoryLinkOptions = {}): MemoryLink {
  const split = options.split ?? ((available: number) => available);
  const capacity = options.capacity ?? 64 * 1024;
  const left = new MemoryTransport('left', split, capacity);
  const right = new MemoryTransport('right', split, capacity);
  left.join(right);
  right.join(left);
  return {
    left,
    right,
    cut: () => {
      left.fail();
      right.fail();
    },
  };
}

class MemoryTransport implements Transport {
  readonly remoteAddress: string;
  readonly remoteHost = 'memory';
  readonly localAddress = null;
  readonly faults = [];
  readonly #split: (available: number) => number;
  readonly #capacity: number;
  #peer: MemoryTransport | null = null;
  #events: TransportEvents | null = null;
  /** Inbound bytes not delivered yet, and whether the peer ended behind them. */
  readonly #inbox: Bytes[] = [];
  #inboxLength = 0;
  #peerEnded = false;
  #endDelivered = false;
  #ended = false;
  #paused = false;
  #closed = false;
  #scheduled = false;

  constructor(side: 'left' | 'right', split: (available: number) => number, capacity: number) {
    this.remoteAddress = side === 'left' ? 'memory:right' : 'memory:left';
    this.#split = split;
    this.#capacity = capacity;
  }

  join(peer: MemoryTransport): void {
    this.#peer = peer;
  }

  start(events: TransportEvents): void {
    this.#events = events;
    this.#schedule();
  }

  write(bytes: Bytes, _lend: Lend): boolean {
    const peer = this.#peer;
    if (this.#closed || this.#ended || peer === null || peer.#closed) return true;
    peer.#inbox.push(bytes.slice());
    peer.#inboxLength += bytes.length;
    peer.#schedule();
    return !this.congested;
  }

  get congested(): boolean {
    return !this.#closed && this.#peer !== null && this.#peer.#inboxLength > this.#capacity;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    if (this.#peer !== null) {
      this.#peer.#peerEnded = true;
      this.#peer.#schedule();
    }
    this.#paused = false;
    this.#schedule();
  }

  destroy(): void {
    if (this.#closed) return;
    const peer = this.#peer;
    this.#finish(null);
    if (peer !== null && !peer.#closed && !peer.#ended) peer.fail();
  }

  fail(): void {
    if (!this.#closed) this.#finish(new TransportError('ECONNRESET', 'the link was cut'));
  }

  #schedule(): void {
    if (this.#scheduled || this.#events === null) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#step();
    });
  }

  /** One delivery; the next one follows in its own microtask. */
  #step(): void {
    if (this.#closed || this.#paused) return;
    if (this.#inboxLength > 0) this.#deliver();
    else if (this.#peerEnded && !this.#endDelivered) {
      this.#endDelivered = true;
      if (!this.#ended) this.#events?.ended();
    }
    if (this.#closed) return;
    if (this.#inboxLength > 0 || (this.#peerEnded && !this.#endDelivered)) this.#schedule();
    else if (this.#ended && this.#peerEnded) this.#finish(null);
  }

  #deliver(): void {
    const peer = this.#peer;
    const wasCongested = peer?.congested ?? false;
    const chunk = this.#take(Math.max(1, Math.min(this.#inboxLength, this.#split(this.#inboxLength))));
    if (!this.#ended) this.#events?.received(chunk);
    if (peer !== null && wasCongested && !peer.congested && !peer.#closed) queueMicrotask(() => peer.#events?.drained());
  }

  #take(length: number): Bytes {
    const out = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const first = this.#inbox[0];
      if (first === undefined) break;
      const part = first.subarray(0, length - at);
      out.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#inbox.shift();
      else this.#inbox[0] = first.subarray(part.length);
    }
    this.#inboxLength -= length;
    return out;
  }

  #finish(error: TransportError | null): void {
    this.#closed = true;
    this.#inbox.length = 0;
    this.#inboxLength = 0;
    queueMicrotask(() => this.#events?.closed(error));
  }
}
