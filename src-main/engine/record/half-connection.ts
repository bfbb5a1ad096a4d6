import type { Bytes } from '../bytes.ts';
import { type RecordAead, tagLength } from '../crypto/aead.ts';
import { EngineError, misbehaved, misuse } from '../errors.ts';
import type { Erase } from '../secret.ts';
import { RecordNonce } from './record-nonce.ts';
import {
  type ContentType,
  checkCiphertextLength,
  checkNotEmpty,
  contentType,
  headerLength,
  maxContent,
  maxEmptyRun,
  maxInner,
  type RawRecord,
  writeHeader,
} from './records.ts';
import type { TrafficKeys } from './traffic-keys.ts';
import type { WriteQueue } from './write-queue.ts';

/** Records one key may protect. R-LIMIT: 2^24.5 for AES-GCM (RFC 8446 §5.5), 2^48 for ChaCha20-Poly1305. */
export const hardRecordLimit: { readonly [A in RecordAead]: bigint } = {
  'AES-128-GCM': 23_726_566n,
  'AES-256-GCM': 23_726_566n,
  'CHACHA20-POLY1305': 1n << 48n,
};

/** The last records under a key, kept for the messages that replace it and for alerts. R-LIMIT. */
export const reservedRecords = 16n;

export interface SendOptions {
  readonly keys: TrafficKeys;
  /** Records this key may protect, at most {@link hardRecordLimit}. */
  readonly limit: bigint;
  /** Pad the inner plaintext (content and type) to a multiple of this many bytes; 1 = none. */
  readonly padTo: number;
  /** `maxInner` bytes, shared by all halves of a process: holds one inner plaintext while it is sealed. */
  readonly scratch: Bytes;
  readonly erase: Erase;
}

/** What we send under one key, from installation (sequence number 0) to {@link erase}. RFC 8446 §5.2 to §5.5. */
export class SendHalf {
  readonly #options: SendOptions;
  readonly #nonce: RecordNonce;
  readonly #header = new Uint8Array(headerLength);
  #dataLimit = 0;
  #limit = 0;

  constructor(options: SendOptions) {
    if (options.scratch.length !== maxInner) throw new EngineError({ kind: 'internal', where: 'scratch of another length' });
    if (!Number.isInteger(options.padTo) || options.padTo < 1) throw new EngineError({ kind: 'internal', where: 'padding to a multiple of nothing' });
    this.#options = options;
    this.#nonce = new RecordNonce(options.keys.iv);
    this.limit = options.limit;
  }

  /** The sequence number of the next record, and how many this key has protected. */
  get sequence(): bigint {
    return this.#nonce.sequence;
  }

  /** The same as a double, exact below 2^53. */
  get sequenceNumber(): number {
    return this.#nonce.sequenceNumber;
  }

