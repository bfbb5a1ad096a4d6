import { lookup } from 'node:dns/promises';
import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import type { Bytes } from '#engine/bytes.ts';
import {
  formatAddress,
  type Lend,
  type Network,
  type PortListener,
  type Transport,
  TransportError,
  type TransportEvents,
  transportErrorFrom,
} from './transport.ts';

/** Bytes read at once. One buffer serves every dialled socket: it is consumed inside the read callback. */
const readSize = 256 * 1024;
/** Pieces up to this size are copied when they have to wait, bytes. */
const copyLimit = 16 * 1024;
/** How long a name and all its addresses may take, milliseconds. */
const dialTimeout = 10_000;
/** How long a closing socket waits for the peer's own end, milliseconds. */
const lingerTimeout = 2_000;
/** Idle time before the system probes whether the peer is still there, milliseconds. */
const keepAliveDelay = 30_000;
/** Tries to find a port that is free on every address of a name. */
const freePortTries = 8;

let readBuffer: Uint8Array<ArrayBuffer> | null = null;

/**
 * Opens a TCP connection; a name's addresses are tried as RFC 8305 describes (node's `autoSelectFamily`).
 *
 * @throws {TransportError}
 */
export function dial(host: string, port: number, signal?: AbortSignal): Promise<Transport> {
  return new Promise((resolve, reject) => {
    let transport: TcpTransport | null = null;
    readBuffer ??= new Uint8Array(readSize);
    const socket = connect({
      host,
      port,
      noDelay: true,
      allowHalfOpen: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveDelay,
      autoSelectFamily: true,
      onread: {
        buffer: readBuffer,
        callback: (length, buffer) => {
          transport?.receive(buffer.subarray(0, length));
          return transport?.reading ?? true;
        },
      },
    });
    const giveUp = (error: TransportError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      reject(error);
    };
    const onAbort = () => giveUp(new TransportError('ECONNABORTED', ['attempt-cancelled']));
    const onError = (error: Error) => giveUp(transportErrorFrom(error));
    const timer = setTimeout(() => giveUp(new TransportError('ETIMEDOUT', ['no-answer', dialTimeout / 1000])), dialTimeout);
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      transport = new TcpTransport(socket, host);
      resolve(transport);
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Binds every address of `host` that this machine has, all on one port; port 0 takes a free one.
 *
 * @param onFailure called when accepting fails later; the listener is closed then
 * @throws {TransportError} when no address could be bound, or one is in use
 */
export async function listen(
  host: string,
  port: number,
  onTransport: (transport: Transport) => void,
  onFailure: (error: TransportError) => void,
): Promise<PortListener> {
  const addresses = await addressesOf(host);
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      await bindAll(servers, addresses, port, onTransport);
      return asListener(servers, onFailure);
    } catch (cause) {
      await Promise.all(servers.map(closeServer));
      const error = transportErrorFrom(cause);
      if (port !== 0 || error.code !== 'EADDRINUSE' || attempt === freePortTries) throw error;
    }
  }
}

/** The network as it is. */
export const tcpNetwork: Network = { dial, listen, faultsAhead: () => null };

async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    const found = await lookup(host, { all: true });
    const addresses = new Set(found.map(({ address }) => address));
    // A hosts file may name one family only; loopback has both.
    if (host === 'localhost') addresses.add('127.0.0.1').add('::1');
    return [...addresses];
  } catch (cause) {
    throw transportErrorFrom(cause);
  }
}

async function bindAll(servers: Server[], addresses: readonly string[], port: number, onTransport: (transport: Transport) => void): Promise<void> {
  let chosen = port;
  let unavailable: TransportError | null = null;
  for (const address of addresses) {
    try {
      const server = await bind(address, chosen, onTransport);
      servers.push(server);
      chosen = portOf(server);
    } catch (cause) {
      const error = transportErrorFrom(cause);
      // A machine without IPv6 still resolves names to it.
      if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error;
      unavailable = error;
    }
  }
  if (servers.length === 0) throw unavailable ?? new TransportError('ENOTFOUND', ['no-address']);
}

