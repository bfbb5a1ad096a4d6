import type { Bytes } from '#engine/bytes.ts';
import type { AttemptWire, WireRecord } from './attempt-wire.ts';
import type { CaptureCount } from './connection-capture.ts';
import { type Conversation, packetsOf, type StreamPiece } from './conversation.ts';
import type { KeyLogEntry } from './key-log.ts';
import type { LoggedKey } from './open-record.ts';
import { writePcapng } from './pcapng-writer.ts';
import { contentName, headerLength } from './record-headers.ts';

type Attempts = readonly (readonly [number: number, wire: AttemptWire])[];

/** What the recording knows about a captured record beyond its bytes. */
export interface RecordKnowledge {
  /** When its row was made, milliseconds; `null` when there is no row. */
  timeOf(record: WireRecord): number | null;
  /** What was protected, without padding and type; `null` when nobody kept it. */
  contentOf(attempt: number, record: WireRecord, bytes: Bytes): Bytes | null;
}

const wireComment =
  'MLS-TLS records as they were on the wire. Epochscope saw the byte streams, not the packets: Ethernet, IP and TCP headers are made up ' +
  '(addresses and ports as far as they were known), and so are the TCP handshake, segment boundaries and acknowledgements.';
const plaintextComment =
  'DECRYPTED by Epochscope: the TCP payload is the inner plaintext of the MLS-TLS records (content without header, type and padding), ' +
  'which is not what was on the wire. All headers below it are made up. Treat this file as the plaintext that it is.';

const faultyComment =
  ' FAULTS were put on the way on purpose by the owner of an end: records may have been dropped, changed, delayed or repeated there.';

/** What is written: captured transports, and what of them there was no room for. */
export interface CaptureContent {
  readonly attempts: Attempts;
  readonly count: Pick<CaptureCount, 'droppedRecords' | 'droppedBytes'>;
  /** Whether the owner of an end had put faults on the way. */
  readonly faulty: boolean;
}

/** Records as they were on the wire, as a pcapng file: a TCP connection for each transport. */
export function writeWireCapture(application: string, content: CaptureContent, knowledge: RecordKnowledge): Bytes {
  return written(application, wireComment, content, (_, wire) => wirePieces(wire, knowledge));
}

/** The same with the content of the records as TCP payload. */
export function writePlaintextCapture(application: string, content: CaptureContent, knowledge: RecordKnowledge): Bytes {
  return written(application, plaintextComment, content, (number, wire) => plaintextPieces(number, wire, knowledge));
}

function written(
  application: string,
  about: string,
  { attempts, count, faulty }: CaptureContent,
  piecesOf: (number: number, wire: AttemptWire) => readonly StreamPiece[],
): Bytes {
  const { droppedRecords, droppedBytes } = count;
  const gone =
    droppedRecords === 0
      ? 'No record was dropped.'
      : `${droppedRecords} older records (${droppedBytes} bytes) had no room in memory and are missing.`;
  const conversations = attempts.map(([number, wire]) => conversationOf(number, wire, piecesOf(number, wire)));
  return writePcapng(
    { application, comment: `${about} ${gone}${faulty ? faultyComment : ''}` },
    conversations.flatMap((conversation) => [...packetsOf(conversation)]),
  );
}

/** The keys of a laboratory's captured records, in order of first use. Empty for every other connection. */
export function keyLogOf(attempts: Attempts): readonly KeyLogEntry[] {
  return attempts.flatMap(([, wire]) => {
    const { id: transport } = wire;
    if (transport === null) return [];
    const firsts = new Map<LoggedKey, WireRecord>();
    for (const record of wire.records) if (record.secret !== null && !firsts.has(record.secret)) firsts.set(record.secret, record);
    return [...firsts].map(([secret, { direction, key, epoch, sequence }]) => ({
      ...secret,
      transport,
      side: (direction === 'sent') === wire.ends.outbound ? ('client' as const) : ('server' as const),
      use: key === 'early' ? ('early' as const) : ('epoch' as const),
      epoch,
      first: sequence ?? 0n,
    }));
  });
}

function conversationOf(number: number, { ends, openedAt, end }: AttemptWire, pieces: readonly StreamPiece[]): Conversation {
  return { ...ends, number, openedAt, closed: end, pieces };
}

function wirePieces(wire: AttemptWire, knowledge: RecordKnowledge): readonly StreamPiece[] {
  const pieces = wire.records.flatMap((record): readonly StreamPiece[] => {
    const { direction, offset, length } = record;
    const bytes = wire.read(direction, offset, length);
    return bytes === null ? [] : [{ direction, offset, bytes, at: knowledge.timeOf(record) ?? wire.openedAt, comment: wordsOf(record) }];
  });
  const unread = (['sent', 'received'] as const).flatMap((direction): readonly StreamPiece[] => {
    const { offset, length } = wire.unread[direction];
    const bytes = length === 0 ? null : wire.read(direction, offset, length);
    const comment = `${length} bytes that were not read as a record: refused, or not complete`;
    return bytes === null ? [] : [{ direction, offset, bytes, at: wire.lastAt[direction], comment }];
  });
  return [...pieces, ...unread];
}

function plaintextPieces(number: number, wire: AttemptWire, knowledge: RecordKnowledge): readonly StreamPiece[] {
  const carried = { sent: 0, received: 0 };
  return wire.records.flatMap((record): readonly StreamPiece[] => {
    const { direction, key, offset, length, contentLength } = record;
    const bytes = wire.read(direction, offset, length);
    if (bytes === null) return [];
    const content = key === 'plaintext' ? bytes.subarray(headerLength) : knowledge.contentOf(number, record, bytes);
    const missing = content === null && contentLength > 0 ? `; its ${contentLength} bytes of content were not recorded` : '';
    const piece = { direction, offset: carried[direction], bytes: content ?? new Uint8Array(0), at: knowledge.timeOf(record) ?? wire.openedAt };
    carried[direction] += piece.bytes.length;
    return [{ ...piece, comment: `${key === 'plaintext' ? 'not protected' : 'decrypted'}: ${wordsOf(record)}${missing}` }];
  });
}

function wordsOf({ outerType, innerType, key, epoch, sequence, contentLength }: WireRecord): string {
  const name = contentName(innerType === 0 ? outerType : innerType);
  if (key === 'plaintext') return `${name}, plaintext`;
  const under = epoch === null ? 'early key' : `epoch ${epoch}`;
  return sequence === null ? `${name}, ${under}` : `${name}, ${under}, sequence ${sequence}, ${contentLength} bytes of content`;
}
