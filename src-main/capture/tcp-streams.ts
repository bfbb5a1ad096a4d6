import type { Bytes } from '#engine/bytes.ts';
import { joined } from './joined.ts';
import type { ReadCapture, ReadPacket } from './read-pcapng.ts';
import { type ReadSegment, readSegment } from './read-segment.ts';

/** Bytes of one direction without a hole in them. */
export interface StreamRun {
  /** Of the first byte, counted from the first byte of the direction that was seen or announced. */
  readonly offset: number;
  readonly bytes: Bytes;
  /** Which packet brought the bytes up to `end`, in ascending order of `end`. */
  readonly marks: readonly { readonly end: number; readonly at: number; readonly packet: number }[];
}

/** One TCP connection of a capture. */
export interface TcpStream {
  /** Whose first packet opened it, or was the first seen. */
  readonly client: StreamSide;
  readonly server: StreamSide;
  /** When its first packet was seen. */
  readonly startedAt: number;
  /** Its opening was seen: offsets count from the first byte there was. */
  readonly whole: boolean;
  /** The client's end is the one the capture was made at; `null` when nobody says. */
  readonly clientIsOurs: boolean | null;
}

export interface StreamSide {
  readonly runs: readonly StreamRun[];
  readonly end: 'fin' | 'reset' | null;
}

export interface Streams {
  readonly streams: readonly TcpStream[];
  /** Packets that are no TCP, or not whole. */
  readonly otherPackets: number;
}

/** Our limit: connections of one capture. */
const mostStreams = 10_000;

interface Piece {
  readonly offset: number;
  readonly payload: Bytes;
  readonly at: number;
  readonly packet: number;
}

/** Puts the TCP connections of a capture together again. Of bytes that were sent twice the first count. */
export function reassemble({ packets }: ReadCapture): Streams {
  const collected: Collected[] = [];
  const open = new Map<string, Collected>();
  let otherPackets = 0;
  for (const [index, packet] of packets.entries()) {
    const segment = readSegment(packet.linkType, packet.bytes);
    if (segment === null) {
      otherPackets += 1;
      continue;
    }
    const key = [segment.from, segment.to].sort().join(' ');
    let stream = open.get(key);
    // The same two ports again, for another connection.
    if (stream === undefined || (segment.syn && !segment.ack && stream.begun(segment))) {
      if (collected.length === mostStreams) continue;
      stream = new Collected(segment, packet.at);
      open.set(key, stream);
      collected.push(stream);
    }
    stream.add(segment, packet, index);
  }
  return { streams: collected.map((stream) => stream.result), otherPackets };
}

/** The segments of one connection. */
class Collected {
  readonly #client: string;
  readonly #startedAt: number;
  readonly #sides: { readonly client: Side; readonly server: Side };
  #clientIsOurs: boolean | null = null;
  readonly #whole: boolean;

  constructor(first: ReadSegment, at: number) {
    // An answer to an opening that was not seen comes from the server.
    this.#client = first.syn && first.ack ? first.to : first.from;
    this.#startedAt = at;
    this.#whole = first.syn;
    this.#sides = { client: new Side(), server: new Side() };
  }

  /** Whether it began with another opening than this segment. */
  begun(segment: ReadSegment): boolean {
    return this.#sideOf(segment).begun(segment.sequence);
  }

  add(segment: ReadSegment, { direction, at }: ReadPacket, index: number): void {
    if (direction !== null) this.#clientIsOurs ??= (direction === 'sent') === (segment.from === this.#client);
    this.#sideOf(segment).add(segment, at, index);
  }

  get result(): TcpStream {
    return {
      client: this.#sides.client.result,
      server: this.#sides.server.result,
      startedAt: this.#startedAt,
      whole: this.#whole,
      clientIsOurs: this.#clientIsOurs,
    };
  }

  #sideOf({ from }: ReadSegment): Side {
    return from === this.#client ? this.#sides.client : this.#sides.server;
  }
}

/** The segments of one direction. */
class Side {
  readonly #pieces: Piece[] = [];
  /** The sequence number of offset 0. */
  #base: number | null = null;
  /** The newest offset: sequence numbers turn round, offsets do not. */
  #newest = 0;
  #end: 'fin' | 'reset' | null = null;

  begun(sequence: number): boolean {
    return this.#base !== null && this.#base !== (sequence + 1) >>> 0;
  }

  add({ sequence, syn, fin, reset, payload }: ReadSegment, at: number, packet: number): void {
    const first = syn ? (sequence + 1) >>> 0 : sequence;
    this.#base ??= first;
    const position = (this.#base + this.#newest) >>> 0;
    const offset = this.#newest + ((first - position) | 0);
    if (payload.length > 0) this.#pieces.push({ offset, payload, at, packet });
    this.#newest = Math.max(this.#newest, offset + payload.length);
    if (reset) this.#end ??= 'reset';
    else if (fin) this.#end ??= 'fin';
  }

  get result(): StreamSide {
    const runs: { offset: number; parts: Bytes[]; marks: { end: number; at: number; packet: number }[] }[] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (const { offset, payload, at, packet } of this.#pieces.toSorted((a, b) => a.offset - b.offset || a.packet - b.packet)) {
      const known = Math.max(0, end - offset);
      if (known >= payload.length) continue;
      const run = runs.at(-1);
      const mark = { end: offset + payload.length, at, packet };
      if (run !== undefined && offset <= end) {
        run.parts.push(payload.subarray(known));
        run.marks.push(mark);
      } else runs.push({ offset, parts: [payload], marks: [mark] });
      end = mark.end;
    }
    return { end: this.#end, runs: runs.map(({ offset, parts, marks }) => ({ offset, bytes: joined(parts), marks: latest(marks) })) };
  }
}

/** A byte is there when all before it are: a packet that closed a gap brought those behind it, too. */
function latest(marks: readonly { readonly end: number; readonly at: number; readonly packet: number }[]): StreamRun['marks'] {
  let [at, packet] = [0, 0];
  return marks.map((mark) => {
    at = Math.max(at, mark.at);
    packet = Math.max(packet, mark.packet);
    return { end: mark.end, at, packet };
  });
}
