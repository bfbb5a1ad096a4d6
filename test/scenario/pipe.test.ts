import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import type { ConnectParams } from '#shared/contract.ts';
import type { Pipe } from '#main/api/core.ts';
import { connectParams, listenParams } from '../support/opening-params.ts';
import { Station } from './cores.ts';

/** Pipes as they come, to be awaited one after the other. */
class Queue {
  readonly #pipes: Pipe[] = [];
  #waiting: ((pipe: Pipe) => void) | null = null;

  readonly push = (pipe: Pipe): void => {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#pipes.push(pipe);
    else waiting(pipe);
  };

  next(): Promise<Pipe> {
    const pipe = this.#pipes.shift();
    return pipe === undefined
      ? new Promise((resolve) => {
          this.#waiting = resolve;
        })
      : Promise.resolve(pipe);
  }
}

async function pipes(options: Partial<ConnectParams> = {}) {
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice');
  const arrived = new Queue();
  const later = new Queue();
  const { listener } = await bob.core.listenPipe(listenParams, arrived.push);
  const here = await alice.core.openPipe({ ...connectParams, port: listener.port, ...options }, later.push);
  const there = await arrived.next();
  return { alice, bob, here, there, arrived, later, port: listener.port };
}

/** Writes with the stream's back-pressure, in pieces of many sizes. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < content.length; at += size, size = (size * 7) % 70_001) yield content.subarray(at, at + size);
}

async function collect(pipe: Pipe): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of pipe.stream.iterator({ destroyOnReturn: false })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('a pipe', () => {
  test('carries both directions at once, whole and in order', async () => {
    const { here, there } = await pipes();
    const [up, down] = [randomBytes(5_000_000), randomBytes(7_000_000)];
    const [, , atThere, atHere] = await Promise.all([
      pipeline(Readable.from(pieces(up)), here.stream),
      pipeline(Readable.from(pieces(down)), there.stream),
      collect(there),
      collect(here),
    ]);
    expect([sha256(atThere), sha256(atHere)]).toEqual([sha256(up), sha256(down)]);
    expect(await Promise.all([here.ended, there.ended])).toEqual([{ kind: 'complete' }, { kind: 'complete' }]);
  });

  test('[CL-01] a direction that ended leaves the other one open', async () => {
    const { alice, here, there } = await pipes();
    here.stream.end('only this');
    expect((await collect(there)).toString()).toBe('only this');
    expect((await alice.until(here.connection.id, ({ state }) => state === 'half-closed')).error).toBeNull();
    there.stream.write('still here');
    const [chunk] = await once(here.stream, 'data');
    expect(String(chunk)).toBe('still here');
    there.stream.end();
    expect(await Promise.all([here.ended, there.ended])).toEqual([{ kind: 'complete' }, { kind: 'complete' }]);
    await alice.until(here.connection.id, ({ state }) => state === 'closed');
  });

  test('[bad:RE-003][bad:RE-004] makes the writer wait while nobody reads, and neither side holds much', async () => {
    const { alice, bob, here, there } = await pipes();
    const content = randomBytes(64 * 1024 * 1024);
    let taken = 0;
    const counted = function* () {
      for (const chunk of chunksOf(content, 64 * 1024)) {
        taken += chunk.length;
        yield chunk;
      }
    };
    const writing = pipeline(Readable.from(counted()), here.stream);
    // Two kernel buffers, and a few of ours, fill up; then nothing moves.
    let before = -1;
    const settled = await alice.until(here.connection.id, ({ bytesSent }) => {
      const same = bytesSent > 0 && bytesSent === before;
      before = bytesSent;
      return same;
    });
    expect(settled.bytesSent).toBeLessThan(40 * 1024 * 1024);
    // What the writer gave and the kernel has not, and what has come and nobody took: a mebibyte, and one read more.
    expect(taken - settled.bytesSent).toBeLessThanOrEqual(1.25 * 1024 * 1024);
    const { bytesReceived } = await bob.until(there.connection.id, ({ bytesReceived }) => bytesReceived > 0);
    expect(bytesReceived).toBeLessThanOrEqual(1.25 * 1024 * 1024);
    const received = await collect(there);
    await writing;
    expect(sha256(received)).toBe(sha256(content));
  });

  test('[CL-02] a cut is told after everything that arrived was read', async () => {
    const { alice, here, there } = await pipes({ autoResume: false });
    const content = randomBytes(300_000);
    here.stream.write(content);
    await alice.until(here.connection.id, ({ bytesSent }) => bytesSent === content.length);
    const [first] = await once(there.stream, 'readable').then(() => [there.stream.read() as Buffer]);
    await alice.core.handlers.cut({ connectionId: here.connection.id });
    expect(await here.ended).toMatchObject({ kind: 'cut', handedOver: content.length, received: 0, error: { code: 'ENDED_cut' } });
    const end = await there.ended;
    expect(end).toMatchObject({ kind: 'cut', error: { code: 'TRUNCATED' } });
    const rest: Buffer[] = [first ?? Buffer.alloc(0)];
    await expect(
      (async () => {
        for await (const chunk of there.stream) rest.push(chunk);
      })(),
    ).rejects.toMatchObject({ name: 'StreamCutError' });
    const received = Buffer.concat(rest);
    expect(received.length).toBe(end.kind === 'cut' ? end.received : -1);
    expect(received.equals(content.subarray(0, received.length))).toBe(true);
  });

  test('that is abandoned does not look complete to the peer', async () => {
    const { here, there } = await pipes({ autoResume: false });
    here.stream.write('half of it');
    there.stream.resume();
    here.stream.destroy();
    expect(await there.ended).toMatchObject({ kind: 'cut' });
    expect(await here.ended).toMatchObject({ kind: 'cut' });
  });

  test('that is open when the program ends does not look complete to the peer', async () => {
    const { alice, there } = await pipes();
    there.stream.resume();
    await alice.close();
    expect(await there.ended).toMatchObject({ kind: 'cut' });
  });

  test('is followed by another one after each resumption, on both sides', async () => {
    const { alice, here, there, arrived, later } = await pipes();
    await alice.core.handlers.cut({ connectionId: here.connection.id });
    await Promise.all([here.ended, there.ended]);
    const [hereAgain, thereAgain] = await Promise.all([later.next(), arrived.next()]);
    expect([hereAgain.connection.id, thereAgain.connection.id]).toEqual([here.connection.id, there.connection.id]);
    thereAgain.stream.end('second attempt');
    hereAgain.stream.end();
    expect((await collect(hereAgain)).toString()).toBe('second attempt');
  });

  test('keeps its data while both sides update at random', async () => {
    const { alice, bob, here, there } = await pipes();
    const [up, down] = [randomBytes(6_000_000), randomBytes(6_000_000)];
    let updates = 0;
    const busy = async (station: Station, id: string, done: () => boolean) => {
      while (!done()) {
        await station.core.handlers.update({ connectionId: id });
        updates += 1;
      }
    };
    let over = false;
    const transfers = Promise.all([
      pipeline(Readable.from(slowly(up)), here.stream, { end: false }),
      pipeline(Readable.from(slowly(down)), there.stream, { end: false }),
    ]).then(() => {
      over = true;
    });
    const atThere = take(there, up.length);
    const atHere = take(here, down.length);
    await Promise.all([transfers, busy(alice, here.connection.id, () => over), busy(bob, there.connection.id, () => over)]);
    expect([sha256(await atThere), sha256(await atHere)]).toEqual([sha256(up), sha256(down)]);
    expect(updates).toBeGreaterThan(4);
  });
});

function* chunksOf(content: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** Lets the event loop turn between pieces, so that updates fall in between. */
async function* slowly(content: Buffer): AsyncGenerator<Buffer> {
  for (const piece of chunksOf(content, 100_000)) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    yield piece;
  }
}

async function take(pipe: Pipe, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of pipe.stream.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    received += chunk.length;
    if (received >= length) break;
  }
  return Buffer.concat(chunks);
}
