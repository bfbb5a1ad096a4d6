import { connect } from 'node:tls';
import { Duplex } from 'node:stream';
import { expect } from 'vitest';
import { type Bytes, concat } from '#engine/bytes.ts';
import { frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { clearRecord } from '../support/scripted-records.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type Start, starts } from '../support/starts.ts';
import type { Act, Trial } from './trial.ts';

export type Executor = (trial: Trial) => Promise<void>;

const { listen, est_i, est_r, wait_ack_i } = starts;
const random = seededRandomness('record rows');
export const zeros = (length: number): Bytes => new Uint8Array(length);
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** A row of one member. */
export const one =
  (start: Start, act: Act): Executor =>
  (trial) =>
    trial.member('', start, act);

/** What the victim handed to its application since `from`. */
const delivered = (peer: ScriptedPeer, from: number): Bytes => concat(...peer.line.victim.received).slice(from);
const held = (peer: ScriptedPeer): number => peer.line.victim.received.reduce((sum, { length }) => sum + length, 0);

/** Tells the bytes and expects exactly `content` at the application. */
export async function delivers(peer: ScriptedPeer, bytes: Bytes, content: Bytes): Promise<void> {
  const before = held(peer);
  await peer.line.tell(bytes);
  expect(Buffer.from(delivered(peer, before)).equals(content)).toBe(true);
}

/** A connection that was only dialled goes on like an honest one. */
async function completes(peer: ScriptedPeer): Promise<void> {
  await peer.join(peer.line.takeMessage('server_hello').raw);
  await peer.line.tell(peer.line.data(''));
  expect(peer.line.victim.events.map(({ kind }) => kind)).toEqual(['established']);
}

const sealed =
  (lie: Parameters<ScriptedPeer['line']['seal']>[0]): Act =>
  (peer) =>
    peer.line.tell(peer.line.seal(lie));
const clear =
  (type: number, body: Bytes): Act =>
  (peer) =>
    peer.line.tell(clearRecord(type, body));

/** A real ClientHello of this machine's TLS. */
function tlsClientHello(): Promise<Bytes> {
  const { promise, resolve } = Promise.withResolvers<Bytes>();
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      resolve(new Uint8Array(chunk));
      done();
    },
  });
  const socket = connect({ socket: wire, servername: 'example.org', rejectUnauthorized: false });
  socket.on('error', () => undefined);
  return promise.finally(() => socket.destroy());
}

const lengths: Record<string, Executor> = {
  'RL-001': one(est_i, (peer) => peer.line.tell(Uint8Array.of(23, 3, 3, 0x41, 0x01))),
  'RL-002': one(est_i, sealed({ body: zeros(16384), pad: 239 })),
  'RL-003': one(est_i, (peer) => {
    const body = random.bytes(16384);
    return delivers(peer, peer.line.seal({ body }), body);
  }),
  'RL-004': one(est_i, sealed({ body: random.bytes(16385) })),
  'RL-005': one(est_i, sealed({ body: random.bytes(8192), pad: 8193 })),
  'RL-006': one(est_i, (peer) => {
    const body = random.bytes(8192);
    return delivers(peer, peer.line.seal({ body, pad: 8192 }), body);
  }),
  'RL-007': async (trial) => {
    for (let n = 0; n <= 40; n++) await trial.member(`${n} bytes`, est_i, clear(23, random.bytes(n)));
  },
  'RL-008': one(est_i, clear(23, random.bytes(17))),
  'RL-014': one(est_i, sealed({ rawInner: zeros(10) })),
  'RL-015': one(est_i, sealed({ rawInner: zeros(0) })),
  'RL-016': one(est_i, (peer) => delivers(peer, peer.line.seal({ body: utf8('abc'), pad: 1000 }), utf8('abc'))),
  'RL-017': one(est_i, (peer) => delivers(peer, peer.line.seal({ body: utf8('ab\0\0\0\0\0\0'), pad: 7 }), utf8('ab\0\0\0\0\0\0'))),
  'RL-031': one(est_i, (peer) => peer.line.tell(...Array.from({ length: 33 }, () => peer.line.data('')))),
  'RL-032': one(est_i, (peer) => delivers(peer, concat(...Array.from({ length: 32 }, () => peer.line.data('')), peer.line.data('x')), utf8('x'))),
  'RL-033': one(est_i, (peer) => peer.line.tell(...Array.from({ length: 1000 }, () => peer.line.seal({ pad: 16384 })))),
};

/** What a flipped bit of the length field does: the record seems longer or shorter, or too long. */
async function flipLength(trial: Trial, at: number, bit: number, bits: number): Promise<void> {
  const flipped = (record: Bytes) => record.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
  const original = 5 + 1 + 16; // 'hello', its type and a tag
  const length = original ^ ((1 << bit) << (at === 3 ? 8 : 0));
  const group = length > 16640 ? 'length beyond the limit' : length > original ? 'length grows' : undefined;
  await trial.member(
    `length bit ${bits}`,
    est_i,
    async ({ line }) => {
      await line.tell(flipped(line.data('hello')));
      if (group === 'length grows') await line.end('fin');
    },
    group,
  );
}

