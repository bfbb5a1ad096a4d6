import { type Bytes, concat } from '../bytes.ts';
import { type Codec, decode, encode, named, opaque, opaqueRest, opaqueVar, struct, uint8, uint16, uint24, uint32, uint64 } from '../codec/codec.ts';
import type { ProfileName } from './roles.ts';

/** Handshake message types. Private numbers on a port of their own; docs/PROTOCOL.md R-MSG. */
export const handshakeTypes = {
  key_update: 0x18,
  client_hello: 0xe1,
  server_hello: 0xe2,
  connection_update: 0xe3,
  epoch_key_update: 0xe4,
  resumption_request: 0xe5,
  resumption_response: 0xe6,
  resumption: 0xe7,
  resumption_status: 0xe8,
} as const;

export type HandshakeName = keyof typeof handshakeTypes;

/** The name of a handshake type, or `handshake(N)` for one this protocol does not know. */
export function handshakeName(type: number): string {
  return names.get(type) ?? `handshake(${type})`;
}

const names = new Map<number, HandshakeName>(Object.entries(handshakeTypes).map(([name, type]) => [type, name as HandshakeName]));

/** Bytes of `Handshake.msg_type` and `Handshake.length`. RFC 8446 §4. */
export const handshakeHeaderLength = 4;

/**
 * What every message in clear begins with. docs/PROTOCOL.md R-MSG.
 *
 *     struct { uint16 version; uint8 profile; uint8 flags; opaque random[32]; } Prologue;
 */
export interface Prologue {
  readonly version: number;
  readonly profile: number;
  /** Bit 0: early data may follow (resumption_request only); other bits 0. */
  readonly flags: number;
  readonly random: Bytes;
}

export const prologueRandomLength = 32;

export const prologue: Codec<Prologue> = struct(
  { version: named('Version', uint16), profile: named('Profile', uint8), flags: named('Flags', uint8), random: opaque(prologueRandomLength) },
  'Prologue',
);

/** Messages that travel in clear. */
export type ClearName = 'client_hello' | 'server_hello' | 'resumption_request' | 'resumption_response' | 'resumption';

/** A message in clear: prologue and MLSMessage. */
export interface ClearMessage {
  readonly prologue: Prologue;
  readonly mls: Bytes;
}

/** The MLSMessage runs to the end of the body; its own decoder checks that nothing follows it. */
export const clearMessage: Codec<ClearMessage> = struct({ prologue, mls: named('MLSMessage', opaqueRest, 'mls_message') });

export interface ResumptionStatus {
  /** 1 iff at least one early record was delivered. */
  readonly earlyData: number;
  readonly flightHash: Bytes;
}

export const resumptionStatus: Codec<ResumptionStatus> = struct({ earlyData: uint8, flightHash: opaqueVar });

/** `struct { HandshakeType msg_type; uint24 length; opaque body[length]; } Handshake;` RFC 8446 §4. */
export const handshakeHeader: Codec<{ readonly msgType: number; readonly length: number }> = struct({
  msgType: named('HandshakeType', uint8),
  length: uint24,
});

/** One complete handshake message with its header, as it is hashed, sent and traced. */
export function frame(name: HandshakeName, body: Bytes): Bytes {
  const header = encode(handshakeHeader, { msgType: handshakeTypes[name], length: body.length });
  return concat(header, body);
}

export function frameClear(name: ClearName, message: ClearMessage): Bytes {
  return frame(name, encode(clearMessage, message));
}

export function frameEpochKeyUpdate(epoch: bigint): Bytes {
  return frame('epoch_key_update', encode(uint64, epoch));
}

/** Profile editor-copy: `struct { uint32 epoch; } EpochKeyUpdate;` */
export function frameShortEpochKeyUpdate(epoch: bigint): Bytes {
  return frame('epoch_key_update', encode(uint32, Number(epoch)));
}

/** RFC 8446 §4.6.3: `update_requested` (1) asks the peer to follow. */
export function frameKeyUpdate(requestPeer: boolean): Bytes {
  return frame('key_update', Uint8Array.of(requestPeer ? 1 : 0));
}

export function frameResumptionStatus(status: ResumptionStatus): Bytes {
  return frame('resumption_status', encode(resumptionStatus, status));
}

/** A received handshake message, decoded as far as no keys and no state are needed. `raw` includes the header. */
export type HandshakeMessage =
  | { readonly [N in ClearName]: { readonly name: N; readonly raw: Bytes } & ClearMessage }[ClearName]
  | { readonly name: 'connection_update'; readonly raw: Bytes; readonly mls: Bytes }
  | { readonly name: 'epoch_key_update'; readonly raw: Bytes; readonly epoch: bigint }
  | ({ readonly name: 'resumption_status'; readonly raw: Bytes } & ResumptionStatus)
  | { readonly name: 'key_update'; readonly raw: Bytes; readonly body: Bytes }
  /** A type this protocol does not know; the state decides what that means. */
  | { readonly name: 'unknown_message'; readonly raw: Bytes };

/**
 * Decodes one whole message.
 *
 * @throws {DecodeError} for bytes that are not the structure
 */
export function readHandshake(raw: Bytes, profile: ProfileName): HandshakeMessage {
  const body = raw.subarray(handshakeHeaderLength);
  const name = names.get(raw[0] ?? 0);
  switch (name) {
    case 'client_hello':
    case 'server_hello':
    case 'resumption_request':
    case 'resumption_response':
    case 'resumption':
      return { name, raw, ...decode(clearMessage, body, name) };
    case 'connection_update':
      return { name, raw, mls: body };
    case 'epoch_key_update':
      return { name, raw, epoch: profile === 'editor-copy' ? BigInt(decode(uint32, body, name)) : decode(uint64, body, name) };
    case 'resumption_status':
      return { name, raw, ...decode(resumptionStatus, body, name) };
    case 'key_update':
      return { name, raw, body };
    default:
      return { name: 'unknown_message', raw };
  }
}
