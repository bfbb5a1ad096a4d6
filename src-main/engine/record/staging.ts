import type { Bytes } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { maxSealedRecord } from './records.ts';

// Sizes of ours, in bytes and buffers.
/** Sealed bytes that leave in one piece: sixteen full records. */
export const defaultStagingSize = 16 * maxSealedRecord;
/** Buffers kept when transports hand them back. */
const maxSpares = 64;

/**
 * Where sealed records are written before they go to a transport: one hot buffer for all connections of a process.
 * A transport that took every byte synchronously leaves the buffer free; one that did not keeps it, see {@link detach}.
 *
 * Order of use: seal into `buffer` from `length`, `append` what was written, `take` the view, hand it to the transport,
 * and only then seal again.
 */
export class OutputBuffer {
  readonly #size: number;
  #buffer: Bytes | null = null;
  #spares: Bytes[] = [];
  #length = 0;

  constructor(size: number = defaultStagingSize) {
    if (size < maxSealedRecord) throw new EngineError({ kind: 'internal', where: 'staging buffer smaller than a record' });
    this.#size = size;
  }

  /** The buffer to write into. Allocated when it is first needed. */
  get buffer(): Bytes {
    this.#buffer ??= this.#spares.pop() ?? new Uint8Array(this.#size);
    return this.#buffer;
  }

  /** Bytes appended since the last {@link take}: where to write next. */
  get length(): number {
    return this.#length;
  }

  /** Whether a record of any size still fits. */
  get hasRoom(): boolean {
    return this.#length + maxSealedRecord <= this.#size;
  }

  /** Counts bytes that were written to `buffer` from `length`. */
  append(count: number): void {
    this.#length += count;
  }

  /** Copies bytes that were made elsewhere, such as plaintext records. @throws {EngineError} `internal` when they do not fit */
  put(bytes: Bytes): void {
    if (this.#length + bytes.length > this.#size) throw new EngineError({ kind: 'internal', where: 'staging buffer is full' });
    this.buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Everything appended; a view that holds until the next write. Empties the buffer. */
  take(): Bytes {
    const view = this.buffer.subarray(0, this.#length);
    this.#length = 0;
    return view;
  }

  /**
   * The transport still reads the last view: writing goes on in another buffer.
   *
   * @returns gives the buffer back; call it once, when the transport is done
   */
  detach(): () => void {
    const lent = this.#buffer;
    if (this.#length > 0) throw new EngineError({ kind: 'internal', where: 'staging buffer detached while in use' });
    this.#buffer = null;
    return () => {
      if (lent !== null && this.#spares.length < maxSpares) this.#spares.push(lent);
    };
  }
}
