import type { Bytes } from '#engine/bytes.ts';
import type { CryptoProvider } from '#engine/crypto/provider.ts';
import type { KeyUse } from '#engine/mls-tls/trace.ts';
import type { KeyLogEntry } from './key-log.ts';
import { KeyRing, type KeysInTurn } from './key-ring.ts';
import { readCaptureFile } from './read-pcapng.ts';
import { contentTypes, headerLength } from './record-headers.ts';
import { recordsOf, type StreamRecord } from './stream-records.ts';
import { reassemble, type TcpStream } from './tcp-streams.ts';

/** Our limit: records of one capture. */
export const mostRecords = 250_000;

/** A record of a capture, with what keys of a log say about it. */
export interface CapturedRecord {
  readonly at: number;
  readonly direction: 'sent' | 'received';
  /** Header included. */
  readonly bytes: Bytes;
  readonly key: KeyUse;
  readonly epoch: bigint | null;
  /** `null` for what is not protected, and where no key opened it. */
  readonly sequence: bigint | null;
  /** What it holds; `null` where no key opened it. */
  readonly content: { readonly type: number; readonly bytes: Bytes } | null;
}

/** One transport of a capture. */
export interface CapturedTransport {
  readonly startedAt: number;
  /** Seen from the end the capture was made at, else from the client's. */
  readonly outbound: boolean;
  /** How TCP ended it; `null` when the capture ends before. */
  readonly end: 'fin' | 'reset' | null;
  readonly records: readonly CapturedRecord[];
}

export interface ImportedCapture {
  /** Those that carry records, in order. */
  readonly transports: readonly CapturedTransport[];
  /** TCP connections that carry something else. */
  readonly otherStreams: number;
  readonly otherPackets: number;
  /** Bytes within transports that belong to no record. */
  readonly unreadBytes: number;
  readonly opened: number;
  /** The file ends within a packet. */
  readonly cut: boolean;
}

/**
 * MLS-TLS in a capture made anywhere.
 *
 * @param isOurs whether a handshake message of this type is one of MLS-TLS: TLS itself has records of the same form
 * @returns `null` when the bytes are no capture
 */
export function readCapture(
  file: Bytes,
  keys: readonly KeyLogEntry[],
  crypto: Pick<CryptoProvider, 'importRecordKey' | 'hash'>,
  isOurs: (handshakeType: number) => boolean,
): ImportedCapture | null {
  const capture = readCaptureFile(file);
  if (capture === null) return null;
  const { streams, otherPackets } = reassemble(capture);
  const ring = new KeyRing(crypto, keys);
  const read = streams.map((stream) => readStream(stream, ring, crypto, isOurs));
  ring.close();
  const transports = read.filter((transport) => transport !== null);
  if (transports.reduce((sum, { records }) => sum + records.length, 0) > mostRecords) return null;
  return {
    transports: transports.toSorted((a, b) => a.startedAt - b.startedAt),
    otherStreams: streams.length - transports.length,
    otherPackets,
    unreadBytes: transports.reduce((sum, { unread }) => sum + unread, 0),
    opened: transports.reduce((sum, { records }) => sum + records.filter(({ sequence }) => sequence !== null).length, 0),
    cut: capture.cut,
  };
}

function readStream(
  stream: TcpStream,
  ring: KeyRing,
  crypto: Pick<CryptoProvider, 'hash'>,
  isOurs: (handshakeType: number) => boolean,
): (CapturedTransport & { readonly unread: number }) | null {
  const [client, server] = [recordsOf(stream.client), recordsOf(stream.server)];
  const [first] = client.records;
  const speaks = [first, server.records[0]].some((record) => record !== undefined && beginsOurs(record, isOurs));
  if (!speaks) return null;
  const named = stream.whole && first !== undefined && first.offset === 0;
  const transport = named ? crypto.hash('SHA-256', first.bytes) : null;
  const outbound = stream.clientIsOurs ?? true;
  const open = (records: readonly StreamRecord[], side: 'client' | 'server') => {
    const keys = ring.side(side, transport);
    const direction = (side === 'client') === outbound ? ('sent' as const) : ('received' as const);
    return records.map((record) => ({ packet: record.packet, record: { direction, ...openRecord(record, keys) } }));
  };
  const both = [...open(client.records, 'client'), ...open(server.records, 'server')].toSorted((a, b) => a.packet - b.packet);
  const ends = [stream.client.end, stream.server.end];
  const end = ends.includes('reset') ? 'reset' : (ends.find((side) => side !== null) ?? null);
  return { startedAt: stream.startedAt, outbound, end, records: both.map(({ record }) => record), unread: client.unread + server.unread };
}

/** Of a stream whose beginning was not captured nothing but the form of its records is known. */
function beginsOurs({ offset, bytes }: StreamRecord, isOurs: (handshakeType: number) => boolean): boolean {
  const type = bytes[0];
  if (type === contentTypes.handshake) return isOurs(bytes[headerLength] ?? 0);
  return offset !== 0 && type === contentTypes.applicationData;
}

function openRecord({ at, bytes }: StreamRecord, keys: KeysInTurn): Omit<CapturedRecord, 'direction'> {
  const type = bytes[0] ?? 0;
  if (type !== contentTypes.applicationData) {
    return { at, bytes, key: 'plaintext', epoch: null, sequence: null, content: { type, bytes: bytes.subarray(headerLength) } };
  }
  const opened = keys.open(bytes);
  if (opened === null) return { at, bytes, key: 'epoch', epoch: null, sequence: null, content: null };
  const { entry, sequence, content } = opened;
  return { at, bytes, key: entry.use, epoch: entry.epoch, sequence, content: { type: opened.type, bytes: content } };
}
