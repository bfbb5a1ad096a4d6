import { expect } from 'vitest';
import { type Bytes, concat, equal } from '#engine/bytes.ts';
import { EngineError } from '#engine/errors.ts';
import { Deframer } from '#engine/record/deframer.ts';
import { ReceiveHalf } from '#engine/record/half-connection.ts';
import { RecordNonce } from '#engine/record/record-nonce.ts';
import { plaintextHeader, protectedHeader } from '#engine/record/records.ts';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { cutNext, type Ending, type Side } from '../support/cutting.ts';
import { Pair } from '../support/pair.ts';
import { nonceOf, Opener, readRecords, Sealer } from '../support/scripted-records.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { delivers, type Executor, one, utf8 } from './record-rows.ts';
import { starts } from '../support/starts.ts';
import type { Trial } from './trial.ts';

const { est_i } = starts;
const random = seededRandomness('stream rows');
const provider = nodeCryptoProvider();
const uint32 = (): number => new DataView(random.bytes(4).buffer).getUint32(0);

/** What both readers make of a stream: contents in order, and whether it was refused. */
interface Reading {
  readonly contents: readonly string[];
  readonly refused: boolean;
}

const keys = (seed: Bytes) => ({ key: provider.importRecordKey('AES-128-GCM', seed.slice(0, 16)), iv: seed.slice(16, 28) });

function engineReading(seed: Bytes, stream: Bytes): Reading {
  const deframer = new Deframer();
  const half = new ReceiveHalf({ keys: keys(seed), erase: () => undefined });
  const contents: string[] = [];
  try {
    deframer.push(stream);
    for (let record = deframer.next(protectedHeader); record !== null; record = deframer.next(protectedHeader)) {
      const { type, content } = half.open(record);
      contents.push(`${type} ${Buffer.from(content).toString('hex')}`);
    }
    return { contents, refused: false };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { contents, refused: true };
  }
}

/** RFC 8446 §5 again, without the engine: every whole record must be of type 23, fit, open and carry a type that exists. */
function independentReading(seed: Bytes, stream: Bytes): Reading {
  const opener = new Opener(keys(seed));
  const contents: string[] = [];
  let at = 0;
  for (const record of readRecords(stream)) {
    const opened = record.type === 23 && record.body.length >= 17 && record.body.length <= 16640 ? opener.open(record) : null;
    if (opened === null || ![21, 22, 23].includes(opened.type) || (opened.type !== 23 && opened.content.length === 0))
      return { contents, refused: true };
    contents.push(`${opened.type} ${Buffer.from(opened.content).toString('hex')}`);
    at += 5 + record.body.length;
  }
  const rest = stream.slice(at);
  const length = (rest[3] ?? 0) * 256 + (rest[4] ?? 0);
  return { contents, refused: rest.length >= 5 && (rest[0] !== 23 || length > 16640 || length < 17) };
}

/** A valid stream, then up to three mutations: a byte changed, taken out or put in, or the end cut off. */
function mutatedStream(seed: Bytes): Bytes {
  const sealer = new Sealer(keys(seed));
  const records = Array.from({ length: 4 }, () =>
    sealer.seal({ type: 21 + (uint32() % 3), body: random.bytes(1 + (uint32() % 40)), pad: uint32() % 8 }),
  );
  let stream: Bytes = concat(...records);
  for (let n = uint32() % 4; n > 0; n--) {
    const at = uint32() % stream.length;
    const [before, after] = [stream.slice(0, at), stream.slice(at)];
    stream =
      [concat(before, after.slice(1)), concat(before, random.bytes(1), after), concat(before, random.bytes(1), after.slice(1)), before][
        uint32() % 4
      ] ?? stream;
    if (stream.length === 0) break;
  }
  return stream;
}

const units: Record<string, Executor> = {
  'RL-036': (trial) =>
    trial.check(() => {
      const iv = random.bytes(12);
      const nonce = new RecordNonce(iv.slice(), 2n ** 53n - 1n);
      for (const sequence of [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n]) {
        expect(nonce.current().slice()).toEqual(nonceOf(iv, sequence));
        nonce.advance();
      }
    }),
  'RL-037': (trial) =>
    trial.check(() => {
      const iv = random.bytes(12);
      for (const sequence of [0n, 1n, 255n, 256n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 48n])
        expect(new RecordNonce(iv.slice(), sequence).current().slice()).toEqual(nonceOf(iv, sequence));
    }),
  'RL-051': (trial) =>
    trial.check(() => {
      for (let n = 0; n < 20_000; n++) {
        const deframer = new Deframer();
        const header = n % 2 === 0 ? plaintextHeader : protectedHeader;
        const bytes = random.bytes(1 + (uint32() % 64));
        // Half of them begin like a record, so that more than the first byte is read.
        if (n % 4 < 2) bytes.set([n % 2 === 0 ? 22 : 23, 3, 3, 0].slice(0, bytes.length), 0);
        try {
          deframer.push(bytes);
          while (deframer.next(header) !== null);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
        }
        expect(deframer.buffered).toBeLessThanOrEqual(bytes.length);
      }
    }),
  'RL-052': (trial) =>
    trial.check(() => {
      for (let n = 0; n < 3000; n++) {
        const seed = random.bytes(28);
        const stream = mutatedStream(seed);
        expect(engineReading(seed, stream), Buffer.from(stream).toString('hex')).toEqual(independentReading(seed, stream));
      }
    }),
};

