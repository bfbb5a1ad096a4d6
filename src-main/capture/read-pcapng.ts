import type { Bytes } from '#engine/bytes.ts';
import { ByteCursor } from './byte-cursor.ts';
import { blockTypes, byteOrderMagic, optionCodes } from './pcapng-writer.ts';

/** A packet as a capture file has it. */
export interface ReadPacket {
  /** Milliseconds; 0 where the file does not say. */
  readonly at: number;
  readonly linkType: number;
  /** From the link-layer header on; a view. Less than the whole packet where the capture was limited. */
  readonly bytes: Bytes;
  readonly direction: 'sent' | 'received' | null;
}

export interface ReadCapture {
  readonly packets: readonly ReadPacket[];
  /** The file ends within a block. */
  readonly cut: boolean;
}

/** Our limits. */
const mostPackets = 1_000_000;
const mostInterfaces = 256;

interface Interface {
  readonly linkType: number;
  /** Of a unit of its timestamps, seconds. */
  readonly unit: number;
  /** Seconds. */
  readonly offset: number;
}

/** Magic numbers of the older format, read as big-endian: byte order and unit. */
const pcapMagic: ReadonlyMap<number, { readonly littleEndian: boolean; readonly unit: number }> = new Map([
  [0xa1b2c3d4, { littleEndian: false, unit: 1e-6 }],
  [0xd4c3b2a1, { littleEndian: true, unit: 1e-6 }],
  [0xa1b23c4d, { littleEndian: false, unit: 1e-9 }],
  [0x4d3cb2a1, { littleEndian: true, unit: 1e-9 }],
]);

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng-03) and pcap (draft-ietf-opsawg-pcap-04). Blocks of other types are passed over.
 *
 * @returns `null` when it is neither, or when a block contradicts itself
 */
export function readCaptureFile(bytes: Bytes): ReadCapture | null {
  const cursor = new ByteCursor(bytes);
  if (cursor.uint32(0) === blockTypes.section) return readBlocks(cursor);
  const pcap = pcapMagic.get(cursor.uint32(0));
  return pcap === undefined || bytes.length < 24 ? null : readPcap(new ByteCursor(bytes, pcap.littleEndian), pcap.unit);
}

function readBlocks(cursor: ByteCursor): ReadCapture | null {
  const packets: ReadPacket[] = [];
  let interfaces: Interface[] = [];
  for (let at = 0; at < cursor.length; ) {
    if (cursor.length - at < 12) return { packets, cut: true };
    const isSection = cursor.uint32(at) === blockTypes.section;
    if (isSection && !takeByteOrder(cursor, at)) return null;
    const length = cursor.uint32(at + 4);
    if (length < 12 || length % 4 !== 0) return null;
    if (length > cursor.length - at) return { packets, cut: true };
    if (cursor.uint32(at + length - 4) !== length) return null;
    const body = new ByteCursor(cursor.bytes.subarray(at + 8, at + length - 4), cursor.littleEndian);
    if (isSection) interfaces = [];
    else if (cursor.uint32(at) === blockTypes.interface) interfaces.push(readInterface(body));
    else {
      const packet = readPacket(cursor.uint32(at), body, interfaces);
      if (packet === 'broken') return null;
      if (packet !== null) packets.push(packet);
    }
    if (packets.length > mostPackets || interfaces.length > mostInterfaces) return null;
    at += length;
  }
  return { packets, cut: false };
}

/** The byte order of a section stands behind its length. */
function takeByteOrder(cursor: ByteCursor, at: number): boolean {
  for (const littleEndian of [true, false]) {
    cursor.littleEndian = littleEndian;
    if (cursor.uint32(at + 8) === byteOrderMagic) return true;
  }
  return false;
}

function readInterface(body: ByteCursor): Interface {
  let [unit, offset] = [1e-6, 0];
  for (const { code, start, length } of optionsIn(body, 8)) {
    if (code === optionCodes.timestampResolution && length === 1) unit = unitOf(body.uint8(start));
    if (code === optionCodes.timestampOffset && length === 8) offset = wide(body, start);
  }
  return { linkType: body.uint16(0), unit, offset };
}

/** The highest bit chooses between powers of ten and of two. */
function unitOf(value: number): number {
  return (value & 0x80) === 0 ? 10 ** -value : 2 ** -(value & 0x7f);
}

function wide(body: ByteCursor, at: number): number {
  const [high, low] = body.littleEndian ? [body.uint32(at + 4), body.uint32(at)] : [body.uint32(at), body.uint32(at + 4)];
  return high * 2 ** 32 + low;
}

function readPacket(type: number, body: ByteCursor, interfaces: readonly Interface[]): ReadPacket | 'broken' | null {
  if (type === blockTypes.enhancedPacket) {
    const from = interfaces[body.uint32(0)];
    const length = body.uint32(12);
    if (from === undefined || body.length < 20 || length > body.length - 20) return 'broken';
    const at = (from.offset + (body.uint32(4) * 2 ** 32 + body.uint32(8)) * from.unit) * 1000;
    const direction = directionIn(body, 20 + Math.ceil(length / 4) * 4);
    return { at: timeOf(at), linkType: from.linkType, bytes: body.bytes.subarray(20, 20 + length), direction };
  }
  if (type !== blockTypes.simplePacket) return null;
  const [from] = interfaces;
  if (from === undefined || body.length < 4) return 'broken';
  return { at: 0, linkType: from.linkType, bytes: body.bytes.subarray(4, 4 + Math.min(body.uint32(0), body.length - 4)), direction: null };
}

function directionIn(body: ByteCursor, start: number): ReadPacket['direction'] {
  for (const option of optionsIn(body, start)) {
    if (option.code !== optionCodes.packetFlags || option.length !== 4) continue;
    const flags = body.uint32(option.start) & 3;
    return flags === 1 ? 'received' : flags === 2 ? 'sent' : null;
  }
  return null;
}

function* optionsIn(body: ByteCursor, start: number): Generator<{ readonly code: number; readonly start: number; readonly length: number }> {
  for (let at = start; at + 4 <= body.length; ) {
    const code = body.uint16(at);
    const length = body.uint16(at + 2);
    if (code === optionCodes.end || at + 4 + length > body.length) return;
    yield { code, start: at + 4, length };
    at += 4 + Math.ceil(length / 4) * 4;
  }
}

function readPcap(cursor: ByteCursor, unit: number): ReadCapture | null {
  const packets: ReadPacket[] = [];
  const linkType = cursor.uint32(20) & 0xffff;
  for (let at = 24; at < cursor.length; ) {
    const length = cursor.uint32(at + 8);
    if (cursor.length - at < 16 || length > cursor.length - at - 16) return { packets, cut: true };
    const time = (cursor.uint32(at) + cursor.uint32(at + 4) * unit) * 1000;
    packets.push({ at: timeOf(time), linkType, bytes: cursor.bytes.subarray(at + 16, at + 16 + length), direction: null });
    if (packets.length > mostPackets) return null;
    at += 16 + length;
  }
  return { packets, cut: false };
}

/** Whole milliseconds, as everywhere; 0 for what is no time. */
function timeOf(milliseconds: number): number {
  const rounded = Math.round(milliseconds);
  return Number.isSafeInteger(rounded) && rounded >= 0 ? rounded : 0;
}
