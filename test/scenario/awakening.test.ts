import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { fillWithPeers } from '../support/many-peers.ts';
import { profileDirectory, Station } from './cores.ts';

/** More than are listed when a program starts. */
const others = 230;

/** Where nothing listens any more. */
async function nobody(): Promise<{ readonly host: string; readonly port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  return { host: '127.0.0.1', port };
}

test('a connection comes back by itself after a restart however many were used since, and those whose peer is gone are tried, too', async () => {
  const directory = profileDirectory();
  await fillWithPeers(directory, others, 0, { dial: await nobody() });
  const bob = await Station.open('Bob');
  const { port } = await bob.listen();
  const alice = await Station.open('Alice', { directory, autoResume: false });
  const here = await alice.connect(port);
  const there = await bob.untilAny(({ state }) => state === 'open');
  await alice.close();
  await bob.until(there.id, ({ state }) => state === 'closed');

  const reborn = await Station.open('Alice', { directory });
  expect(reborn.connections.has(here.id)).toBe(false);
  expect(await reborn.until(here.id, ({ state }) => state === 'open')).toMatchObject({ attempt: 2, sessionId: here.sessionId });
  const tried = () => [...reborn.connections.values()].filter(({ id, error }) => id !== here.id && error?.code === 'ECONNREFUSED');
  await reborn.untilAny(() => tried().length === others);
});
