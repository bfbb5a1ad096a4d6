import type { Bytes } from '../bytes.ts';
import { EngineError, misbehaved } from '../errors.ts';

/** Content types. RFC 8446 §5.1. */
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** The content types this protocol sends: alert, handshake, application data. */
export type ContentType = 21 | 22 | 23;

// Specification constants, in bytes. RFC 8446 §5.1, §5.2, §5.4.
export const headerLength = 5;
/** Content of one record. */
export const maxContent = 2 ** 14;
/** Content, type byte and padding. */
export const maxInner = maxContent + 1;
/** `length` of a protected record. */
export const maxCiphertext = maxContent + 256;
/** `length` of the shortest protected record: type byte and tag. */
export const minCiphertext = 17;
/** A sealed record of ours at its longest, header included. */
export const maxSealedRecord = headerLength + maxInner + 16;
/** legacy_record_version, always written, ignored on receipt. */
export const legacyVersion = 0x0303;

// Limits of ours.
/** Empty application data records in a row that are tolerated. */
export const maxEmptyRun = 32;

/** One record as received. Views into the input: see {@link Deframer} for how long they hold. */
export interface RawRecord {
  /** Outer content type, any byte. */
  readonly type: number;
  /** The 5 bytes as received: the AAD of a protected record. */
  readonly header: Bytes;
  /** TLSPlaintext.fragment or TLSCiphertext.encrypted_record. */
  readonly body: Bytes;
}

/** Decides from the header alone whether a record may be read at all. Throws {@link EngineError} when not. */
export type HeaderCheck = (type: number, length: number) => void;

/** `struct { ContentType type; ProtocolVersion legacy_record_version; uint16 length; }` in front of every record. */
export function writeHeader(out: Bytes, at: number, type: number, length: number): void {
  out[at] = type;
  out[at + 1] = legacyVersion >>> 8;
  out[at + 2] = legacyVersion & 0xff;
  out[at + 3] = length >>> 8;
  out[at + 4] = length & 0xff;
}

/** A TLSPlaintext record. @throws {EngineError} `internal` when `content` is empty or longer than 2^14 bytes */
export function plaintextRecord(type: 21 | 22, content: Bytes): Bytes {
  if (content.length === 0 || content.length > maxContent) throw new EngineError({ kind: 'internal', where: 'plaintext record of forbidden length' });
  const out = new Uint8Array(headerLength + content.length);
  writeHeader(out, 0, type, content.length);
  out.set(content, headerLength);
  return out;
}

/**
 * The outer type of a record while no receive key is installed. R-REC.
 *
 * @throws {EngineError} REC_CCS, HS_UNEXPECTED_RECORD for a protected record, REC_TYPE
 */
export function checkPlaintextType(type: number): 21 | 22 {
  if (type === contentType.handshake || type === contentType.alert) return type;
  if (type === contentType.changeCipherSpec) throw misbehaved('REC_CCS');
  throw misbehaved(type === contentType.applicationData ? 'HS_UNEXPECTED_RECORD' : 'REC_TYPE');
}

/**
 * The outer type of a record while a receive key is installed. R-REC. The one plaintext alert that may come before the
 * first protected record is the caller's exception.
 *
 * @throws {EngineError} REC_CCS, REC_PLAINTEXT_AFTER_KEYS, REC_OUTER_TYPE
 */
export function checkProtectedType(type: number): 23 {
  if (type === contentType.applicationData) return type;
  if (type === contentType.changeCipherSpec) throw misbehaved('REC_CCS');
  throw misbehaved(type === contentType.handshake || type === contentType.alert ? 'REC_PLAINTEXT_AFTER_KEYS' : 'REC_OUTER_TYPE');
}

/** @throws {EngineError} REC_PLAINTEXT_TOO_LONG above 2^14; REC_EMPTY at 0, for types 21 and 22 */
export function checkPlaintextLength(type: number, length: number): void {
  if (length > maxContent) throw misbehaved('REC_PLAINTEXT_TOO_LONG');
  checkNotEmpty(type, length);
}

/** @throws {EngineError} REC_CIPHERTEXT_TOO_LONG above 2^14 + 256, REC_MAC below 17 bytes */
export function checkCiphertextLength(length: number): void {
  if (length > maxCiphertext) throw misbehaved('REC_CIPHERTEXT_TOO_LONG');
  if (length < minCiphertext) throw misbehaved('REC_MAC');
}

/** "Handshake and Alert … MUST NOT send zero-length fragments" RFC 8446 §5.1, §5.4. @throws {EngineError} REC_EMPTY */
export function checkNotEmpty(type: number, length: number): void {
  if (length === 0 && type !== contentType.applicationData) throw misbehaved('REC_EMPTY');
}

/** Header rule of the phase before a receive key is installed. */
export const plaintextHeader: HeaderCheck = (type, length) => checkPlaintextLength(checkPlaintextType(type), length);

/** Header rule of the phase after that. */
export const protectedHeader: HeaderCheck = (type, length) => {
  checkProtectedType(type);
  checkCiphertextLength(length);
};
