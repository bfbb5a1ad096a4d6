import { expect, test } from 'vitest';
import type { Policy } from '#engine/mls-tls/connection-api.ts';
import { Pair } from '../support/pair.ts';
import type { End } from '../support/world.ts';

const off: Partial<Policy> = { softRecordLimit: 0, softByteLimit: 0, softAgeLimit: 0 };
const updates = (end: End) => end.messages('sent').filter((name) => name === 'connection_update').length;
const pairWith = (initiator: Partial<Policy>, responder: Partial<Policy> = off) =>
  Pair.established({ initiator: { policy: { ...off, ...initiator } }, responder: { policy: { ...off, ...responder } } });

async function send(pair: Pair, end: End, records: number): Promise<void> {
  for (let i = 0; i < records; i++) {
    end.write('x');
    await pair.settle();
  }
}

test('[RL-25] the soft limit starts one update; 0 means no limit', async () => {
  const pair = await pairWith({ softRecordLimit: 10 });
  await send(pair, pair.initiator, 8);
  expect(updates(pair.initiator)).toBe(0);
  await send(pair, pair.initiator, 4);
  expect(updates(pair.initiator)).toBe(1);
  const unlimited = await pairWith({});
  await send(unlimited, unlimited.initiator, 40);
  expect(updates(unlimited.initiator)).toBe(0);
});

test('[RL-25] bytes count as well', async () => {
  const pair = await pairWith({ softByteLimit: 50_000 });
  pair.initiator.write(new Uint8Array(60_000));
  await pair.settle();
  expect(updates(pair.initiator)).toBe(1);
});

test('[RL-27] who only receives updates too, at 1.25 times the limit', async () => {
  const pair = await pairWith({ softRecordLimit: 20 });
  await send(pair, pair.responder, 20);
  expect(updates(pair.initiator)).toBe(0);
  await send(pair, pair.responder, 8);
  expect(updates(pair.initiator)).toBe(1);
});

test('[RL-27] the responder’s limits are up to a quarter higher', async () => {
  const pair = await pairWith({}, { softRecordLimit: 100 });
  await send(pair, pair.responder, 99);
  expect(updates(pair.responder)).toBe(0);
  await send(pair, pair.responder, 27);
  expect(updates(pair.responder)).toBe(1);
});

test('[RL-28] [TM-01] an hour under traffic renews the keys, an hour of silence does not', async () => {
  const pair = await pairWith({ softAgeLimit: 3_600_000 });
  await pair.settle();
  await send(pair, pair.initiator, 1);
  await pair.advance(3_600_000);
  expect(updates(pair.initiator)).toBe(1);
  const before = updates(pair.initiator);
  await pair.advance(3_600_000);
  await pair.advance(3_600_000);
  expect(updates(pair.initiator) - before).toBeLessThanOrEqual(1);
});

test('[RL-28] editor’s copy: a KeyUpdate at half the limit, an update at the limit', async () => {
  const policy: Partial<Policy> = { ...off, softRecordLimit: 20, profiles: ['editor-copy'] };
  const pair = await Pair.established({
    profile: 'editor-copy',
    initiator: { policy },
    responder: { policy: { ...off, profiles: ['editor-copy'] } },
  });
  await send(pair, pair.initiator, 12);
  expect(pair.initiator.messages('sent').filter((name) => name === 'key_update')).toHaveLength(1);
  expect(updates(pair.initiator)).toBe(0);
  await send(pair, pair.initiator, 10);
  expect(updates(pair.initiator)).toBe(1);
});
