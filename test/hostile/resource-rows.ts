import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'vitest';
import { alertName } from '#engine/alert.ts';
import { defaultPolicy } from '#engine/index.ts';
import { arrivalLimits } from '#main/hosts/arrival-limits.ts';
import { dial } from '#main/transport/tcp.ts';
import { Pair } from '../support/pair.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { FakeClock, Host } from '../support/world.ts';
import { Harbour, Stranger } from './harbour.ts';
import { overSocket } from './over-socket.ts';
import type { Executor } from './record-rows.ts';
import { heap } from './trial.ts';

const root = resolve(import.meta.dirname, '../..');
/** The long form of the tests. */
const long = process.env['EPOCHSCOPE_LONG'] === '1';

/** Loopback addresses of strangers. */
const address = (index: number): string => `127.0.1.${1 + (index % 250)}`;

async function inHarbour(work: (harbour: Harbour) => Promise<void>): Promise<void> {
  const harbour = await Harbour.open();
  try {
    await work(harbour);
  } finally {
    await harbour.close();
  }
}

/** The listener serves whoever is honest: a handshake over a real socket. */
async function servesAnHonestOne(port: number, clock: FakeClock): Promise<void> {
  const end = await new Host({ name: 'an honest one', clock }).connect();
  const transport = await dial('127.0.0.1', port);
  await overSocket(end, transport);
  expect(end.connection.status).toMatchObject({ open: true, failure: null });
  transport.destroy();
}

/** Strangers who connect in waves until so many came; all but the allowed ones are turned away at once. */
async function flood(harbour: Harbour, count: number): Promise<readonly Stranger[]> {
  const all: Stranger[] = [];
  let gone = 0;
  while (all.length < count) {
    const wave = await Promise.all(Array.from({ length: Math.min(400, count - all.length) }, (_, index) => harbour.stranger(address(index))));
    for (const stranger of wave) void stranger.gone.then(() => (gone += 1));
    all.push(...wave);
    while (gone < all.length - arrivalLimits.total) await nextTurn();
  }
  return all;
}

/** What a party writes first; a listener answers each with some 20 milliseconds of work. */
async function clientHellos(count: number): Promise<readonly Uint8Array[]> {
  const hellos: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const end = await new Host({ name: `stranger ${index}`, clock: new FakeClock() }).connect();
    end.drive();
    hellos.push(Buffer.concat(end.sent));
  }
  return hellos;
}

/** Answers that arrive in one turn of the event loop, at most. */
async function answersPerTurn(strangers: readonly Stranger[], hellos: readonly Uint8Array[]): Promise<number> {
  let [answered, before, most] = [0, 0, 0];
  for (const { socket } of strangers) socket.once('data', () => (answered += 1));
  for (const [index, { socket }] of strangers.entries()) socket.write(hellos[index] ?? '');
  while (answered < strangers.length) {
    await nextTurn();
    most = Math.max(most, answered - before);
    before = answered;
  }
  return most;
}

/** What a link with losses does to a stream: odd pieces, pauses, resets. The transport below repeats what was lost. */
async function badLink(seed: string): Promise<void> {
  const random = seededRandomness(seed);
  const pick = (count: number): number => ((random.bytes(2)[0] ?? 0) * 256 + (random.bytes(1)[0] ?? 0)) % count;
  const pair = await Pair.established();
  const id = pair.sessionId;
  for (let round = 0; round < 6; round++) {
    for (const end of [pair.initiator, pair.responder]) end.onTransmit = (bytes) => pieces(bytes, pick);
    const { initiator, responder } = pair;
    const sent = initiator.connection.status.writable ? `${seed} ${round} `.repeat(40) : '';
    if (sent !== '') initiator.write(sent);
    if (pick(2) === 0 && responder.connection.status.writable) responder.update();
    await pair.advance(pick(2_000));
    await pair.settle();
    for (const { failure } of [initiator, responder]) expect(failure).toBeNull();
    expect(responder.receivedText.endsWith(sent)).toBe(true);
    pair.breakTransport();
    pair.resume(pick(2) === 0 ? 'ida' : 'rob', id);
    await pair.settle();
  }
  expect([pair.initiator, pair.responder].map(({ connection }) => connection.status.open)).toEqual([true, true]);
}

function pieces(bytes: Uint8Array, pick: (count: number) => number): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + pick(300));
    out.push(bytes.slice(at, end));
    at = end;
  }
  return out;
}

