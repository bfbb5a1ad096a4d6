import type { Bytes } from '#engine/bytes.ts';
import { joined } from './joined.ts';

/** One packet of a capture file. */
export interface CapturedPacket {
  /** Wall clock, milliseconds. */
  readonly at: number;
  /** From the link-layer header on. */
  readonly bytes: Bytes;
  /** As the party saw it whose capture this is; `null` when nobody knows. */
  readonly direction: 'sent' | 'received' | null;
  readonly comment: string | null;
}

export interface CaptureAbout {
  /** The program that writes: name and version. */
  readonly application: string;
  /** What the section holds, in a sentence. */
  readonly comment: string;
}

// Block types and options. https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html §4, §3.5
export const blockTypes = { section: 0x0a0d0d0a, interface: 1, simplePacket: 3, enhancedPacket: 6 } as const;
export const optionCodes = { end: 0, comment: 1, application: 4, timestampResolution: 9, timestampOffset: 14, packetFlags: 2 } as const;
export const byteOrderMagic = 0x1a2b3c4d;
export const ethernet = 1;

/** Option texts are 16-bit long. */
const longestText = 0xfff0;

/**
 * A pcapng file with one section and one Ethernet interface, little-endian, microseconds.
 * draft-ietf-opsawg-pcapng §4.1 to §4.3.
 */
export function writePcapng({ application, comment }: CaptureAbout, packets: Iterable<CapturedPacket>): Bytes {
  const blocks = [sectionHeader(application, comment), interfaceDescription()];
  for (const packet of packets) blocks.push(enhancedPacket(packet));
  return joined(blocks);
}

function sectionHeader(application: string, comment: string): Bytes {
  const body = new DataView(new ArrayBuffer(16));
  body.setUint32(0, byteOrderMagic, true);
  body.setUint16(4, 1, true); // version 1.0
  body.setBigInt64(8, -1n, true); // section length not given
  return block(blockTypes.section, [bytesOf(body), text(optionCodes.comment, comment), text(optionCodes.application, application), endOfOptions]);
}

function interfaceDescription(): Bytes {
  const body = new DataView(new ArrayBuffer(8));
  body.setUint16(0, ethernet, true);
  const microseconds = option(optionCodes.timestampResolution, Uint8Array.of(6));
  return block(blockTypes.interface, [bytesOf(body), microseconds, endOfOptions]);
}

function enhancedPacket({ at, bytes, direction, comment }: CapturedPacket): Bytes {
  const time = BigInt(Math.round(at * 1000));
  const head = new DataView(new ArrayBuffer(20));
  head.setUint32(4, Number(time >> 32n), true);
  head.setUint32(8, Number(time & 0xffffffffn), true);
  head.setUint32(12, bytes.length, true);
  head.setUint32(16, bytes.length, true);
  const flags = direction === null ? [] : [option(optionCodes.packetFlags, Uint8Array.of(direction === 'received' ? 1 : 2, 0, 0, 0))];
  const comments = comment === null ? [] : [text(optionCodes.comment, comment)];
  const options = flags.length + comments.length === 0 ? [] : [...comments, ...flags, endOfOptions];
  return block(blockTypes.enhancedPacket, [bytesOf(head), padded(bytes), ...options]);
}

function block(type: number, parts: readonly Bytes[]): Bytes {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  let at = 8;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  view.setUint32(at, length, true);
  return out;
}

function text(code: number, value: string): Bytes {
  const encoded = new TextEncoder().encode(value);
  return option(code, encoded.length <= longestText ? encoded : encoded.subarray(0, longestText));
}

function option(code: number, value: Bytes): Bytes {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, code, true);
  head.setUint16(2, value.length, true);
  const body = padded(value);
  const out = new Uint8Array(4 + body.length);
  out.set(bytesOf(head));
  out.set(body, 4);
  return out;
}

const endOfOptions = new Uint8Array(4);

/** Everything begins at a multiple of four. */
function padded(bytes: Bytes): Bytes {
  if (bytes.length % 4 === 0) return bytes;
  const out = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  out.set(bytes);
  return out;
}

function bytesOf({ buffer, byteOffset, byteLength }: DataView): Bytes {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
