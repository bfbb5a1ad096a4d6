import { Duplex } from 'node:stream';
import type { Bytes } from '#engine/bytes.ts';
import type { AttemptEnd, DataPort, DataSink } from './data-sink.ts';
import type { Cause } from './host-error.ts';

/** Bytes gathered before the program is given them as one chunk, and allocated at once for that. */
const slabSize = 256 * 1024;
/** Deliveries below this size get memory of their own: a slab would outlive them. */
const slabFrom = 4 * 1024;
/** Bytes that wait for the program before the peer has to wait, and the amount at which it may go on. */
const highWater = 1024 * 1024;
const lowWater = 256 * 1024;

/** What a reader or writer of a stream whose connection was cut is told. */
export class StreamCutError extends Error {
  override readonly name = 'StreamCutError';
  readonly reason: Cause | null;

  constructor(reason: Cause | null) {
    super('the connection was cut');
    this.reason = reason;
  }
}

/**
 * One attempt's application data as a Node stream. Chunks are given only when the program asks, so that everything that
 * arrived before a cut is read before the cut is reported; a clean end means that nothing is missing.
 */
export class PipeStream implements DataSink {
  readonly stream: Duplex;
  readonly #port: DataPort;
  readonly #end = Promise.withResolvers<AttemptEnd>();
  #chunks: Bytes[] = [];
  #waiting = 0;
  #full = false;
  #wanted = false;
  #peerClosed = false;
  #over: AttemptEnd | null = null;
  #slab: Buffer | null = null;
  #slabStart = 0;
  #slabEnd = 0;
  #writeDone: ((error?: Error | null) => void) | null = null;

  constructor(port: DataPort) {
    this.#port = port;
    this.stream = new Duplex({
      allowHalfOpen: true,
      // Both directions end long before the connection does: it is destroyed when that is over.
      autoDestroy: false,
      // Nothing is read ahead of the program: see above.
      readableHighWaterMark: 0,
      writableHighWaterMark: slabSize,
      read: () => {
        this.#wanted = true;
        this.#give();
      },
      write: (chunk: Buffer, _encoding, done) => this.#write([chunk], done),
      writev: (chunks, done) =>
        this.#write(
          chunks.map(({ chunk }) => chunk as Buffer),
          done,
        ), // decodeStrings is on: always Buffers
      final: (done) => this.#final(done),
      destroy: (error, done) => {
        // Abandoned before both ends were done: the peer must not take it for complete.
        if (this.#over === null) this.#port.cut();
        done(error);
      },
    });
    // A program that does not listen for it must not die of a cut: `over` tells it too.
    this.stream.on('error', () => undefined);
  }

  deliver(data: Bytes): boolean {
    if (data.length < slabFrom && this.#slabStart === this.#slabEnd) this.#queue(Buffer.from(data));
    else this.#gather(data);
    if (this.#waiting + this.#slabEnd - this.#slabStart > highWater) this.#full = true;
    return !this.#full;
  }

  settled(): void {
    this.#cutSlab();
    if (this.#slabEnd > slabSize - slabFrom) this.#slab = null;
    this.#give();
  }

  peerClosed(): void {
    this.#peerClosed = true;
    this.#give();
  }

  flushed(): void {
    const done = this.#writeDone;
    this.#writeDone = null;
    done?.();
  }

  ended(end: AttemptEnd): void {
    this.#over = end;
    if (end.kind === 'complete') {
      this.#peerClosed = true;
      this.flushed();
    }
    this.#end.resolve(end);
    this.#give();
    this.#finish();
  }

  /** Resolves when the attempt is over; what has arrived may still wait to be read. */
  get over(): Promise<AttemptEnd> {
    return this.#end.promise;
  }

  #write(chunks: readonly Bytes[], done: (error?: Error | null) => void): void {
    this.#writeDone = done;
    // Failing the write would throw away what is still to be read: the end of the stream reports it.
    if (this.#over !== null) return this.#finish();
    try {
      for (const chunk of chunks) this.#port.write(chunk);
    } catch (error) {
      this.#writeDone = null;
      done(error instanceof Error ? error : new StreamCutError(null));
    }
  }

  #final(done: (error?: Error | null) => void): void {
    if (this.#over === null) this.#port.close();
    done();
    this.#finish();
  }

  /** Once the attempt is over and everything was read: the last word to the program. */
  #finish(): void {
    if (this.#over === null || this.#chunks.length > 0 || this.stream.readableLength > 0) return;
    if (this.#over.kind === 'cut') this.stream.destroy(new StreamCutError(this.#over.cause));
    else if (this.stream.readableEnded) this.stream.destroy();
    else this.stream.once('end', () => this.stream.destroy());
  }

  #gather(data: Bytes): void {
    for (let at = 0; at < data.length; ) {
      const slab = this.#slab ?? this.#newSlab();
      const part = data.subarray(at, at + slab.length - this.#slabEnd);
      slab.set(part, this.#slabEnd);
      this.#slabEnd += part.length;
      at += part.length;
      if (this.#slabEnd === slab.length) {
        this.#cutSlab();
        this.#slab = null;
      }
    }
  }

  #newSlab(): Buffer {
    const slab = Buffer.allocUnsafeSlow(slabSize);
    this.#slab = slab;
    this.#slabStart = 0;
    this.#slabEnd = 0;
    return slab;
  }

  /** What was gathered becomes one chunk. */
  #cutSlab(): void {
    if (this.#slab === null || this.#slabEnd === this.#slabStart) return;
    this.#queue(this.#slab.subarray(this.#slabStart, this.#slabEnd));
    this.#slabStart = this.#slabEnd;
  }

  #queue(chunk: Bytes): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
  }

  /** Gives the program what it asked for; the end comes after everything else. */
  #give(): void {
    while (this.#wanted) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) break;
      this.#waiting -= chunk.length;
      this.#wanted = false;
      this.stream.push(chunk);
    }
    if (this.#full && this.#waiting < lowWater) {
      this.#full = false;
      this.#port.takeMore();
    }
    if (this.#chunks.length > 0 || !this.#wanted) return;
    if (this.#peerClosed) {
      this.#wanted = false;
      this.stream.push(null);
    } else this.#finish();
  }
}
