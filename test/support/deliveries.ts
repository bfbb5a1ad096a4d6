import { type Bytes, concat, equal } from '#engine/bytes.ts';
import type { End } from './world.ts';

/** One direction of one connection: what was written, and what of it the peer is known to have. */
interface Stream {
  readonly from: End;
  readonly name: string;
  readonly chunks: Bytes[];
  written: Bytes;
  /** Written before an own update began that has not come into use yet. */
  unconfirmed: number | null;
  /** The epoch an own update leads to, until the peer's records come under it. */
  epoch: bigint | null;
  events: number;
}

/** How far an end's deliveries were compared already. */
interface Reader {
  readonly end: End;
  from: Stream | null;
  chunks: number;
  bytes: number;
}

/**
 * The oracle of application data, over all connections of a life: every end reads the beginning of what exactly one end of
 * the other party wrote, nobody else reads it again, all of it is there after close_notify, and what was written before an
 * update that both sides confirmed has arrived.
 */
export class Deliveries {
  readonly #streams: Stream[] = [];
  #readers: Reader[] = [];
  #confirmed = 0;

  /** How often the completion of an own update confirmed data that was written before it. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** Watches an end from its beginning. */
  add(end: End): void {
    const name = `${end.host.name} ${this.#streams.length}`;
    this.#streams.push({ from: end, name, chunks: [], written: new Uint8Array(0), unconfirmed: null, epoch: null, events: 0 });
    this.#readers.push({ end, from: null, chunks: 0, bytes: 0 });
  }

  /** Bytes nobody else ever writes, noted as written by `end`. */
  compose(end: End, repeats: number): Bytes {
    const stream = this.#of(end);
    const data = new TextEncoder().encode(`${stream.name}:${stream.chunks.length};`.repeat(repeats));
    stream.chunks.push(data);
    stream.written = concat(stream.written, data);
    return data;
  }

  /** `end` is about to begin an update. */
  updating(end: End): void {
    const stream = this.#of(end);
    if (!end.connection.status.updating) stream.unconfirmed = stream.written.length;
  }

  /** @throws when data is wrong, delivered twice, or missing although it was confirmed */
  check(): void {
    for (const reader of this.#readers) this.#read(reader);
    for (const stream of this.#streams) this.#confirm(stream);
    this.#readers = this.#readers.filter(({ end }) => !end.host.dead && end.connection.status.state !== 'closed');
  }

  #of(end: End): Stream {
    const stream = this.#streams.find(({ from }) => from === end);
    if (stream === undefined) throw new Error('an end that is not watched');
    return stream;
  }

  #read(reader: Reader): void {
    const { end } = reader;
    const fresh = concat(...end.received.slice(reader.chunks));
    if (fresh.length > 0) {
      reader.from ??= this.#writer(end, fresh);
      const expected = reader.from.written.subarray(reader.bytes, reader.bytes + fresh.length);
      if (!equal(fresh, expected)) throw new Error('delivered data is not a prefix of what was written');
      reader.chunks = end.received.length;
      reader.bytes += fresh.length;
    }
    if (end.peer === null || !end.events.some((event) => event.kind === 'peer-closed')) return;
    if (reader.bytes < this.#of(end.peer).written.length) throw new Error('data is missing after close_notify');
  }

  /** Who wrote what an end begins to read. */
  #writer(to: End, data: Bytes): Stream {
    const stream = this.#streams.find(({ from, written }) => from.host.name !== to.host.name && startsWith(written, data));
    if (stream === undefined) throw new Error('delivered data that nobody wrote: not a prefix of what was written');
    if (this.#taken.has(stream)) throw new Error('data was delivered on two connections');
    this.#taken.add(stream);
    return stream;
  }

  readonly #taken = new Set<Stream>();

  #confirm(stream: Stream): void {
    const { from } = stream;
    for (const event of from.events.slice(stream.events)) if (event.kind === 'epoch' && event.by === 'us') stream.epoch = event.session.group.epoch;
    stream.events = from.events.length;
    const { receiveEpoch } = from.connection.status;
    if (stream.epoch === null || receiveEpoch === null || receiveEpoch < stream.epoch) return;
    const arrived = concat(...(from.peer?.received ?? [])).length;
    const { unconfirmed } = stream;
    stream.epoch = null;
    stream.unconfirmed = null;
    if (unconfirmed === null || unconfirmed === 0) return;
    if (arrived < unconfirmed) throw new Error('data is missing that an update confirmed');
    this.#confirmed += 1;
  }
}

const startsWith = (whole: Bytes, start: Bytes): boolean => whole.length >= start.length && equal(whole.subarray(0, start.length), start);
