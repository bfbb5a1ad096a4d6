import type { Bytes } from '../bytes.ts';
import { named, opaqueRest, readField, struct, uint32, uint64, uint8 } from '../codec/codec.ts';
import type { Reader } from '../codec/reader.ts';
import { clearMessage, handshakeHeader, handshakeHeaderLength, handshakeName, handshakeTypes, resumptionStatus } from '../two-party/messages.ts';
import type { Layout } from './trace.ts';

const types: ReadonlySet<number> = new Set(Object.values(handshakeTypes));

const update = struct({ mls: named('MLSMessage', opaqueRest, 'mls_message') });
/** In 8 bytes or, in the editor's copy, in 4. R-MSG. */
export const epochKeyUpdate = { long: struct({ epoch: uint64 }), short: struct({ epoch: uint32 }) };
const keyUpdate = struct({ requestUpdate: named('KeyUpdateRequest', uint8) }, 'KeyUpdate');
const unknownBody = struct({ body: opaqueRest });

/** One handshake message of any profile. A type nobody knows has an opaque body. docs/PROTOCOL.md R-MSG; RFC 8446 §4. */
const handshake: Layout = {
  type: 'Handshake',
  read(reader) {
    const { msgType, length } = handshakeHeader.read(reader);
    const body = reader.nested(length);
    readBody(body, msgType);
    body.finish();
    return undefined;
  },
};

/** One message after the other. */
export function handshakeMessages(bytes: Bytes): Layout {
  return {
    type: 'Handshake',
    read(reader) {
      while (reader.remaining > 0) readField(reader, nameAt(bytes, reader.offset), handshake);
      return undefined;
    },
  };
}

/** The one message that begins at `start`, and the name it goes by. */
export function handshakeAt(bytes: Bytes, start: number): { readonly name: string; readonly layout: Layout } {
  return { name: nameAt(bytes, start), layout: handshake };
}

/** Bytes of the message that begins with these, or `null` before its header is complete. */
export function handshakeLength(start: Bytes): number | null {
  const [, high, middle, low] = start;
  return high === undefined || middle === undefined || low === undefined ? null : handshakeHeaderLength + high * 0x1_0000 + middle * 0x100 + low;
}

export function isHandshakeType(type: number): boolean {
  return types.has(type);
}

function nameAt(bytes: Bytes, at: number): string {
  return handshakeName(bytes[at] ?? 0);
}

function readBody(body: Reader, type: number): unknown {
  switch (type) {
    case handshakeTypes.client_hello:
    case handshakeTypes.server_hello:
    case handshakeTypes.resumption_request:
    case handshakeTypes.resumption_response:
    case handshakeTypes.resumption:
      return clearMessage.read(body);
    case handshakeTypes.connection_update:
      return update.read(body);
    case handshakeTypes.epoch_key_update:
      return (body.remaining === 4 ? epochKeyUpdate.short : epochKeyUpdate.long).read(body);
    case handshakeTypes.resumption_status:
      return resumptionStatus.read(body);
    case handshakeTypes.key_update:
      return keyUpdate.read(body);
    default:
      return unknownBody.read(body);
  }
}