const integrity: Record<string, Executor> = {
  'RL-009': async (trial) => {
    for (let i = 0; i < 5 + 5 + 1 + 16; i++) {
      if (i === 3 || i === 4) {
        for (let bit = 0; bit < 8; bit++) await flipLength(trial, i, bit, 8 * (4 - i) + bit);
        continue;
      }
      const bit = 1 << (i % 8);
      await trial.member(
        `byte ${i}`,
        est_i,
        ({ line }) => line.tell(line.data('hello').map((byte, at) => (at === i ? byte ^ bit : byte))),
        i === 0 ? 'type' : undefined,
      );
    }
  },
  'RL-010': one(est_i, async ({ line }, mark) => {
    const record = line.data('once');
    await line.tell(record);
    mark();
    await line.tell(record);
  }),
  'RL-011': one(est_i, ({ line }) => line.tell(line.seal({ body: utf8('second'), ahead: 1 }), line.data('first'))),
  'RL-012': one(est_i, async ({ line }) => {
    if (line.send !== null) line.send.sequence += 1n;
    await line.tell(line.data('after a gap'));
  }),
  'RL-013': one(est_i, async ({ line }) => {
    line.victim.write('echo');
    await line.settle();
    await line.tell(line.victim.sent.at(-1) ?? zeros(0));
  }),
  'RL-039': one(wait_ack_i, async (peer, mark) => {
    const old = peer.line.send;
    await peer.line.tell(peer.closeEpoch(peer.epoch + 1n));
    mark();
    await peer.line.tell(old?.seal({ body: utf8('late') }) ?? zeros(0));
  }),
  'RL-040': one(wait_ack_i, (peer) => peer.line.tell(peer.sealer(peer.epoch + 1n).seal({ body: utf8('early') }))),
  'RL-041': one(est_r, async (peer) => {
    const { line } = peer;
    const { message, next } = await peer.commit();
    peer.groups.set(next.epoch, next);
    const records = [line.data('one '), line.handshake(peer.connectionUpdate(message)), line.data('two '), line.data('three')];
    await delivers(peer, concat(...records), utf8('one two three'));
    line.takeMessage('epoch_key_update');
    await line.tell(peer.closeEpoch(next.epoch));
  }),
};

const types: Record<string, Executor> = {
  'RL-018': one(est_i, sealed({ outer: 22, type: 22, body: frameEpochKeyUpdate(2n) })),
  'RL-020': one(est_i, async (peer) => peer.line.tell(clearRecord(22, await peer.clientHello()))),
  'RL-021': async (trial) => {
    await trial.member('close_notify', est_i, clear(21, Uint8Array.of(2, 0)));
    await trial.member('another alert', est_i, clear(21, Uint8Array.of(2, 40)));
    await trial.member('close_notify, nothing decrypted yet', starts.unconfirmed, clear(21, Uint8Array.of(2, 0)));
    await trial.member('another alert, nothing decrypted yet', starts.unconfirmed, clear(21, Uint8Array.of(2, 40)), 'nothing decrypted yet');
  },
  'RL-022': one(listen, clear(23, utf8('hello'))),
  'RL-023': one(listen, clear(23, zeros(0))),
  'RL-024': async (trial) => {
    for (let type = 0; type < 256; type++)
      if (type < 20 || type > 23) await trial.member(`type ${type}`, listen, clear(type, Uint8Array.of(1, 0, 0, 0)));
  },
  'RL-026': async (trial) => {
    await trial.member('before keys', listen, clear(20, Uint8Array.of(1)));
    await trial.member('after keys', est_i, clear(20, Uint8Array.of(1)));
    await trial.member('sealed', est_i, sealed({ type: 20, body: Uint8Array.of(1) }));
  },
  'RL-027': one(listen, async (peer) => {
    await peer.line.tell(clearRecord(22, await peer.clientHello(), 0x0500));
    await completes(peer);
  }),
  'RL-028': async (trial) => {
    for (const version of [0x0301, 0x0302, 0x0304, 0x03ff]) {
      await trial.member(`before keys ${version}`, listen, async (peer) => {
        await peer.line.tell(clearRecord(22, await peer.clientHello(), version));
        await completes(peer);
      });
      await trial.member(`after keys ${version}`, est_i, (peer) => delivers(peer, peer.line.seal({ body: utf8('x'), version }), utf8('x')));
    }
  },
  'RL-030': one(listen, async ({ line }) => line.tell(await tlsClientHello())),
};

export const recordRows: Readonly<Record<string, Executor>> = { ...lengths, ...integrity, ...types };
