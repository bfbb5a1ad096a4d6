import { type Bridge, type Params, type Reply, type RequestName, type Result, type TopicName, type Topics, topicChannels } from '#shared/contract.ts';
import { faceError } from '#shared/face-errors.ts';
import { isFrameId, isRecord, pageProtocolPrefix, rpcProtocol } from '#shared/frames.ts';

/** Milliseconds before the first and before every later attempt to come back. */
const firstRetry = 500;
const longestRetry = 5_000;

/** Kept for this origin, so that a reload or a second tab needs no new link. */
const pageSecretKey = 'epochscope.page';

/**
 * The bridge of a browser page. A link's token is traded once and removed from the address bar; later the cookie and the
 * page secret admit. It reconnects by itself.
 *
 * @throws {Error} with a sentence for people when this browser is not admitted
 */
export async function openWebBridge(): Promise<Bridge> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    history.replaceState(null, '', location.pathname);
    await openSession(token);
  } else if (!(await isAdmitted())) {
    throw notAdmitted();
  }
  const bridge = new WebBridge();
  await bridge.connect();
  return bridge;
}

class WebBridge implements Bridge {
  readonly host = 'browser';
  readonly #waiting = new Map<number, (reply: Reply<unknown>) => void>();
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  readonly #presence = new Set<(present: boolean) => void>();
  #socket: WebSocket | null = null;
  #nextId = 1;

  request<M extends RequestName>(name: M, params: Params<M>): Promise<Reply<Result<M>>> {
    const { promise, resolve } = Promise.withResolvers<Reply<unknown>>();
    if (this.#socket === null) {
      resolve({ ok: false, error: faceError('CORE_GONE') });
    } else {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, request: name, params }));
    }
    // The core answers each request with its own result: contract.ts on both sides.
    return promise as Promise<Reply<Result<M>>>;
  }

  subscribe<T extends TopicName>(topic: T, listener: (value: Topics[T]) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onPresence(listener: (present: boolean) => void): () => void {
    this.#presence.add(listener);
    return () => this.#presence.delete(listener);
  }

  /** Resolves when the socket is open. @throws {Error} when it cannot be opened */
  async connect(): Promise<void> {
    const url = `${location.origin.replace(/^http/, 'ws')}/rpc`;
    const socket = new WebSocket(url, [rpcProtocol, pageProtocolPrefix + (localStorage.getItem(pageSecretKey) ?? '')]);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error(sentence('CORE_GONE')));
    });
    socket.onmessage = (event) => this.#take(event.data);
    socket.onclose = () => this.#lost();
    this.#socket = socket;
  }

  #take(data: unknown): void {
    const frame: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    if (!isRecord(frame)) return;
    if (isFrameId(frame['id'])) {
      // Both halves of the frame were written by the core's `RequestGate`.
      this.#waiting.get(frame['id'])?.(frame as unknown as Reply<unknown>);
      this.#waiting.delete(frame['id']);
    } else if (typeof frame['topic'] === 'string' && Object.hasOwn(topicChannels, frame['topic'])) {
      // Topic and value belong together: contract.ts on both sides.
      for (const listener of this.#listeners.get(frame['topic']) ?? []) listener(frame['value'] as never);
    }
  }

  #lost(): void {
    this.#socket = null;
    for (const answer of this.#waiting.values()) answer({ ok: false, error: faceError('CORE_GONE') });
    this.#waiting.clear();
    for (const listener of this.#presence) listener(false);
    void this.#comeBack(firstRetry);
  }

  async #comeBack(delay: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, delay));
    try {
      // A core that was restarted does not know this page: the page then says what is needed.
      if (!(await isAdmitted())) return location.reload();
      await this.connect();
      for (const listener of this.#presence) listener(true);
    } catch {
      void this.#comeBack(Math.min(delay * 2, longestRetry)); // still away
    }
  }
}

async function openSession(token: string): Promise<void> {
  const answer = await fetch('/session', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  // A link that was opened twice, by a reload of the browser for example, is fine where its session lives.
  if (!answer.ok) {
    if (await isAdmitted()) return;
    throw notAdmitted();
  }
  const grant: unknown = await answer.json();
  if (isRecord(grant) && typeof grant['page'] === 'string') localStorage.setItem(pageSecretKey, grant['page']);
}

async function isAdmitted(): Promise<boolean> {
  const page = localStorage.getItem(pageSecretKey);
  if (page === null) return false;
  const answer = await fetch('/session', { headers: { authorization: `Page ${page}` } });
  return answer.ok;
}

function notAdmitted(): Error {
  return new Error(sentence('SESSION_REQUIRED'));
}

function sentence(code: 'CORE_GONE' | 'SESSION_REQUIRED'): string {
  const { title, next } = faceError(code);
  return `${title}. ${next}`;
}
