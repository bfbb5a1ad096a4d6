import type { Bytes } from '#engine/bytes.ts';
import { PassingTransport } from './passing.ts';
import type { Lend, Transport, TransportEvents } from './transport.ts';

/** Where the bytes of a transport are shown as they pass; they are lent for the call. */
export interface Tap {
  pass(direction: 'sent' | 'received', bytes: Bytes, at: number): void;
}

/** A transport whose bytes somebody watches. */
export class TappedTransport extends PassingTransport {
  readonly #tap: Tap;
  readonly #now: () => number;

  constructor(inner: Transport, tap: Tap, now: () => number) {
    super(inner);
    this.#tap = tap;
    this.#now = now;
  }

  override start(events: TransportEvents): void {
    super.start({
      ...events,
      received: (bytes) => {
        this.#tap.pass('received', bytes, this.#now());
        events.received(bytes);
      },
    });
  }

  override write(bytes: Bytes, lend: Lend): boolean {
    this.#tap.pass('sent', bytes, this.#now());
    return super.write(bytes, lend);
  }
}