const ends: Record<string, Executor> = {
  'RL-042': one(est_i, async (peer) => {
    const stream = concat(peer.line.data('one '), peer.line.data('two '), peer.line.data('three'));
    const before = peer.line.victim.receivedText;
    await peer.line.tell(...[...stream].map((byte) => Uint8Array.of(byte)));
    expect(peer.line.victim.receivedText).toBe(`${before}one two three`);
  }),
  'RL-043': one(est_i, (peer) =>
    delivers(
      peer,
      concat(...Array.from({ length: 100 }, (_, n) => peer.line.data(`${n},`))),
      utf8(Array.from({ length: 100 }, (_, n) => `${n},`).join('')),
    ),
  ),
  'RL-044': one(est_i, async ({ line, host }) => {
    await line.tell(Uint8Array.of(23, 3));
    host.clock.advance(31_000);
    line.victim.tick();
  }),
  'RL-045': (trial) => cutEverywhere(trial),
  'RL-046': one(est_i, ({ line }) => line.end('fin')),
  'RL-048': one(est_i, async ({ line }) => {
    await line.tell(line.alert(1, 0));
    const { victim } = line;
    victim.write('what was pending');
    victim.close();
    await line.settle();
    expect(line.take().map((item) => (item.kind === 'data' ? Buffer.from(item.content).toString() : item))).toEqual([
      'what was pending',
      { kind: 'alert', clear: false, level: 1, value: 0 },
    ]);
  }),
  'RL-049': one(est_i, async ({ line }) => {
    const block = random.bytes(2 ** 20);
    for (let n = 0; n < 50; n++) line.victim.connection.write(block, line.victim.host.clock.now);
    expect(line.victim.connection.status.queuedBytes).toBe(50 * 2 ** 20);
    const from = line.victim.sent.length;
    const twice = concat(block, block);
    line.victim.drive();
    let [at, same] = [0, true];
    for (const chunk of line.victim.sent.splice(from)) {
      const receive = line.receive;
      for (const record of readRecords(chunk)) {
        const content = receive?.open(record)?.content ?? new Uint8Array(0);
        const start = at % block.length;
        expect(content.length).toBeLessThanOrEqual(16384);
        same &&= equal(content, twice.subarray(start, start + content.length));
        at += content.length;
      }
    }
    expect([at, same]).toEqual([50 * 2 ** 20, true]);
  }),
  'RL-050': one(est_i, async ({ line }) => {
    line.victim.write('');
    await line.settle();
    expect(line.take()).toEqual([]);
  }),
  'RL-035': async (trial) => {
    const limited =
      (start: typeof est_i): typeof est_i =>
      (options) =>
        start({ ...options, policy: { hardRecordLimit: 40n } });
    await trial.member('an update in time', limited(est_i), async (peer) => {
      for (let n = 0; n < 20; n++) peer.line.victim.write('x');
      peer.line.victim.update();
      await peer.line.settle();
      await peer.confirmUpdate();
      for (let n = 0; n < 20; n++) peer.line.victim.write('x');
    });
    await trial.member(
      'no update',
      limited(est_i),
      async ({ line }) => {
        for (let n = 0; n < 40 && line.victim.failure === null; n++) line.victim.write('x');
        line.take();
        expect(line.records.filter(({ inner }) => inner === 23)).toHaveLength(24); // 40 minus the 16 that are kept
      },
      'no update',
    );
  },
};

/** What the two ends of one recorded session say, from the first byte to close_notify. */
async function session(pair: Pair): Promise<void> {
  await pair.settle();
  if (pair.initiator.failure === null && pair.initiator.connection.status.open) {
    pair.initiator.write('data of the initiator');
    pair.initiator.update();
    await pair.settle();
  }
  if (pair.responder.failure === null && pair.responder.connection.status.open) {
    pair.responder.write('data of the responder');
    pair.responder.update();
    await pair.settle();
    if (pair.responder.failure === null) pair.responder.close();
  }
  await pair.settle();
}

async function cutEverywhere(trial: Trial): Promise<void> {
  const whole = await Pair.unconnected();
  await session(whole);
  for (const side of ['initiator', 'responder'] as const) {
    const sent = concat(...whole[side].sent);
    for (const at of cutPoints(sent)) await trial.check(() => cutOnce(side, at, at % 2 === 0 ? 'fin' : 'reset'));
  }
}

/** Every record boundary and the bytes around it, and one byte in 31 besides: inside a record nothing happens. */
function cutPoints(stream: Bytes): readonly number[] {
  const points = new Set<number>([0]);
  let at = 0;
  for (const { body } of readRecords(stream)) {
    at += 5 + body.length;
    for (const point of [at - 1, at, at + 1]) points.add(point);
  }
  for (let point = 1; point < stream.length; point += 31) points.add(point);
  return [...points].filter((point) => point < stream.length).sort((a, b) => a - b);
}

async function cutOnce(side: Side, at: number, how: Ending): Promise<void> {
  const pair = Pair.unjoined();
  cutNext(pair, side, at, how);
  await pair.dial();
  await session(pair);
  pair.breakTransport();
  for (const { failure } of [pair.initiator, pair.responder]) {
    expect(['truncated', 'ended'], `${side} ${at} ${how}: ${JSON.stringify(failure)}`).toContain(failure?.kind);
  }
  await resumes(pair, `${side} ${at} ${how}`);
}

/** Old or new state, never half of one: whoever holds the session resumes it, in a common epoch. */
async function resumes(pair: Pair, what: string): Promise<void> {
  const [id] = [...pair.ida.disk.sessions.keys()];
  if (id === undefined) return; // the handshake did not get that far
  pair.resume('ida', id);
  await pair.settle();
  const [a, b] = [pair.ida, pair.rob].map((host) => host.stored(id)?.group.epochAuthenticator);
  expect(a, what).toEqual(b);
  pair.initiator.write('after the cut');
  await pair.settle();
  expect(pair.responder.receivedText, what).toBe('after the cut');
}

export const streamRows: Readonly<Record<string, Executor>> = { ...units, ...ends };
