import { connect, createServer, type Server, type Socket } from 'node:net';

/** What passed in one direction of one TCP connection. */
export interface Capture {
  readonly connection: number;
  readonly direction: 'up' | 'down';
  readonly bytes: Buffer;
}

/** Forwards a port and keeps every byte. */
export class RecordingProxy {
  readonly #server: Server;
  readonly #chunks = new Map<string, Buffer[]>();
  readonly #sockets = new Set<Socket>();
  #count = 0;

  /** @returns the proxy and the port to dial */
  static async to(port: number): Promise<readonly [RecordingProxy, number]> {
    const proxy = new RecordingProxy(port);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = proxy.#server.address();
    return [proxy, typeof address === 'object' && address !== null ? address.port : 0];
  }

  constructor(port: number) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      const number = ++this.#count;
      const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      this.#join(near, far, `${number} up`);
      this.#join(far, near, `${number} down`);
    });
  }

  get captures(): readonly Capture[] {
    return [...this.#chunks].map(([key, chunks]) => {
      const [number = '', direction] = key.split(' ');
      return { connection: Number(number), direction: direction === 'up' ? 'up' : 'down', bytes: Buffer.concat(chunks) };
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket, key: string): void {
    const chunks: Buffer[] = [];
    this.#chunks.set(key, chunks);
    this.#sockets.add(from);
    from.on('data', (chunk) => {
      chunks.push(chunk);
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

/** A record as the wire shows it. */
export interface WireRecord {
  readonly type: number;
  readonly body: Buffer;
}

/** The records of a capture; the last one may be cut off. */
export function recordsOf(bytes: Buffer): readonly WireRecord[] {
  const records: WireRecord[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    records.push({ type: bytes[at] ?? 0, body: bytes.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return records;
}