/** A test run like ours, of one file. @returns whether it passed */
function passesAlone(body: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'epochscope-planted-'));
  try {
    mkdirSync(join(folder, 'test'));
    cpSync(join(root, 'vitest.config.ts'), join(folder, 'vitest.config.ts'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'test/planted.test.ts'), `import { test } from 'vitest';\ntest('planted', async () => {\n  ${body}\n});\n`);
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], { cwd: folder, encoding: 'utf8' });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One client that comes and goes, so often. */
async function comeAndGo(harbour: Harbour, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    const stranger = await harbour.stranger();
    stranger.socket.end();
    await stranger.gone;
  }
  while (harbour.waiting > 0) await nextTurn();
}

/** Limits of what anybody can make a host hold. Back-pressure is shown where pipes are tested, see {@link elsewhere}. */
export const resourceRows: Record<string, Executor> = {
  'RE-001': (trial) =>
    inHarbour(async (harbour) => {
      const all = await flood(harbour, long ? 10_000 : 1_000);
      await trial.check(() => {
        expect(harbour.strangers.size).toBe(arrivalLimits.total);
        expect(harbour.waiting).toBe(arrivalLimits.total);
        expect(harbour.state).toBe('listening');
      });
      await trial.check(async () => {
        harbour.clock.advance(defaultPolicy.helloTimeout);
        await Promise.all(all.map(({ gone }) => gone));
        const told = all.flatMap(({ told }) => (told.length === 0 ? [] : [Buffer.concat(told)]));
        expect(told).toHaveLength(arrivalLimits.total);
        const [word] = told;
        expect([word?.length, alertName(word?.at(-1) ?? 0)]).toEqual([7, trial.row.expected.wire]);
        expect(told.every((bytes) => bytes.equals(word ?? Buffer.of()))).toBe(true);
        await servesAnHonestOne(harbour.port, new FakeClock());
        expect(harbour.connections.list()).toHaveLength(1);
      });
    }),
  'RE-002': (trial) =>
    trial.check(async () => {
      const child = spawn('sh', ['-c', `ulimit -n 80; exec "$0" "$1"`, process.execPath, join(import.meta.dirname, 'small-listener.ts')], {
        cwd: root,
      });
      const errors = text(child.stderr);
      const ended = new Promise<number | null>((done) => child.once('close', done));
      const port = await new Promise<number>((found, fail) => {
        child.stdout.once('data', (line) => found(Number(/port (\d+)/.exec(String(line))?.[1])));
        void ended.then(async () => fail(new Error(await errors)));
      });
      const strangers = Array.from({ length: 200 }, (_, index) => new Stranger(port, address(index)));
      let gone = 0;
      for (const stranger of strangers) void stranger.gone.then(() => (gone += 1));
      // 25 addresses have room for all of them: what ends their connections is the lack of descriptors.
      while (gone < strangers.length / 2) await nextTurn();
      for (const { socket } of strangers) socket.destroy();
      await Promise.all(strangers.map((stranger) => stranger.gone));
      const clock = new FakeClock();
      clock.advance(Date.now() - clock.now.wall); // the other process knows what time it is
      await servesAnHonestOne(port, clock);
      child.stdin.end();
      expect(await ended, await errors).toBe(0);
    }),
  'RE-005': async (trial) => {
    for (let seed = 0; seed < (long ? 200 : 10); seed++) await trial.check(() => badLink(`link ${seed}`));
  },
  'RE-007': (trial) =>
    inHarbour(async (harbour) => {
      const hellos = await clientHellos(long ? 64 : 24);
      const strangers = await Promise.all(hellos.map((_, index) => harbour.stranger(address(index))));
      while (harbour.waiting < hellos.length) await nextTurn(); // all accepted: their messages will be there at once
      await trial.check(async () => {
        expect(await answersPerTurn(strangers, hellos)).toBeLessThanOrEqual(2);
      });
    }),
  'RE-008': async (trial) => {
    await trial.check(() => expect(passesAlone('await Promise.resolve();')).toBe(true));
    await trial.check(() => expect(passesAlone("void Promise.reject(new Error('planted'));")).toBe(false));
    await trial.check(() => expect(passesAlone("setImmediate(() => { throw new Error('planted'); });")).toBe(false));
  },
  'RE-009': (trial) =>
    inHarbour(async (harbour) => {
      const cycles = long ? 30_000 : 500;
      await comeAndGo(harbour, cycles);
      const resources = process.getActiveResourcesInfo().length;
      const slopes: number[] = [];
      for (let before = await heap(); slopes.length < 3; ) {
        await comeAndGo(harbour, cycles);
        const after = await heap();
        slopes.push((after - before) / cycles);
        before = after;
      }
      await trial.check(() => {
        expect(harbour.connections.list()).toEqual([]);
        expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(resources);
        // The collector's own noise comes and goes; a single object leaked per cycle is in every slope.
        expect(Math.min(...slopes)).toBeLessThan(100);
      });
    }),
};
