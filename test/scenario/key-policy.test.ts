import { describe, expect, test } from 'vitest';
import { type KeyPolicy, standardKeyPolicy } from '#shared/key-policy.ts';
import { Station } from './cores.ts';

const unlimited: KeyPolicy = { ...standardKeyPolicy, updateRecords: 0, updateBytes: 0, updateAge: 0 };

/** Alice has dialled Bob and follows the policy of all connections. */
async function pair() {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen({ autoResume: null });
  const here = await alice.connect(port, { autoResume: null });
  const there = await bob.untilAny(({ state }) => state === 'open');
  return { alice, bob, here: here.id, there: there.id, port };
}

describe('automatic resumption', () => {
  test('follows the policy of all connections until one of its own says otherwise', async () => {
    const { alice, here } = await pair();
    const { cut, connection, keyPolicy, setKeyPolicy, setAutoResume } = alice.core.handlers;
    expect(await keyPolicy({ connectionId: here })).toMatchObject({ own: false, policy: { autoResume: true } });

    await setKeyPolicy({ connectionId: null, policy: { ...standardKeyPolicy, autoResume: false } });
    expect(await connection({ connectionId: here })).toMatchObject({ autoResume: false });
    await cut({ connectionId: here });
    expect(await connection({ connectionId: here })).toMatchObject({ state: 'dormant', nextRetryAt: null });

    await alice.until(here, ({ state }) => state === 'dormant');
    // It is wanted again: what was cut meanwhile comes back by itself.
    await setKeyPolicy({ connectionId: null, policy: null });
    await alice.until(here, ({ state }) => state === 'open');

    await setKeyPolicy({ connectionId: here, policy: { ...standardKeyPolicy, autoResume: false } });
    await cut({ connectionId: here });
    expect(await connection({ connectionId: here })).toMatchObject({ state: 'dormant', nextRetryAt: null, autoResume: false });
    await alice.until(here, ({ state }) => state === 'dormant');
    // Its switch is a word of its own, and the policy shows it.
    await setAutoResume({ connectionId: here, on: true });
    expect(await keyPolicy({ connectionId: here })).toMatchObject({ own: true, policy: { autoResume: true } });
    await alice.until(here, ({ state }) => state === 'open');
  });

  test('ends while it waits: a retry that is due does not come', async () => {
    const { alice, bob, here } = await pair();
    const [listener] = await bob.core.handlers.listeners({});
    await bob.core.handlers.stopListening({ listenerId: listener?.id ?? '' });
    await alice.core.handlers.cut({ connectionId: here });
    await alice.until(here, ({ state }) => state === 'waiting');
    await alice.core.handlers.setKeyPolicy({ connectionId: here, policy: { ...standardKeyPolicy, autoResume: false } });
    await alice.until(here, ({ state, nextRetryAt }) => state === 'dormant' && nextRetryAt === null);
  });

  test('is kept over a restart, of one and of all', async () => {
    const { alice, here } = await pair();
    const own = { ...standardKeyPolicy, autoResume: true, updateRecords: 100 };
    await alice.core.handlers.setKeyPolicy({ connectionId: null, policy: { ...standardKeyPolicy, autoResume: false } });
    await alice.core.handlers.setKeyPolicy({ connectionId: here, policy: own });
    await alice.close();
    const again = await Station.open('Alice', { directory: alice.directory });
    expect(await again.core.handlers.keyPolicy({ connectionId: null })).toMatchObject({ own: true, policy: { autoResume: false } });
    expect(await again.core.handlers.keyPolicy({ connectionId: here })).toEqual({ connectionId: here, own: true, policy: own });
    await again.until(here, ({ state }) => state === 'open');

    await again.core.handlers.setKeyPolicy({ connectionId: here, policy: null });
    await again.close();
    const third = await Station.open('Alice', { directory: alice.directory });
    expect(await third.core.handlers.connection({ connectionId: here })).toMatchObject({ state: 'dormant', autoResume: false, nextRetryAt: null });
  });
});

test('[RL-25] records per key are a limit of one connection: it closes unless an update comes first', async () => {
  const { alice, bob, here, there, port } = await pair();
  const { send, setKeyPolicy, connection } = alice.core.handlers;
  const other = await alice.connect(port, { autoResume: null });
  await setKeyPolicy({ connectionId: here, policy: { ...unlimited, recordsPerKey: 64, autoResume: false } });
  for (let record = 0; record < 70; record++) {
    await send({ connectionId: other.id, text: 'x' });
    // what is over the limit is never sent
    send({ connectionId: here, text: 'x' }).catch(() => undefined);
  }
  expect(await connection({ connectionId: other.id })).toMatchObject({ state: 'open' });
  await alice.until(here, ({ state }) => state !== 'open');
  await bob.until(there, ({ state }) => state !== 'open');

  await setKeyPolicy({ connectionId: other.id, policy: { ...unlimited, recordsPerKey: 64, updateRecords: 16, autoResume: false } });
  const before = BigInt((await connection({ connectionId: other.id })).epoch ?? 0);
  for (let round = 0; round < 4; round++) {
    for (let record = 0; record < 20; record++) await send({ connectionId: other.id, text: 'x' });
    await alice.until(other.id, ({ epoch, updating }) => BigInt(epoch ?? 0) > before + BigInt(round) && !updating);
  }
  expect(await connection({ connectionId: other.id })).toMatchObject({ state: 'open' });
});

test('early data is taken on the connection whose policy says so, while its listener takes none', async () => {
  const { alice, bob, here, there } = await pair();
  await alice.core.handlers.setAutoResume({ connectionId: here, on: false });
  const resumeWith = async (text: string) => {
    await bob.until(there, ({ state }) => state === 'open');
    await alice.core.handlers.cut({ connectionId: here });
    await bob.until(there, ({ state }) => state !== 'open');
    return (await alice.core.handlers.resumeWith({ connectionId: here, text })).earlyData;
  };
  expect(await resumeWith('one')).toBe('not-accepted');
  await bob.core.handlers.setKeyPolicy({ connectionId: there, policy: { ...standardKeyPolicy, earlyData: true } });
  expect(await resumeWith('two')).toBe('accepted');
  await bob.core.handlers.setKeyPolicy({ connectionId: there, policy: null });
  expect(await resumeWith('three')).toBe('not-accepted');
  await bob.core.handlers.setKeyPolicy({ connectionId: null, policy: { ...standardKeyPolicy, earlyData: true } });
  expect(await resumeWith('four')).toBe('accepted');
});
