import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import { type AuditActor, actAs } from '#main/store/audit/actor.ts';
import { type RequestFrame, isRecord, requestFrameOf } from '#shared/frames.ts';
import type { Reply } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import { ApiError, type Core, type Pipe } from './core.ts';
import { LocalReader, localLimits } from './local-frames.ts';
import { carryPipe } from './local-pipe.ts';
import { parseParams } from './parse.ts';
import { type ReportInternal, type RequestGate, openRequestGate, replyTo } from './rpc.ts';

export interface LocalCarrierOptions {
  readonly core: Core;
  readonly now: () => number;
  readonly report: ReportInternal;
  /** From `claimLocalAddress`. The profile's lock must be held: a socket left there by a dead process is removed. */
  readonly path: string;
  /** A fresh link to the user interface; `null` where a window was brought to the front instead. */
  readonly showUi: () => string | null;
}

export interface LocalCarrier {
  readonly path: string;
  close(): Promise<void>;
}

const commandLine: AuditActor = { kind: 'command line', client: null };

/**
 * Serves the core to programs of the same user over a Unix socket, or a named pipe on Windows. Besides the requests of the contract
 * it knows `local:subscribe`, `local:ui`, `local:open-pipe`, `local:listen-pipe` and `local:attach`.
 */
export async function serveLocal(options: LocalCarrierOptions): Promise<LocalCarrier> {
  const sockets = new Set<Socket>();
  const tickets = new Map<string, Pipe>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // the reader sees the end
    const gate = openRequestGate({ handlers: options.core.handlers, actor: commandLine, now: options.now, report: options.report });
    const face: LocalFace = { ...options, socket, reader: new LocalReader(socket), gate, tickets, whenGone: [] };
    socket.on('close', () => endFace(face));
    void serveFace(face).catch(() => socket.destroy()); // a line that is too long: not our protocol
  });
  if (process.platform !== 'win32') rmSync(options.path, { force: true });
  await listen(server, options.path);
  if (process.platform !== 'win32') chmodSync(options.path, 0o600);
  return { path: options.path, close: () => close(server, sockets) };
}

interface LocalFace extends LocalCarrierOptions {
  readonly socket: Socket;
  readonly reader: LocalReader;
  readonly gate: RequestGate;
  /** Accepted pipes that wait for their `local:attach`, of all faces. */
  readonly tickets: Map<string, Pipe>;
  readonly whenGone: (() => void)[];
}

async function serveFace(face: LocalFace): Promise<void> {
  for (let line = await face.reader.line(); line !== null; line = await face.reader.line()) {
    const frame = frameOfLine(line);
    if (frame === null) return void face.socket.destroy();
    const pipe = await pipeFor(face, frame);
    if (pipe !== null) return carryPipe(face.socket, face.reader, pipe);
  }
  face.socket.end();
}

/** Answers one line. @returns a pipe when the socket carries that from now on */
async function pipeFor(face: LocalFace, frame: RequestFrame): Promise<Pipe | null> {
  const { id, request, params } = frame;
  if (request === 'local:open-pipe' || request === 'local:attach') {
    try {
      const pipe =
        request === 'local:attach' ? attach(face, params) : await actAs(commandLine, () => face.core.openPipe(parseParams('connect', params)));
      answer(face, id, { ok: true, value: pipe.connection });
      return pipe;
    } catch (error) {
      answer(face, id, replyTo(error, request, face.report));
      return null;
    }
  }
  void replyFor(face, frame).then((reply) => answer(face, id, reply));
  return null;
}

async function replyFor(face: LocalFace, { request, params }: RequestFrame): Promise<Reply<unknown>> {
  try {
    if (request === 'local:subscribe') return subscribe(face);
    if (request === 'local:ui') return { ok: true, value: { url: face.showUi() } };
    if (request === 'local:listen-pipe') return await listenPipe(face, params);
    return await face.gate.request(request, params);
  } catch (error) {
    return replyTo(error, request, face.report);
  }
}

function subscribe(face: LocalFace): Reply<null> {
  face.whenGone.push(face.core.subscribe((topic, value) => tell(face, { topic, value })));
  return { ok: true, value: null };
}

async function listenPipe(face: LocalFace, params: unknown): Promise<Reply<unknown>> {
  const listening = await actAs(commandLine, () => face.core.listenPipe(parseParams('listen', params), (pipe) => offer(face, pipe)));
  whenGone(face, () => void listening.close());
  return { ok: true, value: listening.listener };
}

/** Tells the face of an accepted connection. It fetches the pipe with the ticket, on a socket of its own. */
function offer(face: LocalFace, pipe: Pipe): void {
  const ticket = randomBytes(16).toString('hex');
  face.tickets.set(ticket, pipe);
  whenGone(face, () => {
    if (face.tickets.delete(ticket)) pipe.stream.destroy();
  });
  tell(face, { ticket, connection: pipe.connection });
}

function attach(face: LocalFace, params: unknown): Pipe {
  const ticket = isRecord(params) ? params['ticket'] : undefined;
  const pipe = typeof ticket === 'string' ? face.tickets.get(ticket) : undefined;
  if (typeof ticket !== 'string' || pipe === undefined) throw new ApiError(faceError('IPC_BAD_ARGS', 'ticket'));
  face.tickets.delete(ticket);
  return pipe;
}

function answer(face: LocalFace, id: number, reply: Reply<unknown>): void {
  tell(face, { id, ...reply });
}

function tell(face: LocalFace, frame: object): void {
  if (face.socket.destroyed || face.socket.writableEnded) return;
  if (face.socket.writableLength > localLimits.backlog) face.socket.destroy();
  else face.socket.write(`${JSON.stringify(frame)}\n`);
}

function whenGone(face: LocalFace, act: () => void): void {
  if (face.socket.destroyed) act();
  else face.whenGone.push(act);
}

function endFace(face: LocalFace): void {
  for (const act of face.whenGone.splice(0)) act();
}

function frameOfLine(line: string): RequestFrame | null {
  try {
    return requestFrameOf(JSON.parse(line));
  } catch {
    return null;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
