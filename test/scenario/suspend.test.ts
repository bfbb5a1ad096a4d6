import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultPolicy } from '#engine/index.ts';
import type { ConnectionView } from '#shared/views.ts';
import { profileDirectory, Station } from './cores.ts';

const night = 8 * 3_600_000; // ms

/** A core in another process, with its connection as it tells it. */
class Sleeper {
  readonly said: ConnectionView[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<() => void>();

  constructor(port: number) {
    const script = join(import.meta.dirname, 'sleeper.ts');
    this.#child = spawn(process.execPath, [script, profileDirectory(), String(port)], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
    this.#child.stderr.on('data', (text) => process.stderr.write(String(text)));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line));
      for (const check of [...this.#waiting]) check();
    });
  }

  until(wanted: (connection: ConnectionView) => boolean): Promise<ConnectionView> {
    return new Promise((resolve) => {
      const check = (): void => {
        const last = this.said.at(-1);
        if (last === undefined || !wanted(last)) return;
        this.#waiting.delete(check);
        resolve(last);
      };
      this.#waiting.add(check);
      check();
    });
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  sleep(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Milliseconds have passed when it comes to itself. */
  wake(milliseconds: number): void {
    this.tell(`jump ${milliseconds}`);
    this.#child.kill('SIGCONT');
  }

  async end(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}

/** A way between the two that can be lost without a word: what is open then carries nothing any more. */
class Way {
  readonly #server;
  readonly #open = new Set<Socket>();

  constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect({ host: '127.0.0.1', port });
      for (const socket of [near, far]) this.#open.add(socket.on('error', () => undefined));
      near.pipe(far).pipe(near);
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  lose(): void {
    for (const socket of this.#open) socket.unpipe();
    for (const socket of this.#open) socket.resume();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Rob listens, Ida is connected to him over a way, in a process that can sleep. */
async function together(): Promise<{ readonly rob: Station; readonly ida: Sleeper; readonly way: Way }> {
  const rob = await Station.open('Rob');
  const { port } = await rob.listen({ trust: 'first-use' });
  const way = new Way(port);
  const ida = new Sleeper(await way.listen());
  ends.push(
    () => ida.end(),
    () => way.close(),
  );
  await ida.until(({ state }) => state === 'open');
  ida.tell('send good night');
  await rob.untilAny(({ bytesReceived }) => bytesReceived === 'good night'.length);
  return { rob, ida, way };
}

/** They found together again, with one resumption and no more, in a later epoch, and data flows. */
async function expectResumedOnce({ rob, ida }: Awaited<ReturnType<typeof together>>): Promise<void> {
  const here = await ida.until(({ state, attempt }) => state === 'open' && attempt === 2);
  expect(BigInt(here.epoch ?? 0)).toBeGreaterThan(BigInt(ida.said.find(({ state }) => state === 'open')?.epoch ?? 0));
  const there = await rob.untilAny(({ state }) => state === 'open');
  ida.tell('send good morning');
  await rob.until(there.id, ({ bytesReceived }) => bytesReceived === 'good nightgood morning'.length);
  await rob.core.handlers.send({ connectionId: there.id, text: 'slept well?' });
  await ida.until(({ bytesReceived }) => bytesReceived === 'slept well?'.length);
  expect(ida.said.at(-1)).toMatchObject({ state: 'open', attempt: 2 });
}

describe.skipIf(process.platform === 'win32')('[bad:CK-004] a machine that sleeps for eight hours', () => {
  test('and is given up by its peer resumes once when it wakes', async () => {
    const both = await together();
    both.ida.sleep();
    const there = await both.rob.untilAny(({ state }) => state === 'open');
    await both.rob.core.handlers.cut({ connectionId: there.id });
    both.ida.wake(night);
    await expectResumedOnce(both);
  });

  test('and whose way was lost without a word finds out by itself, and resumes once', async () => {
    const both = await together();
    both.ida.sleep();
    both.way.lose();
    both.ida.wake(night);
    // Its key is too old by now: the update it begins is never answered.
    await both.ida.until(({ updating }) => updating);
    both.ida.tell(`jump ${defaultPolicy.epochKeyUpdateTimeout}`);
    await expectResumedOnce(both);
  });

  test('and finds everything as it was goes on: a new key, no new connection', async () => {
    const { ida } = await together();
    ida.sleep();
    ida.wake(night);
    await ida.until(({ updates, updating }) => updates.ours === 1 && !updating);
    expect(ida.said.at(-1)).toMatchObject({ state: 'open', attempt: 1 });
    expect(ida.said.some(({ state }) => state === 'dormant')).toBe(false);
  });
});
