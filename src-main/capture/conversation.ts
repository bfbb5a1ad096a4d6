import type { Bytes } from '#engine/bytes.ts';
import type { CapturedPacket } from './pcapng-writer.ts';
import { type End, maximumSegment, PacketWriter, tcpFlags } from './tcp-packets.ts';

type Direction = 'sent' | 'received';

/** Some bytes of one direction of a stream; what is missing in between was not captured. */
export interface StreamPiece {
  readonly direction: Direction;
  /** Milliseconds. */
  readonly at: number;
  /** Of its first byte, in the direction's stream. */
  readonly offset: number;
  readonly bytes: Bytes;
  readonly comment: string | null;
}

/** One TCP connection as it was seen from our end. */
export interface Conversation {
  readonly local: End;
  readonly remote: End;
  /** We dialled. */
  readonly outbound: boolean;
  /** Tells conversations between the same ends apart. */
  readonly number: number;
  readonly openedAt: number;
  /** `null` while it lives. */
  readonly closed: { readonly at: number; readonly how: 'ended' | 'cut' } | null;
  /** In order of time. */
  readonly pieces: readonly StreamPiece[];
}

/** Sequence numbers of both ends before their first byte: made up, as nobody saw the real ones; others for each conversation. */
const initial = { sent: 0x1000_0000, received: 0x2000_0000 } as const;
const apart = 0x10_0001;
const nothing = new Uint8Array(0);

/** The packets that would have carried a conversation: handshake, segments, end. RFC 9293. */
export function* packetsOf(conversation: Conversation): Generator<CapturedPacket> {
  const { outbound, openedAt, closed, pieces } = conversation;
  const line = new Line(conversation);
  const [opener, other] = outbound ? (['sent', 'received'] as const) : (['received', 'sent'] as const);
  yield line.packet(opener, openedAt, tcpFlags.syn, nothing, null);
  yield line.packet(other, openedAt, tcpFlags.syn | tcpFlags.ack, nothing, null);
  yield line.packet(opener, openedAt, tcpFlags.ack, nothing, null);
  for (const piece of pieces) yield* line.segments(piece);
  if (closed === null) return;
  if (closed.how === 'cut') {
    yield line.packet('sent', closed.at, tcpFlags.rst | tcpFlags.ack, nothing, null);
    return;
  }
  yield line.packet('sent', closed.at, tcpFlags.fin | tcpFlags.ack, nothing, null);
  yield line.packet('received', closed.at, tcpFlags.fin | tcpFlags.ack, nothing, null);
  yield line.packet('sent', closed.at, tcpFlags.ack, nothing, null);
}

/** Both directions with their counters. */
class Line {
  readonly #writers: { readonly [D in Direction]: PacketWriter };
  readonly #first: { readonly [D in Direction]: number };
  /** The next sequence number of each direction. */
  readonly #next: { [D in Direction]: number };

  constructor({ local, remote, number }: Conversation) {
    this.#first = { sent: (initial.sent + number * apart) >>> 0, received: (initial.received + number * apart) >>> 0 };
    this.#next = { ...this.#first };
    this.#writers = { sent: new PacketWriter(local, remote, true), received: new PacketWriter(remote, local, false) };
  }

  packet(direction: Direction, at: number, flags: number, payload: Bytes, comment: string | null): CapturedPacket {
    const back = direction === 'sent' ? 'received' : 'sent';
    const sequence = this.#next[direction];
    const acknowledgement = (flags & tcpFlags.ack) === 0 ? 0 : this.#next[back];
    const counted = payload.length + ((flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1);
    this.#next[direction] = (sequence + counted) >>> 0;
    return { at, direction, comment, bytes: this.#writers[direction].frame({ sequence, acknowledgement, flags, payload }) };
  }

  *segments({ direction, at, offset, bytes, comment }: StreamPiece): Generator<CapturedPacket> {
    this.#next[direction] = (this.#first[direction] + 1 + offset) >>> 0;
    let done = 0;
    do {
      const payload = bytes.subarray(done, done + maximumSegment);
      const last = done + payload.length >= bytes.length;
      yield this.packet(direction, at, tcpFlags.ack | (last ? tcpFlags.psh : 0), payload, done === 0 ? comment : null);
      done += payload.length;
    } while (done < bytes.length);
  }
}
