import { isRecord, pageProtocolPrefix, rpcProtocol } from '#shared/frames.ts';
import { WebSocket } from 'ws';

/** A page of the daemon without a browser: keeps every body and every frame that passes, in both directions. */
export class PageFace {
  /** Bodies of answers and frames, with where they came from. */
  readonly passed: (readonly [name: string, content: Buffer])[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: unknown) => void>();
  #last = 0;

  /** @param link as `epochscope ui` prints it: works once */
  static async open(link: string): Promise<PageFace> {
    const { origin, hash } = new URL(link);
    const bodies: (readonly [string, Buffer])[] = [];
    const fetched = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const answer = await fetch(`${origin}${path}`, init);
      bodies.push([`${init.method ?? 'GET'} ${path}`, Buffer.from(await answer.clone().arrayBuffer())]);
      return answer;
    };
    for (const path of ['/', '/missing', '/session']) await fetched(path);
    const admitted = await fetched('/session', { method: 'POST', headers: { origin, authorization: `Bearer ${hash.split('=')[1]}` } });
    const cookie = admitted.headers.get('set-cookie')?.split(';')[0] ?? '';
    const grant: unknown = await admitted.json();
    const secret = isRecord(grant) ? String(grant['page']) : '';
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, [rpcProtocol, pageProtocolPrefix + secret], { origin, headers: { cookie } });
    const face = new PageFace(socket, bodies);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return face;
  }

  private constructor(socket: WebSocket, bodies: readonly (readonly [string, Buffer])[]) {
    this.#socket = socket;
    this.passed.push(...bodies);
    socket.on('message', (data) => {
      const frame = Buffer.isBuffer(data) ? data : Buffer.from(String(data));
      this.passed.push(['frame received', frame]);
      const reply: unknown = JSON.parse(frame.toString());
      if (isRecord(reply) && typeof reply['id'] === 'number') this.#waiting.get(reply['id'])?.(reply);
    });
  }

  /** @returns the reply as it came, also a refusal */
  ask(request: string, params: unknown): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    const frame = JSON.stringify({ id, request, params });
    this.passed.push(['frame sent', Buffer.from(frame)]);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(frame);
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}
