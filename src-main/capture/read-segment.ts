import type { Bytes } from '#engine/bytes.ts';
import { ByteCursor } from './byte-cursor.ts';
import { ethernet } from './pcapng-writer.ts';
import { tcpFlags } from './tcp-packets.ts';

/** One TCP segment as a packet carries it. */
export interface ReadSegment {
  /** `ADDRESS.PORT`: good for telling ends apart. */
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly syn: boolean;
  readonly ack: boolean;
  /** The direction ends behind this segment: in order, or at once. */
  readonly fin: boolean;
  readonly reset: boolean;
  /** A view. */
  readonly payload: Bytes;
}

// Link types: https://www.tcpdump.org/linktypes.html
const linkHeaders: ReadonlyMap<number, (bytes: ByteCursor) => LinkHeader> = new Map<number, (bytes: ByteCursor) => LinkHeader>([
  [ethernet, ethernetHeader],
  [0, () => ({ protocol: null, start: 4 })], // BSD loopback
  [108, () => ({ protocol: null, start: 4 })], // OpenBSD loopback
  [101, () => ({ protocol: null, start: 0 })], // raw IP
  [228, () => ({ protocol: 0x0800, start: 0 })],
  [229, () => ({ protocol: 0x86dd, start: 0 })],
  [113, (bytes: ByteCursor) => ({ protocol: bytes.uint16(14), start: 16 })], // Linux cooked
  [276, (bytes: ByteCursor) => ({ protocol: bytes.uint16(0), start: 20 })], // Linux cooked, version 2
]);

interface LinkHeader {
  /** An EtherType; `null` where the link does not say and the version of IP must. */
  readonly protocol: number | null;
  readonly start: number;
}

const tcp = 6;
/** Headers of IPv6 that say only what comes next: hop-by-hop, routing, destination. RFC 8200 §4. */
const extensions: ReadonlySet<number> = new Set([0, 43, 60]);
const mostExtensions = 8;

/** @returns `null` for what is not whole TCP over IP: another protocol, a fragment, a packet that is cut too short */
export function readSegment(linkType: number, bytes: Bytes): ReadSegment | null {
  const cursor = new ByteCursor(bytes);
  const link = linkHeaders.get(linkType)?.(cursor);
  if (link === undefined || link.start >= bytes.length) return null;
  const version = cursor.uint8(link.start) >>> 4;
  const expected = link.protocol === null ? version : link.protocol === 0x0800 ? 4 : link.protocol === 0x86dd ? 6 : null;
  if (expected !== version) return null;
  if (version === 4) return readV4(new ByteCursor(bytes.subarray(link.start)));
  return version === 6 ? readV6(new ByteCursor(bytes.subarray(link.start))) : null;
}

function ethernetHeader(bytes: ByteCursor): LinkHeader {
  let at = 12;
  // Tags of virtual networks, one in the other. IEEE 802.1Q, 802.1ad.
  while ((bytes.uint16(at) === 0x8100 || bytes.uint16(at) === 0x88a8) && at < 20) at += 4;
  return { protocol: bytes.uint16(at), start: at + 2 };
}

function readV4(ip: ByteCursor): ReadSegment | null {
  const header = (ip.uint8(0) & 15) * 4;
  const total = lengthOr(ip.uint16(2), ip.length);
  const fragmented = (ip.uint16(6) & 0x3fff) !== 0;
  if (header < 20 || total < header || ip.uint8(9) !== tcp || fragmented) return null;
  return readTcp(ip.bytes.subarray(header, total), ip.bytes.subarray(12, 16), ip.bytes.subarray(16, 20));
}

function readV6(ip: ByteCursor): ReadSegment | null {
  const total = ip.uint16(4) === 0 ? ip.length : Math.min(ip.length, 40 + ip.uint16(4));
  let [next, at] = [ip.uint8(6), 40];
  for (let count = 0; extensions.has(next) && count < mostExtensions; count++) [next, at] = [ip.uint8(at), at + 8 * (ip.uint8(at + 1) + 1)];
  if (next !== tcp || at >= total) return null;
  return readTcp(ip.bytes.subarray(at, total), ip.bytes.subarray(8, 24), ip.bytes.subarray(24, 40));
}

/** Network cards that cut for the system leave 0 as length. */
function lengthOr(length: number, whole: number): number {
  return length === 0 ? whole : Math.min(length, whole);
}

function readTcp(bytes: Bytes, from: Bytes, to: Bytes): ReadSegment | null {
  const cursor = new ByteCursor(bytes);
  const header = (cursor.uint8(12) >>> 4) * 4;
  if (header < 20 || bytes.length < header) return null;
  const flags = cursor.uint8(13);
  return {
    from: `${from.join('.')}:${cursor.uint16(0)}`,
    to: `${to.join('.')}:${cursor.uint16(2)}`,
    sequence: cursor.uint32(4),
    syn: (flags & tcpFlags.syn) !== 0,
    ack: (flags & tcpFlags.ack) !== 0,
    fin: (flags & tcpFlags.fin) !== 0,
    reset: (flags & tcpFlags.rst) !== 0,
    payload: bytes.subarray(header),
  };
}
