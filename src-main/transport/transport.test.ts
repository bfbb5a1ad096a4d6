import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { memoryLink } from './memory.ts';
import { dial, listen } from './tcp.ts';
import { type PortListener, type Transport, TransportError, transportErrorFrom } from './transport.ts';

/** What one end saw, and promises for what it waits for. */
class End {
  readonly transport: Transport;
  readonly log: string[] = [];
  received: Bytes = new Uint8Array(0);
  onBytes: (bytes: Bytes) => void = () => undefined;
  readonly #waiting: { readonly until: () => boolean; readonly done: () => void }[] = [];

  constructor(transport: Transport) {
    this.transport = transport;
    transport.start({
      received: (bytes) => {
        this.received = Buffer.concat([this.received, bytes]);
        this.onBytes(bytes);
        this.#check();
      },
      ended: () => this.#note('ended'),
      drained: () => this.#note('drained'),
      closed: (error) => this.#note(error === null ? 'closed' : `closed ${error.code}`),
    });
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ until: condition, done });
      this.#check();
    });
  }

  #note(what: string): void {
    this.log.push(what);
    this.#check();
  }

  #check(): void {
    for (const waiter of this.#waiting) if (waiter.until()) waiter.done();
  }
}

const listeners: PortListener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

async function tcpPair(host = '127.0.0.1'): Promise<readonly [End, End]> {
  const arrived = Promise.withResolvers<Transport>();
  const listener = await listen(
    host,
    0,
    (transport) => arrived.resolve(transport),
    () => undefined,
  );
  listeners.push(listener);
  const dialled = await dial(host, listener.port);
  return [new End(dialled), new End(await arrived.promise)];
}

async function memoryPair(): Promise<readonly [End, End]> {
  const link = memoryLink({ split: (available) => Math.ceil(available / 3) });
  return [new End(link.left), new End(link.right)];
}

/** For writes that the kernel takes at once. */
const keep = () => () => undefined;

const text = (bytes: Bytes) => Buffer.from(bytes).toString();

describe.each([
  ['TCP', tcpPair],
  ['memory', memoryPair],
] as const)('%s', (_name, pair) => {
  test('bytes arrive in order, both ways', async () => {
    const [a, b] = await pair();
    a.transport.write(Buffer.from('hello '), keep);
    a.transport.write(Buffer.from('there'), keep);
    b.transport.write(Buffer.from('and back'), keep);
    await b.until(() => b.received.length === 11);
    await a.until(() => a.received.length === 8);
    expect([text(b.received), text(a.received)]).toEqual(['hello there', 'and back']);
    a.transport.destroy();
  });

  test('written bytes may be overwritten at once, or when the transport gives back what it was lent', async () => {
    const [a, b] = await pair();
    b.transport.pause();
    let lent = 0;
    let buffer = new Uint8Array(200_000);
    const write = (value: number) => {
      buffer.fill(value);
      a.transport.write(buffer, () => {
        lent += 1;
        const borrowed = buffer;
        buffer = new Uint8Array(200_000);
        return () => {
          lent -= 1;
          borrowed.fill(0xff);
        };
      });
    };
    for (let value = 1; value <= 60; value++) write(value);
    b.transport.resume();
    await b.until(() => b.received.length === 60 * 200_000);
    for (let value = 1; value <= 60; value++)
      expect(b.received.subarray((value - 1) * 200_000, value * 200_000).every((byte) => byte === value)).toBe(true);
    expect(lent).toBe(0);
    a.transport.destroy();
  });

  test('short writes may be overwritten at once', async () => {
    const [a, b] = await pair();
    const buffer = new Uint8Array(200_000).fill(1);
    a.transport.write(buffer, keep);
    buffer.fill(2);
    a.transport.write(buffer, keep);
    await b.until(() => b.received.length === 400_000);
    expect(b.received.subarray(0, 200_000).every((byte) => byte === 1)).toBe(true);
    expect(b.received.subarray(200_000).every((byte) => byte === 2)).toBe(true);
    a.transport.destroy();
  });

  test('each direction closes on its own and the last words arrive', async () => {
    const [a, b] = await pair();
    a.transport.write(Buffer.from('bye'), keep);
    a.transport.close();
    await b.until(() => b.log.includes('ended'));
    expect(text(b.received)).toBe('bye');
    expect(b.log).toEqual(['ended']);
    b.transport.close();
    await a.until(() => a.log.includes('closed'));
    await b.until(() => b.log.includes('closed'));
    expect(a.log).toEqual(['closed']);
  });

  test('a writer whose peer does not read is told to wait, and when to go on', async () => {
    const [a, b] = await pair();
    b.transport.pause();
    const piece = new Uint8Array(256 * 1024);
    let written = 0;
    while (a.transport.write(piece, keep)) written += piece.length;
    written += piece.length;
    expect(a.transport.congested).toBe(true);
    expect(a.log).toEqual([]);
    b.transport.resume();
    await a.until(() => a.log.includes('drained'));
    expect(a.transport.congested).toBe(false);
    await b.until(() => b.received.length === written);
    a.transport.destroy();
  });

  test('a paused reader gets nothing until it resumes', async () => {
    const [a, b] = await pair();
    let turns = 0;
    b.onBytes = () => {
      b.transport.pause();
      turns += 1;
      setImmediate(() => b.transport.resume());
    };
    a.transport.write(new Uint8Array(2_000_000), keep);
    await b.until(() => b.received.length === 2_000_000);
    expect(turns).toBeGreaterThan(1);
    a.transport.destroy();
  });

  test('destroying ends both sides without waiting', async () => {
    const [a, b] = await pair();
    a.transport.destroy();
    await a.until(() => a.log.includes('closed'));
    await b.until(() => b.log.length > 0);
    expect(['ended', 'closed ECONNRESET']).toContain(b.log[0]);
  });
});

