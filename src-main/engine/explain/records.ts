import { type Bytes, concat } from '../bytes.ts';
import { named, opaqueRest, readField, struct, uint16, uint8 } from '../codec/codec.ts';
import { contentType, maxCiphertext } from '../record/records.ts';
import { handshakeHeaderLength } from '../two-party/messages.ts';
import { handshakeAt, handshakeLength } from './handshake.ts';
import { type Layout, opaquePart, type Part, trace } from './trace.ts';

const header = struct<{ readonly type: number; readonly legacyRecordVersion: number; readonly length: number }>({
  type: named('TLS ContentType', uint8),
  legacyRecordVersion: named('TLS ProtocolVersion', uint16),
  length: uint16,
});

/** `struct { uint8 level; uint8 description; } Alert;` RFC 8446 §6. */
export const alert: Layout = struct({ level: named('AlertLevel', uint8), description: named('AlertDescription', uint8) }, 'Alert');

/** Records one behind the other. RFC 8446 §5.1, §5.2. What is in them is read by {@link readFragments}. */
const stream: Layout = {
  type: 'TLS records',
  read(reader) {
    for (let count = 0; reader.remaining > 0; count++) readField(reader, `[${count}]`, record);
    return undefined;
  },
};

const record: Layout = {
  type: 'TLSRecord',
  read(reader) {
    const { type, length } = header.read(reader);
    const sealed = type === contentType.applicationData;
    readField(reader.nested(length), sealed ? 'encrypted_record' : 'fragment', opaqueRest);
    return undefined;
  },
};

/** Whether the bytes begin like a record: a type of TLS, version 3.x, a length that may be. */
export function looksLikeRecords([type, major, , high, low]: Bytes): boolean {
  if (type === undefined || high === undefined || low === undefined) return false;
  return type >= 20 && type <= 24 && major === 3 && high * 256 + low <= maxCiphertext;
}

/** A stream of records, with the handshake messages and alerts in those that are not protected. */
export function traceRecords(bytes: Bytes): Part {
  const root = trace(stream, 'records', bytes);
  let pending = none();
  for (const part of root.parts) {
    if (part.type !== 'TLSRecord' || part.failure !== null) continue;
    const sealed = bytes[part.start] === contentType.applicationData;
    part.type = sealed ? 'TLSCiphertext' : 'TLSPlaintext';
    const fragment = part.parts.find(({ name }) => name === 'fragment');
    if (fragment === undefined) continue;
    if (bytes[part.start] === contentType.handshake) pending = readFragments(fragment, bytes, pending);
    else if (bytes[part.start] === contentType.alert) become(fragment, trace(alert, fragment.name, bytes, fragment.start, fragment.end));
  }
  return root;
}

/** A message of which not all bytes have come. */
interface Incomplete {
  /** Where its bytes lie. */
  readonly pieces: { readonly start: number; readonly end: number }[];
  received: number;
}

const none = (): Incomplete => ({ pieces: [], received: 0 });

/**
 * Splits one record's content into messages and fragments of messages. R-FRAG.
 *
 * @param pending what earlier records left incomplete; takes on what this one adds
 * @returns the same for the next record
 */
function readFragments(fragment: Part, bytes: Bytes, pending: Incomplete): Incomplete {
  const parts: Part[] = [];
  let open = pending;
  for (let at = fragment.start; at < fragment.end; at = parts.at(-1)?.end ?? fragment.end) {
    const whole = handshakeLength(bytes.subarray(at, Math.min(at + handshakeHeaderLength, fragment.end)));
    if (open.received === 0 && whole !== null && at + whole <= fragment.end) {
      const { name, layout } = handshakeAt(bytes, at);
      parts.push(trace(layout, name, bytes, at, at + whole));
      continue;
    }
    const part = nextFragment(bytes, at, fragment.end, open);
    parts.push(part);
    if (part.reassembled !== null) open = none();
  }
  fragment.parts = parts;
  fragment.value = undefined;
  if (parts.length > 0) fragment.type = 'Handshake';
  return open;
}

function nextFragment(bytes: Bytes, at: number, end: number, open: Incomplete): Part {
  const missing = Math.max(0, handshakeHeaderLength - open.received);
  const head = missing === 0 ? headOf(bytes, open) : concat(headOf(bytes, open), bytes.subarray(at, Math.min(at + missing, end)));
  const length = handshakeLength(head);
  const stop = length === null ? end : Math.min(end, at + length - open.received);
  open.pieces.push({ start: at, end: stop });
  open.received += stop - at;
  const part = opaquePart('fragment_of_message', 'opaque', bytes, at, stop);
  if (length === null || open.received < length) return part;
  const message = joined(bytes, open);
  const { name, layout } = handshakeAt(message, 0);
  return { ...part, reassembled: { bytes: message, pieces: open.pieces, part: trace(layout, name, message) } };
}

function joined(bytes: Bytes, { pieces, received }: Incomplete): Bytes {
  const out = new Uint8Array(received);
  let at = 0;
  for (const { start, end } of pieces) {
    out.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return out;
}

/** The first bytes, as many as a header has. */
function headOf(bytes: Bytes, { pieces }: Incomplete): Bytes {
  // Pieces are not empty, so that the first four hold a header.
  return concat(...pieces.slice(0, handshakeHeaderLength).map(({ start, end }) => bytes.subarray(start, end))).subarray(0, handshakeHeaderLength);
}

function become(part: Part, other: Part): void {
  part.type = other.type;
  part.value = undefined;
  part.parts = other.parts;
}