function bind(address: string, port: number, onTransport: (transport: Transport) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelay, pauseOnConnect: true },
      (socket) => {
        const transport = new TcpTransport(socket, socket.remoteAddress ?? 'unknown');
        socket.on('data', (bytes: Buffer) => transport.receive(bytes));
        socket.pause();
        onTransport(transport);
      },
    );
    server.once('error', reject);
    server.listen({ host: address, port, ipv6Only: address !== '::' }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function asListener(servers: readonly Server[], onFailure: (error: TransportError) => void): PortListener {
  const close = async () => {
    await Promise.all(servers.map(closeServer));
  };
  for (const server of servers) {
    server.on('error', (cause) => {
      void close();
      onFailure(transportErrorFrom(cause));
    });
  }
  const [first] = servers;
  return {
    port: first === undefined ? 0 : portOf(first),
    addresses: servers.map((server) => {
      const bound = server.address();
      return bound !== null && typeof bound === 'object' ? formatAddress(bound.address, bound.port) : String(bound);
    }),
    close,
  };
}

function portOf(server: Server): number {
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}

/** The port is free afterwards. Node's own callback would wait for every accepted socket too. */
function closeServer(server: Server): Promise<void> {
  server.close();
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** One socket, with events that never come before `start`. */
class TcpTransport implements Transport {
  readonly remoteAddress: string;
  readonly remoteHost: string;
  readonly localAddress: string;
  readonly faults = [];
  readonly #socket: Socket;
  #events: TransportEvents | null = null;
  #error: TransportError | null = null;
  #paused = true;
  #closing = false;
  /** A `drained` is due. */
  #waiting = false;
  #linger: ReturnType<typeof setTimeout> | null = null;

  constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.remoteHost = host;
    this.remoteAddress = formatAddress(host, socket.remotePort ?? 0);
    this.localAddress = formatAddress(socket.localAddress ?? 'unknown', socket.localPort ?? 0);
    socket.pause();
    socket.on('error', (cause) => {
      this.#error ??= transportErrorFrom(cause);
    });
    socket.on('end', () => {
      if (!this.#closing) this.#events?.ended();
    });
    socket.on('close', () => {
      if (this.#linger !== null) clearTimeout(this.#linger);
      this.#events?.closed(this.#closing ? null : this.#error);
    });
  }

  /** Whether the next read may come. */
  get reading(): boolean {
    return this.#closing || !this.#paused;
  }

  receive(bytes: Bytes): void {
    if (!this.#closing) this.#events?.received(bytes);
  }

  start(events: TransportEvents): void {
    this.#events = events;
    // A socket that died between accept and here has no further event to give.
    if (this.#socket.destroyed) queueMicrotask(() => events.closed(this.#error));
    else this.resume();
  }

  write(bytes: Bytes, lend: Lend): boolean {
    if (this.#socket.destroyed || this.#closing) return true;
    // Behind bytes that wait already, a small piece is cheaper to copy than a whole buffer is to lend.
    const copied = this.congested && bytes.length <= copyLimit;
    let giveBack: (() => void) | null = null;
    this.#socket.write(copied ? bytes.slice() : bytes, () => {
      giveBack?.();
      if (this.#waiting && !this.congested && !this.#closing) {
        this.#waiting = false;
        this.#events?.drained();
      }
    });
    // libuv tries the write at once: nothing queued means that the kernel has it all, and the buffer is free again.
    if (!this.congested) return true;
    this.#waiting = true;
    if (!copied) giveBack = lend();
    return false;
  }

  get congested(): boolean {
    return this.#socket.writableLength > 0;
  }

  pause(): void {
    if (this.#closing) return;
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket.end();
    // What the peer still sends is read and dropped: a reset would overtake our last record.
    this.#socket.resume();
    this.#linger = setTimeout(() => this.#socket.destroy(), lingerTimeout);
  }

  destroy(): void {
    this.#closing = true;
    this.#socket.destroy();
  }
}
