import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { Bytes } from '#engine/bytes.ts';

/**
 * Bytes of the local socket. It starts with JSON lines. After a request for a pipe was answered it carries, both ways:
 *
 *     struct { uint8 kind; uint32 length; opaque payload[length]; } PipeFrame;
 */
export type PipeFrame =
  /** Application data. */
  | { readonly kind: 'data'; readonly bytes: Bytes }
  /** No more data in this direction; the other one goes on. */
  | { readonly kind: 'end' }
  /** Core to face, last: a `PipeEnd` as JSON. */
  | { readonly kind: 'result'; readonly json: string };

/** Our limits of the local socket, bytes. */
export const localLimits = {
  line: 2_097_152,
  payload: 65_536,
  /** Topics that wait for a face which does not read; then the face is dropped. */
  backlog: 8_388_608,
} as const;

const kindCodes = { data: 0, end: 1, result: 2 } as const;
const headerLength = 5;

/** The other program does not speak this protocol, or another version of it. */
export class LocalProtocolError extends Error {
  override readonly name = 'LocalProtocolError';
}

/** Header of a frame; the payload follows it. */
export function frameHeader(kind: PipeFrame['kind'], length: number): Bytes {
  const header = new Uint8Array(headerLength);
  header[0] = kindCodes[kind];
  new DataView(header.buffer).setUint32(1, length);
  return header;
}

/** Writes one frame per 64 KiB, and waits while the other side does not read. */
export async function writeData(socket: Writable, bytes: Bytes): Promise<void> {
  for (let start = 0; start < bytes.length; start += localLimits.payload) {
    const payload = bytes.subarray(start, start + localLimits.payload);
    socket.cork();
    socket.write(frameHeader('data', payload.length));
    await writeAll(socket, payload, () => socket.uncork());
  }
}

/**
 * Writes, and waits for room when the stream asks for that.
 *
 * @param written called between the write and the wait
 * @throws {Error} when the stream closes before there is room
 */
export async function writeAll(stream: Writable, bytes: Bytes | string, written: () => void = () => undefined): Promise<void> {
  if (stream.destroyed || stream.writableEnded) throw new Error('the stream is closed');
  const roomLeft = stream.write(bytes);
  written();
  if (roomLeft || !stream.writableNeedDrain) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      stream.off('drain', settle);
      stream.off('close', settle);
      if (stream.destroyed) reject(new Error('the stream is closed'));
      else resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
  });
}

/** Reads lines, then frames, from a socket. It reads only when asked, so that the other side has to wait for us. */
export class LocalReader {
  readonly #chunks: AsyncIterator<Bytes>;
  #held: Bytes = new Uint8Array(0);

  constructor(socket: Socket) {
    this.#chunks = socket.iterator({ destroyOnReturn: false });
  }

  /**
   * @returns the next line without its end; `null` when the other side has ended
   * @throws {LocalProtocolError} when a line is longer than `localLimits.line`
   */
  async line(): Promise<string | null> {
    for (let searched = 0; ; ) {
      const end = this.#held.indexOf(0x0a, searched);
      if (end >= 0) return Buffer.from(this.#take(end + 1)).toString('utf8', 0, end);
      searched = this.#held.length;
      if (searched > localLimits.line) throw new LocalProtocolError('a line is too long');
      if (!(await this.#more())) return null;
    }
  }

  /**
   * @returns the next frame; `null` when the other side is gone, in the middle of a frame or not
   * @throws {LocalProtocolError} for an unknown kind or a payload longer than `localLimits.payload`
   */
  async frame(): Promise<PipeFrame | null> {
    if (!(await this.#atLeast(headerLength))) return null;
    const header = this.#take(headerLength);
    const length = new DataView(header.buffer, header.byteOffset).getUint32(1);
    if (length > localLimits.payload) throw new LocalProtocolError('a frame is too long');
    if (!(await this.#atLeast(length))) return null;
    return frameOf(header[0], this.#take(length));
  }

  async #atLeast(length: number): Promise<boolean> {
    while (this.#held.length < length) if (!(await this.#more())) return false;
    return true;
  }

  #take(length: number): Bytes {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next().catch(() => ({ done: true, value: undefined }) as const); // a reset is an end
    if (next.done === true) return false;
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
    return true;
  }
}

function frameOf(code: number | undefined, payload: Bytes): PipeFrame {
  if (code === kindCodes.data) return { kind: 'data', bytes: payload };
  if (code === kindCodes.end && payload.length === 0) return { kind: 'end' };
  if (code === kindCodes.result) return { kind: 'result', json: Buffer.from(payload).toString('utf8') };
  throw new LocalProtocolError(`unknown frame ${code}`);
}
