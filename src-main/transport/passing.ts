import type { Bytes } from '#engine/bytes.ts';
import type { Lend, Transport, TransportEvents } from './transport.ts';

/** A transport around another one, which does all the work; what differs is overridden. */
export class PassingTransport implements Transport {
  protected readonly inner: Transport;

  constructor(inner: Transport) {
    this.inner = inner;
  }

  get remoteAddress(): string {
    return this.inner.remoteAddress;
  }

  get remoteHost(): string {
    return this.inner.remoteHost;
  }

  get localAddress(): string | null {
    return this.inner.localAddress;
  }

  get faults(): readonly string[] {
    return this.inner.faults;
  }

  get congested(): boolean {
    return this.inner.congested;
  }

  start(events: TransportEvents): void {
    this.inner.start(events);
  }

  write(bytes: Bytes, lend: Lend): boolean {
    return this.inner.write(bytes, lend);
  }

  pause(): void {
    this.inner.pause();
  }

  resume(): void {
    this.inner.resume();
  }

  close(): void {
    this.inner.close();
  }

  destroy(): void {
    this.inner.destroy();
  }
}
