import type { Bytes } from '#engine/bytes.ts';
import type { Lend, Transport, TransportEvents } from './transport.ts';

/** Where the bytes of a transport are shown as they pass; they are lent for the call. */
export interface Tap {
  pass(direction: 'sent' | 'received', bytes: Bytes, at: number): void;
}

/** A transport whose bytes somebody watches. */
export class TappedTransport implements Transport {
  readonly #inner: Transport;
  readonly #tap: Tap;
  readonly #now: () => number;

  constructor(inner: Transport, tap: Tap, now: () => number) {
    this.#inner = inner;
    this.#tap = tap;
    this.#now = now;
  }

  get remoteAddress(): string {
    return this.#inner.remoteAddress;
  }

  get remoteHost(): string {
    return this.#inner.remoteHost;
  }

  get localAddress(): string | null {
    return this.#inner.localAddress;
  }

  get congested(): boolean {
    return this.#inner.congested;
  }

  start(events: TransportEvents): void {
    this.#inner.start({
      ...events,
      received: (bytes) => {
        this.#tap.pass('received', bytes, this.#now());
        events.received(bytes);
      },
    });
  }

  write(bytes: Bytes, lend: Lend): boolean {
    this.#tap.pass('sent', bytes, this.#now());
    return this.#inner.write(bytes, lend);
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): void {
    this.#inner.close();
  }

  destroy(): void {
    this.#inner.destroy();
  }
}
