import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';

/**
 * The application protocol of the demonstration. MLS-TLS has no acknowledgement, so after a cut nobody knows what arrived:
 * on every new stream each side first says how much it holds, and the other goes on from there.
 *
 *     uint32 length; JSON { have, sha256 }     what the sender of this holds, and the hash of it
 *     opaque rest[size - peer.have]            our file from there on
 *     uint8 done = 0x44                        our own updates are done too
 */
interface Header {
  readonly have: number;
  readonly sha256: string;
}

const chunkSize = 256 * 1024;
const done = 0x44;

export interface ExchangeOptions {
  readonly send: string;
  readonly receive: string;
  /** Bytes of each file. */
  readonly size: number;
  /** Told of every piece received and sent; before the next is sent, what it returns is waited for. */
  readonly progress: (bytes: number) => Promise<void>;
  /** Resolves when this side has nothing left to do but to finish. */
  readonly ready: (stream: Duplex) => Promise<void>;
}

/** One stream's worth of it. Resolves when both sides hold everything; rejects when the stream breaks. */
export async function exchange(stream: Duplex, options: ExchangeOptions): Promise<void> {
  const { receive, send } = options;
  const input = new Input(stream);
  const have = (await stat(receive).catch(() => null))?.size ?? 0;
  await write(stream, encodeHeader({ have, sha256: await hashOf(receive, have) }));
  const theirs = await input.header();
  if (theirs.sha256 !== (await hashOf(send, theirs.have))) throw new Error('the peer holds something else than we sent');
  await Promise.all([sendFrom(stream, theirs.have, options), receiveFrom(input, have, options)]);
  await options.ready(stream);
  await write(stream, Buffer.of(done));
  if ((await input.take(1))[0] !== done) throw new Error('the peer sent something else than its last byte');
  stream.end();
  if (await input.more()) throw new Error('the peer sent more than the file');
}

/** SHA-256 of the first `length` bytes of a file. */
export async function hashOf(path: string, length: number): Promise<string> {
  const hash = createHash('sha256');
  if (length > 0) for await (const chunk of createReadStream(path, { end: length - 1, highWaterMark: chunkSize })) hash.update(chunk);
  return hash.digest('hex');
}

async function sendFrom(stream: Duplex, start: number, { send, size, progress }: ExchangeOptions): Promise<void> {
  if (start >= size) return;
  for await (const chunk of createReadStream(send, { start, highWaterMark: chunkSize })) {
    await write(stream, chunk);
    await progress(chunk.length);
  }
}

async function receiveFrom(input: Input, have: number, { receive, size, progress }: ExchangeOptions): Promise<void> {
  const file = await open(receive, 'a');
  try {
    for (let left = size - have; left > 0; ) {
      const chunk = await input.some(left);
      await writeWhole(file, chunk);
      left -= chunk.length;
      void progress(chunk.length);
    }
  } finally {
    await file.close();
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

function encodeHeader(header: Header): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
}

async function write(stream: Duplex, bytes: Buffer): Promise<void> {
  if (stream.destroyed) throw new Error('the stream is gone');
  if (stream.write(bytes)) return;
  const gone = new AbortController();
  const closed = once(stream, 'close', { signal: gone.signal }).then(() => {
    throw new Error('the stream is gone');
  });
  try {
    await Promise.race([once(stream, 'drain', { signal: gone.signal }), closed]);
  } finally {
    gone.abort();
    closed.catch(() => undefined);
  }
}

/** What arrives, in pieces of the size asked for. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.#chunks = stream.iterator({ destroyOnReturn: false });
  }

  async header(): Promise<Header> {
    const length = (await this.take(4)).readUInt32BE();
    if (length > 1024) throw new Error('the peer’s header is too long');
    const header: unknown = JSON.parse((await this.take(length)).toString());
    if (typeof header !== 'object' || header === null || !('have' in header) || !('sha256' in header)) throw new Error('the peer’s header is wrong');
    const { have, sha256 } = header;
    if (typeof have !== 'number' || typeof sha256 !== 'string') throw new Error('the peer’s header is wrong');
    return { have, sha256 };
  }

  /** Exactly `length` bytes. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** At least one byte, at most `limit`. */
  async some(limit: number): Promise<Buffer> {
    if (!(await this.more())) throw new Error('the peer ended too early');
    const part = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  /** Whether anything follows. */
  async more(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