  get limit(): bigint {
    return BigInt(this.#limit);
  }

  /** Of a key in use the reserved records stay, however many it has protected: what replaces the key needs them. R-LIMIT. */
  set limit(limit: bigint) {
    const least = this.#nonce.sequence === 0n ? limit : this.#nonce.sequence + reservedRecords;
    // Limits are at most 2^48, so doubles compare them exactly.
    this.#limit = Number(limit < least ? least : limit);
    this.#dataLimit = this.#limit - Number(reservedRecords);
  }

  /** Records left, the reserved ones included. */
  get remaining(): bigint {
    return this.limit - this.#nonce.sequence;
  }

  /** Whether application data may still be sealed: "at hard limit - 16 application data is refused" (R-LIMIT). */
  get dataAllowed(): boolean {
    return this.#nonce.sequenceNumber < this.#dataLimit;
  }

  /**
   * Seals one record into `out` from `at`. `content` has at most 2^14 bytes, at least one unless it is application data.
   *
   * @returns bytes written, header included
   * @throws {EngineError} `api-misuse` REC_KEY_LIMIT; `internal` for content of forbidden length
   */
  seal(type: ContentType, content: Bytes, out: Bytes, at: number): number {
    if (content.length > maxContent) throw new EngineError({ kind: 'internal', where: 'record content too long' });
    if (content.length === 0 && type !== contentType.applicationData) throw new EngineError({ kind: 'internal', where: 'empty record content' });
    this.#options.scratch.set(content);
    return this.#seal(type, content.length, out, at);
  }

  /**
   * Seals one record of application data with as much as `queue` has for it, up to 2^14 bytes.
   *
   * @returns bytes written, header included; 0 when the queue is empty
   * @throws {EngineError} `api-misuse` REC_KEY_LIMIT, with the queue as it was
   */
  sealData(queue: WriteQueue, out: Bytes, at: number): number {
    if (queue.length === 0) return 0;
    if (!this.dataAllowed) throw misuse('REC_KEY_LIMIT');
    const length = queue.readInto(this.#options.scratch, maxContent);
    return this.#seal(contentType.applicationData, length, out, at);
  }

  erase(): void {
    this.#options.keys.key.erase();
    this.#nonce.erase(this.#options.erase);
  }

  #seal(type: ContentType, contentLength: number, out: Bytes, at: number): number {
    const used = this.#nonce.sequenceNumber;
    if (used >= (type === contentType.applicationData ? this.#dataLimit : this.#limit)) throw misuse('REC_KEY_LIMIT');
    const { scratch, padTo, keys } = this.#options;
    const innerLength = Math.min(maxInner, Math.ceil((contentLength + 1) / padTo) * padTo);
    scratch[contentLength] = type;
    scratch.fill(0, contentLength + 1, innerLength);
    const header = this.#header;
    writeHeader(header, 0, contentType.applicationData, innerLength + tagLength);
    out.set(header, at);
    const inner = innerLength === maxInner ? scratch : scratch.subarray(0, innerLength);
    const nonce = this.#nonce.current();
    this.#nonce.advance(); // first: should sealing throw half-way, its nonce is spent
    return headerLength + keys.key.seal(nonce, header, inner, out, at + headerLength);
  }
}

export interface ReceiveOptions {
  readonly keys: TrafficKeys;
  readonly erase: Erase;
}

/** A record after removal of protection. RFC 8446 §5.4. */
export interface OpenedRecord {
  readonly type: ContentType;
  /** Valid until the provider is used again: copy what must live longer. */
  readonly content: Bytes;
}

/** What the peer sends under one key. The first failure is final: every later call throws it again. */
export class ReceiveHalf {
  readonly #options: ReceiveOptions;
  readonly #nonce: RecordNonce;
  #emptyRun = 0;
  #failure: unknown = null;

  constructor(options: ReceiveOptions) {
    this.#options = options;
    this.#nonce = new RecordNonce(options.keys.iv);
  }

  /** The sequence number of the next record, and how many were opened. Receivers enforce no limit (R-LIMIT). */
  get sequence(): bigint {
    return this.#nonce.sequence;
  }

  /** The same as a double, exact below 2^53. */
  get sequenceNumber(): number {
    return this.#nonce.sequenceNumber;
  }

  /**
   * Opens one record of outer type 23.
   *
   * @throws {EngineError} `decrypt`; `peer-misbehaved` with REC_MAC, REC_CIPHERTEXT_TOO_LONG, REC_INNER_TOO_LONG,
   *   REC_NO_CONTENT_TYPE, REC_CCS, REC_INNER_TYPE, REC_EMPTY or REC_TOO_MANY_EMPTY
   */
  open(record: RawRecord): OpenedRecord {
    if (this.#failure !== null) throw this.#failure;
    try {
      return this.#open(record);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  erase(): void {
    this.#options.keys.key.erase();
    this.#nonce.erase(this.#options.erase);
  }

  #open(record: RawRecord): OpenedRecord {
    checkCiphertextLength(record.body.length);
    const inner = this.#options.keys.key.open(this.#nonce.current(), record.header, record.body);
    if (inner === null) throw new EngineError({ kind: 'decrypt' });
    this.#nonce.advance();
    const opened = readInnerPlaintext(inner);
    this.#countEmpty(opened.content.length);
    return opened;
  }

  #countEmpty(length: number): void {
    this.#emptyRun = length === 0 ? this.#emptyRun + 1 : 0;
    if (this.#emptyRun > maxEmptyRun) throw misbehaved('REC_TOO_MANY_EMPTY');
  }
}

/** `struct { opaque content[]; ContentType type; uint8 zeros[]; } TLSInnerPlaintext;` RFC 8446 §5.2, §5.4. */
function readInnerPlaintext(inner: Bytes): OpenedRecord {
  if (inner.length > maxInner) throw misbehaved('REC_INNER_TOO_LONG');
  let end = inner.length - 1;
  while (end >= 0 && inner[end] === 0) end--;
  const type = inner[end];
  if (type === undefined) throw misbehaved('REC_NO_CONTENT_TYPE');
  if (type === contentType.changeCipherSpec) throw misbehaved('REC_CCS');
  if (type !== contentType.alert && type !== contentType.handshake && type !== contentType.applicationData) throw misbehaved('REC_INNER_TYPE');
  checkNotEmpty(type, end);
  return { type, content: inner.subarray(0, end) };
}
