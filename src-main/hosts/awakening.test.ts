import { expect, test } from 'vitest';
import { openMemoryStore } from '#main/store/memory-store.ts';
import type { ConnectionRow } from '#main/store/store.ts';
import { wakeConnections } from './awakening.ts';
import { systemClock } from './clock.ts';
import { Jobs, type JobState } from './jobs.ts';
import { Notices } from './notices.ts';

const codec = { encode: () => expect.fail('no session is stored'), decode: () => expect.fail('no session is read'), erase: () => undefined };

/** A profile with so many connections to wake, and one of each kind that stays as it is. */
function profileWith(count: number) {
  const store = openMemoryStore(codec);
  const row: ConnectionRow = {
    id: 'closed',
    label: '',
    direction: 'outbound',
    address: '',
    listenerId: null,
    identityId: '',
    sessionId: 's',
    createdAt: 0,
    lastUsedAt: 0,
    wakes: false,
    options: null,
  };
  store.connections.add(row);
  store.connections.add({ ...row, id: 'without a session', sessionId: null, wakes: true });
  const ids = Array.from({ length: count }, (_, index) => `c${index}`);
  for (const [index, id] of ids.entries()) store.connections.add({ ...row, id, wakes: true, lastUsedAt: count - index });
  const told: (readonly JobState[])[] = [];
  const jobs: Jobs = new Jobs({ list: () => void told.push(jobs.list()) });
  const notices = new Notices(systemClock, { list: () => undefined });
  return { ids, store, jobs, told, notices, realm: { store, notices } };
}

test('every connection is woken once, the last used first, not all at once, and the job says how far it is', async () => {
  const { ids, realm, jobs, told, notices } = profileWith(450);
  const woken: string[] = [];
  let atWork = 0;
  let most = 0;
  await wakeConnections({
    realm,
    jobs,
    wake: async ({ id }) => {
      woken.push(id);
      atWork += 1;
      most = Math.max(most, atWork);
      await Promise.resolve();
      atWork -= 1;
    },
  });
  expect(woken).toEqual(ids);
  expect(most).toBe(64);
  expect(told.flat().at(-1)).toMatchObject({ kind: 'resume', done: 450, all: 450 });
  expect(jobs.list()).toEqual([]);
  expect(notices.list()).toEqual([]);
});

test('a connection that moves to the front while others wait is not woken twice, and none behind it is left out', async () => {
  const { ids, store, realm, jobs } = profileWith(300);
  const woken: string[] = [];
  await wakeConnections({
    realm,
    jobs,
    wake: async ({ id }) => {
      woken.push(id);
      store.connections.edit(id, { lastUsedAt: 10_000 + woken.length });
    },
  });
  expect([...woken].sort()).toEqual([...ids].sort());
});

test('what is ended stays as it is: nothing more is woken, and that is no fault', async () => {
  const { realm, jobs, notices } = profileWith(200);
  let woken = 0;
  await wakeConnections({
    realm,
    jobs,
    wake: async () => {
      woken += 1;
      if (woken === 100) for (const { id } of jobs.list()) jobs.cancel(id);
    },
  });
  expect(woken).toBeLessThan(100 + 64);
  expect(jobs.list()).toEqual([]);
  expect(notices.list()).toEqual([]);
});

test('to be ended waits for nobody', async () => {
  const { realm, jobs } = profileWith(3);
  const waking = wakeConnections({ realm, jobs, wake: () => new Promise(() => undefined) });
  for (const { id } of jobs.list()) jobs.cancel(id);
  await waking;
  expect(jobs.list()).toEqual([]);
});

test('nothing to wake is no job', async () => {
  const { realm, jobs, told } = profileWith(0);
  await wakeConnections({ realm, jobs, wake: () => expect.fail('nobody sleeps') });
  expect(told).toEqual([]);
});
