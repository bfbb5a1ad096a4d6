import { type Socket, connect } from 'node:net';
import type { Params, Reply, RequestName, Result } from '#shared/contract.ts';
import { topicChannels } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import { isFrameId, isRecord } from '#shared/frames.ts';
import type { ConnectionView, ErrorView, ListenerView } from '#shared/views.ts';
import { ApiError, type Pipe, type TopicListener } from './core.ts';
import type { CoreAccess } from './core-access.ts';
import { localAddresses } from './local-address.ts';
import { LocalReader, writeAll } from './local-frames.ts';
import { framedPipe } from './local-pipe.ts';

/**
 * Reaches the running core of a profile.
 *
 * @returns `null` when none runs
 */
export async function reachCore(profileDirectory: string): Promise<CoreAccess | null> {
  for (const path of localAddresses(profileDirectory)) {
    const socket = await dial(path);
    if (socket !== null) return clientOver(new LocalConnection(socket), path);
  }
  return null;
}

type Answer = (reply: Reply<unknown>) => void;

function clientOver(control: LocalConnection, path: string): CoreAccess {
  const accepted = (onPipe: (pipe: Pipe) => void) => (ticket: string) => {
    // A pipe that ended before it could be fetched leaves nothing to do.
    fetchPipe(path, 'local:attach', { ticket }).then(onPipe, () => undefined);
  };
  return {
    // The carrier answers each request with its own result: contract.ts on both sides.
    request: <M extends RequestName>(name: M, params: Params<M>) => control.ask(name, params) as Promise<Reply<Result<M>>>,
    async subscribe(listener, gone) {
      control.onTopic = listener;
      control.onGone = gone;
      await granted(control.ask('local:subscribe', {}));
    },
    async showUi() {
      const value = await granted(control.ask('local:ui', {}));
      return isRecord(value) && typeof value['url'] === 'string' ? value['url'] : null;
    },
    openPipe: (params) => fetchPipe(path, 'local:open-pipe', params),
    async listenPipe(params, onPipe) {
      const socket = await dial(path);
      if (socket === null) throw new ApiError(faceError('CORE_GONE'));
      const listening = new LocalConnection(socket);
      listening.onTicket = accepted(onPipe);
      // The carrier answers this request with the listener.
      const listener = (await granted(listening.ask('local:listen-pipe', params))) as ListenerView;
      return { listener, close: () => listening.close() };
    },
    close: () => control.close(),
  };
}

/** One socket in its first phase: lines. */
class LocalConnection {
  onTopic: TopicListener = () => undefined;
  onGone: () => void = () => undefined;
  onTicket: (ticket: string) => void = () => undefined;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Answer>();
  #nextId = 1;
  #gone = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    void this.#read(new LocalReader(socket));
  }

  ask(request: string, params: unknown): Promise<Reply<unknown>> {
    if (this.#gone) return Promise.resolve({ ok: false, error: faceError('CORE_GONE') });
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<Reply<unknown>>();
    this.#waiting.set(id, resolve);
    this.#socket.write(requestLine(id, request, params));
    return promise;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
  }

  async #read(reader: LocalReader): Promise<void> {
    try {
      for (let line = await reader.line(); line !== null; line = await reader.line()) this.#take(JSON.parse(line));
    } catch {
      this.#socket.destroy(); // not our protocol: as good as gone
    }
    this.#gone = true;
    for (const answer of this.#waiting.values()) answer({ ok: false, error: faceError('CORE_GONE') });
    this.#waiting.clear();
    this.onGone();
  }

  #take(frame: unknown): void {
    if (!isRecord(frame)) return;
    if (isFrameId(frame['id'])) {
      this.#waiting.get(frame['id'])?.(replyOf(frame));
      this.#waiting.delete(frame['id']);
    } else if (typeof frame['ticket'] === 'string') {
      this.onTicket(frame['ticket']);
    } else if (typeof frame['topic'] === 'string' && Object.hasOwn(topicChannels, frame['topic'])) {
      // Topic and value belong together on both sides: contract.ts.
      this.onTopic(frame['topic'] as never, frame['value'] as never);
    }
  }
}

async function fetchPipe(path: string, request: string, params: unknown): Promise<Pipe> {
  const socket = await dial(path);
  if (socket === null) throw new ApiError(faceError('CORE_GONE'));
  const reader = new LocalReader(socket);
  await writeAll(socket, requestLine(1, request, params));
  const line = await reader.line();
  const frame: unknown = line === null ? null : JSON.parse(line);
  const reply: Reply<unknown> = isRecord(frame) ? replyOf(frame) : { ok: false, error: faceError('CORE_GONE') };
  // The carrier answers these requests with the connection.
  if (reply.ok) return framedPipe(socket, reader, reply.value as ConnectionView);
  socket.destroy();
  throw new ApiError(reply.error);
}

function requestLine(id: number, request: string, params: unknown): string {
  return `${JSON.stringify({ id, request, params })}\n`;
}

function replyOf(frame: { readonly [key: string]: unknown }): Reply<unknown> {
  if (frame['ok'] === true) return { ok: true, value: frame['value'] };
  // Written by the carrier's `replyTo`.
  return { ok: false, error: isRecord(frame['error']) ? (frame['error'] as unknown as ErrorView) : faceError('CORE_GONE') };
}

async function granted(reply: Promise<Reply<unknown>>): Promise<unknown> {
  const answer = await reply;
  if (!answer.ok) throw new ApiError(answer.error);
  return answer.value;
}

function dial(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(null)); // nobody listens, or the connection broke, which the reader sees
  });
}
