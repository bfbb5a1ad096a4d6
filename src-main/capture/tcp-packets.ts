import type { Bytes } from '#engine/bytes.ts';
import { type Address, parseAddress } from './addresses.ts';

/** One end of a TCP connection. */
export interface End {
  /** An IP address; anything else, such as a name, is replaced by one of the addresses for documentation (RFC 5737). */
  readonly host: string;
  readonly port: number;
}

/** TCP flags. RFC 9293 §3.1. */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

export interface Segment {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly payload: Bytes;
}

const ethernetHeader = 14;
const tcpHeader = 20;
const ipv4Header = 20;
const ipv6Header = 40;
const tcpProtocol = 6;
/** Where nobody knows: readers take 0 for no port. */
const unknownPort = 0xffff;
/** Payload of one segment at most: what an Ethernet frame of 1500 bytes has room for, either version of IP. */
export const maximumSegment = 1500 - ipv6Header - tcpHeader;

/** Writes the packets of one direction of a TCP connection as Ethernet frames. */
export class PacketWriter {
  readonly #from: Address;
  readonly #to: Address;
  readonly #ports: readonly [number, number];
  readonly #outbound: boolean;
  #identification = 0;

  /** @param outbound picks the two made-up Ethernet addresses */
  constructor(from: End, to: End, outbound: boolean) {
    const [first, second] = [parseAddress(from.host), parseAddress(to.host)];
    const sameVersion = first !== null && second !== null && first.length === second.length;
    this.#from = sameVersion ? first : outbound ? documentation.us : documentation.peer;
    this.#to = sameVersion ? second : outbound ? documentation.peer : documentation.us;
    this.#ports = [from.port || unknownPort, to.port || unknownPort];
    this.#outbound = outbound;
  }

  frame(segment: Segment): Bytes {
    const v6 = this.#from.length === 16;
    const ipHeader = v6 ? ipv6Header : ipv4Header;
    const out = new Uint8Array(ethernetHeader + ipHeader + tcpHeader + segment.payload.length);
    this.#ethernet(out, v6);
    const tcp = out.subarray(ethernetHeader + ipHeader);
    this.#tcp(tcp, segment);
    if (v6) this.#ipv6(out.subarray(ethernetHeader), tcp.length);
    else this.#ipv4(out.subarray(ethernetHeader), tcp.length);
    write16(tcp, 16, checksum(tcp, pseudoHeader(this.#from, this.#to, tcp.length)));
    return out;
  }

  /** Locally administered addresses: there was no Ethernet, or nobody looked at it. */
  #ethernet(out: Bytes, v6: boolean): void {
    out.set([2, 0, 0, 0, 0, this.#outbound ? 2 : 1], 0);
    out.set([2, 0, 0, 0, 0, this.#outbound ? 1 : 2], 6);
    write16(out, 12, v6 ? 0x86dd : 0x0800);
  }

  #ipv4(out: Bytes, length: number): void {
    out[0] = 0x45;
    write16(out, 2, ipv4Header + length);
    write16(out, 4, this.#identification++ & 0xffff);
    write16(out, 6, 0x4000); // not to be fragmented
    out[8] = 64;
    out[9] = tcpProtocol;
    out.set(this.#from, 12);
    out.set(this.#to, 16);
    write16(out, 10, checksum(out.subarray(0, ipv4Header), 0));
  }

  #ipv6(out: Bytes, length: number): void {
    out[0] = 0x60;
    write16(out, 4, length);
    out[6] = tcpProtocol;
    out[7] = 64;
    out.set(this.#from, 8);
    out.set(this.#to, 24);
  }

  #tcp(out: Bytes, { sequence, acknowledgement, flags, payload }: Segment): void {
    write16(out, 0, this.#ports[0]);
    write16(out, 2, this.#ports[1]);
    write32(out, 4, sequence);
    write32(out, 8, acknowledgement);
    out[12] = (tcpHeader / 4) << 4;
    out[13] = flags;
    write16(out, 14, 0xffff);
    out.set(payload, tcpHeader);
  }
}

const documentation = { us: Uint8Array.of(192, 0, 2, 1), peer: Uint8Array.of(192, 0, 2, 2) } as const;

/** The sum over addresses, protocol and length, before it is folded. RFC 9293 §3.1, RFC 8200 §8.1. */
function pseudoHeader(from: Address, to: Address, length: number): number {
  return sum16(from) + sum16(to) + tcpProtocol + length;
}

/** RFC 1071. @param start sum of what comes before, not folded */
function checksum(bytes: Bytes, start: number): number {
  let sum = start + sum16(bytes);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function sum16(bytes: Bytes): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return sum;
}

function write16(out: Bytes, at: number, value: number): void {
  out[at] = value >>> 8;
  out[at + 1] = value & 0xff;
}

function write32(out: Bytes, at: number, value: number): void {
  write16(out, at, (value >>> 16) & 0xffff);
  write16(out, at + 2, value & 0xffff);
}