describe('TCP addresses and errors', () => {
  test('a name is bound and dialled on every address it has', async () => {
    const [a, b] = await tcpPair('localhost');
    a.transport.write(Buffer.from('x'), keep);
    await b.until(() => b.received.length === 1);
    expect(listeners[0]?.addresses).toContain(`127.0.0.1:${listeners[0]?.port}`);
    a.transport.destroy();
  });

  test('nothing listening gives ECONNREFUSED', async () => {
    const listener = await listen(
      '127.0.0.1',
      0,
      () => undefined,
      () => undefined,
    );
    await listener.close();
    await expect(dial('127.0.0.1', listener.port)).rejects.toMatchObject({ name: 'TransportError', code: 'ECONNREFUSED' });
  });

  test('a port in use gives EADDRINUSE', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await expect(
      listen(
        '127.0.0.1',
        port,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });

  test('a name that cannot exist gives ENOTFOUND or, without a name server, EAI_AGAIN', async () => {
    const error = await dial('nothing.invalid', 1).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(TransportError);
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error instanceof TransportError ? error.code : '');
  });

  test('an address this machine does not have cannot be listened on', async () => {
    await expect(
      listen(
        '192.0.2.1',
        0,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  test('a cancelled dial ends with ECONNABORTED', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(dial('127.0.0.1', 9, controller.signal)).rejects.toMatchObject({ code: 'ECONNABORTED' });
  });

  test('of several failed addresses the first one speaks', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const unreachable = Object.assign(new Error('unreachable'), { code: 'ENETUNREACH' });
    expect(transportErrorFrom(new AggregateError([refused, unreachable])).code).toBe('ECONNREFUSED');
    expect(transportErrorFrom(new Error('who knows')).code).toBe('OTHER');
  });
});

test('a cut link loses what was under way and resets both ends', async () => {
  const link = memoryLink();
  const [left, right] = [new End(link.left), new End(link.right)];
  left.transport.write(Buffer.from('lost'), keep);
  link.cut();
  await right.until(() => right.log.length > 0);
  await left.until(() => left.log.length > 0);
  expect([left.log, right.log, right.received.length]).toEqual([['closed ECONNRESET'], ['closed ECONNRESET'], 0]);
});
