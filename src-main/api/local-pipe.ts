import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { isRecord } from '#shared/frames.ts';
import type { ConnectionView } from '#shared/views.ts';
import type { Pipe, PipeEnd } from './core.ts';
import { type LocalReader, frameHeader, writeAll, writeData } from './local-frames.ts';

/**
 * Joins a pipe of the core to a local socket until both have ended. A face that goes away without an `end` frame has not finished:
 * the pipe is destroyed, so that the peer sees a cut and not a complete stream. Never rejects.
 */
export async function carryPipe(socket: Socket, reader: LocalReader, pipe: Pipe): Promise<void> {
  pipe.stream.on('error', () => undefined); // told through `ended`
  const toFace = sendAll(pipe.stream, socket);
  void receiveAll(reader, pipe.stream);
  const end = await pipe.ended;
  await toFace;
  const json = Buffer.from(JSON.stringify(end));
  await writeAll(socket, Buffer.concat([frameHeader('result', json.length), json])).catch(() => undefined);
  socket.end();
}

/** The face's end of {@link carryPipe}. */
export function framedPipe(socket: Socket, reader: LocalReader, connection: ConnectionView): Pipe {
  const stream = new FramedStream(socket, reader);
  return { connection, stream, ended: stream.ended };
}

async function sendAll(from: Duplex, socket: Socket): Promise<void> {
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) await writeData(socket, chunk);
    await writeAll(socket, frameHeader('end', 0));
  } catch {
    // The pipe was cut, which `ended` tells, or the face is gone, which receiveAll sees.
  }
}

async function receiveAll(reader: LocalReader, to: Duplex): Promise<void> {
  try {
    // It reads on after `end`, to see whether the face stays until the other direction is done.
    for (let frame = await reader.frame(); frame !== null; frame = await reader.frame()) {
      if (frame.kind === 'data') await writeAll(to, frame.bytes);
      else to.end();
    }
  } catch {
    // Not our protocol, or the pipe has ended: either way there is no more to carry.
  }
  to.destroy();
}

class FramedStream extends Duplex {
  readonly ended: Promise<PipeEnd>;
  readonly #socket: Socket;
  readonly #reader: LocalReader;
  readonly #end: (end: PipeEnd) => void;
  #wanted: () => void = () => undefined;
  #over = false;
  #sent = 0;
  #received = 0;

  constructor(socket: Socket, reader: LocalReader) {
    super({ allowHalfOpen: true, autoDestroy: false }); // both directions may be done before the result has come
    this.#socket = socket;
    this.#reader = reader;
    const { promise, resolve } = Promise.withResolvers<PipeEnd>();
    this.ended = promise;
    this.#end = resolve;
    socket.on('error', () => undefined); // the reader sees the end
    void this.#receive();
  }

  override _read(): void {
    this.#wanted();
  }

  /** What is written after the end is dropped: `ended` says how much was handed over. */
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const sending = this.#over ? Promise.reject(new Error('the pipe has ended')) : writeData(this.#socket, chunk);
    sending.then(
      () => {
        this.#sent += chunk.length;
        done();
      },
      () => done(),
    );
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#over) this.#socket.write(frameHeader('end', 0));
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    this.#finish(null);
    done(error);
  }

  async #receive(): Promise<void> {
    try {
      for (let frame = await this.#reader.frame(); frame !== null; frame = await this.#reader.frame()) {
        if (frame.kind === 'result') return this.#finish(pipeEndOf(frame.json));
        if (frame.kind === 'end') this.push(null);
        else await this.#deliver(frame.bytes);
      }
    } catch {
      // Not our protocol: as good as gone.
    }
    this.#finish(null);
  }

  async #deliver(bytes: Uint8Array): Promise<void> {
    this.#received += bytes.length;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wanted = resolve;
    if (!this.push(bytes)) await promise;
  }

  /** @param end `null` when the core went away */
  #finish(end: PipeEnd | null): void {
    this.#over = true;
    if (!this.destroyed) this.push(null);
    this.#end(end ?? { kind: 'cut', handedOver: this.#sent, received: this.#received, error: null });
    this.#socket.end();
  }
}

function pipeEndOf(json: string): PipeEnd | null {
  const value: unknown = JSON.parse(json);
  if (!isRecord(value)) return null;
  if (value['kind'] === 'complete') return { kind: 'complete' };
  // Written by carryPipe of the same version; `kind` is all that could differ.
  return value['kind'] === 'cut' ? (value as unknown as PipeEnd) : null;
}
