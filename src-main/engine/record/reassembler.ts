import { blank, type Bytes, copyOf, empty } from '../bytes.ts';
import { misbehaved } from '../errors.ts';

/** `HandshakeType msg_type; uint24 length;` in front of every handshake message. RFC 8446 §4. */
export const handshakeHeaderLength = 4;

/** What may surround a message in the record that completes it. R-FRAG. */
export type Placement =
  /** Anything. */
  | 'free'
  /** Nothing behind it: a key change can follow. */
  | 'ends-record'
  /** Nothing else at all. */
  | 'alone';

export interface HandshakeMessage {
  readonly type: number;
  /** The complete message, header included: what hashes and early keys are made of. A copy. */
  readonly message: Bytes;
  /** The part behind the header; a view of `message`. */
  readonly body: Bytes;
}

export interface ReassemblerOptions {
  /** Longest body accepted, bytes. */
  readonly maxMessage: number;
  /** Asked per message type when a message is complete. */
  readonly placement: (type: number) => Placement;
}

/** Bytes a single handshake message may announce by default. R-FRAG. */
export const defaultMaxMessage = 262_144;

const firstCapacity = 1024; // bytes

/**
 * Handshake messages out of the contents of consecutive handshake records. RFC 8446 §5.1; R-FRAG.
 * Memory grows with what has arrived, never with what was announced.
 */
export class Reassembler {
  readonly #options: ReassemblerOptions;
  /** The message in progress: header and as much of the body as came. */
  #buffer: Bytes = empty;
  #filled = 0;
  /** Content of the current record and how much of it is used. */
  #record: Bytes = empty;
  #at = 0;

  constructor(options: ReassemblerOptions) {
    this.#options = options;
  }

  /** A message has begun and is not complete: the fragment timer runs (R-TIME). */
  get inProgress(): boolean {
    return this.#filled > 0 || this.#at < this.#record.length;
  }

  /** Content of one handshake record, not empty; copied. Take all messages with {@link next} before the next record. */
  push(content: Bytes): void {
    this.#record = Uint8Array.prototype.slice.call(content);
    this.#at = 0;
  }

  /**
   * A record of another content type arrives.
   *
   * @throws {EngineError} HS_INTERLEAVED inside a message: "MUST NOT be interleaved with other record types" RFC 8446 §5.1
   */
  otherRecord(): void {
    if (this.inProgress) throw misbehaved('HS_INTERLEAVED');
  }

  /**
   * The next complete message, or `null` until the next record.
   *
   * @throws {EngineError} HS_TOO_LONG as soon as the length is known, HS_EXCESS_AT_KEY_CHANGE, HS_EXCESS_BEFORE_KEY_CHANGE
   */
  next(): HandshakeMessage | null {
    const start = this.#at;
    this.#fillTo(handshakeHeaderLength);
    if (this.#filled < handshakeHeaderLength) return null;
    const total = handshakeHeaderLength + this.#announced();
    this.#fillTo(total);
    if (this.#filled < total) return null;
    this.#checkPlacement(this.#buffer[0] ?? 0, start);
    return this.#finish(total);
  }

  #announced(): number {
    const length = ((this.#buffer[1] ?? 0) << 16) | ((this.#buffer[2] ?? 0) << 8) | (this.#buffer[3] ?? 0);
    if (length > this.#options.maxMessage) throw misbehaved('HS_TOO_LONG');
    return length;
  }

  #checkPlacement(type: number, start: number): void {
    const placement = this.#options.placement(type);
    if (placement === 'free') return;
    if (this.#at < this.#record.length) throw misbehaved('HS_EXCESS_AT_KEY_CHANGE');
    if (placement === 'alone' && start > 0) throw misbehaved('HS_EXCESS_BEFORE_KEY_CHANGE');
  }

  #finish(total: number): HandshakeMessage {
    const message = copyOf(this.#buffer.subarray(0, total));
    this.#buffer = empty;
    this.#filled = 0;
    return { type: message[0] ?? 0, message, body: message.subarray(handshakeHeaderLength) };
  }

  /** Moves bytes of the record into the message until it has `total`, or the record is used up. */
  #fillTo(total: number): void {
    const taken = Math.min(total - this.#filled, this.#record.length - this.#at);
    if (taken <= 0) return;
    this.#reserve(this.#filled + taken);
    this.#buffer.set(this.#record.subarray(this.#at, this.#at + taken), this.#filled);
    this.#filled += taken;
    this.#at += taken;
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    const grown = blank(Math.max(length, 2 * this.#buffer.length, firstCapacity));
    grown.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = grown;
  }
}
