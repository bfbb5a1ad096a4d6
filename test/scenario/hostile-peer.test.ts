import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { alertDescriptions } from '#engine/alert.ts';
import { arrivalLimits } from '#main/hosts/arrival-limits.ts';
import { Station } from './cores.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A listener that answers every first record with an alert in clear. @returns its port and the suites it was offered */
async function refuser(alert: number): Promise<{ readonly port: number; readonly suites: readonly number[] }> {
  const suites: number[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', (record) => {
      // record header 5, handshake header 4, prologue 36; MLSMessage version and wire format, then KeyPackage version and suite
      suites.push(record.readUInt16BE(5 + 4 + 36 + 4 + 2));
      socket.end(Buffer.of(21, 3, 3, 0, 2, 2, alert));
    });
  });
  return { port: await listening(server), suites };
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function codeOf(request: Promise<unknown>): Promise<unknown> {
  const error: unknown = await request.catch((reason: unknown) => reason);
  return error instanceof Error && 'view' in error ? (error.view as { readonly code: string }).code : error; // an ApiError
}

test('[KP-14] after inappropriate_fallback the suites of the own list are tried in its order, each once', async () => {
  const alice = await Station.open('Alice');
  const { port, suites } = await refuser(alertDescriptions.inappropriate_fallback);
  expect(await codeOf(alice.connect(port, { suites: [0x0003, 0xf0f1, 0x0001] }))).toBe('ALERT_inappropriate_fallback');
  expect(suites).toEqual([0x0003, 0xf0f1, 0x0001]);
});

test('handshake_failure is no reason to try a weaker suite: anybody could have sent it', async () => {
  const alice = await Station.open('Alice');
  const { port, suites } = await refuser(alertDescriptions.handshake_failure);
  expect(await codeOf(alice.connect(port, { suites: [0xf0f1, 0x0001] }))).toBe('ALERT_handshake_failure');
  expect(suites).toEqual([0xf0f1]);
});

test('[SE-04] strangers that say nothing fill their places only, and an honest peer gets in when they leave', async () => {
  const bob = await Station.open('Bob');
  const alice = await Station.open('Alice');
  const { port } = await bob.listen();
  const silent = await Promise.all(Array.from({ length: arrivalLimits.perAddress }, () => opened(port)));
  const turnedAway = await opened(port);
  await new Promise((resolve) => {
    turnedAway.once('close', resolve).resume();
  });
  expect(await codeOf(alice.connect(port))).toMatch(/^(ECONNRESET|TRUNCATED)$/);
  for (const socket of silent) socket.destroy();
  for (;;) {
    const connection = await alice.connect(port).catch(() => null);
    if (connection === null) continue; // the places are given back when the listener sees the sockets close
    expect(connection.state).toBe('open');
    break;
  }
  expect((await bob.core.handlers.connections({})).length).toBe(1);
});

test('whoever named a connection ends it while its peer says nothing; nothing else gets that name', async () => {
  const alice = await Station.open('Alice');
  const port = await silent();
  const connectionId = randomUUID();
  const connecting = codeOf(alice.connect(port, { connectionId }));
  await alice.until(connectionId, ({ state }) => state === 'connecting');
  expect(await codeOf(alice.connect(port, { connectionId }))).toBe('IPC_BAD_ARGS');
  await alice.core.handlers.close({ connectionId });
  expect(await connecting).toMatch(/^(ECONNABORTED|ENDED_aborted)$/); // before or after its hello left
  await alice.until(connectionId, ({ state }) => state === 'closed');
  expect(await codeOf(alice.connect(port, { connectionId }))).toBe('IPC_BAD_ARGS');
});

test('a close that the peer never answers is told from one in good order', async () => {
  const [alice, bob] = [await Station.open('Alice'), await Station.open('Bob')];
  const { port } = await bob.listen();
  const way = { broken: false };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1', () => near.on('data', (chunk) => (way.broken ? near.end() : far.write(chunk))));
    far.on('data', (chunk) => near.write(chunk));
    sockets.push(near, far);
  });
  const through = await listening(server);
  const first = await alice.connect(through);
  expect(await alice.core.handlers.close({ connectionId: first.id })).toMatchObject({ state: 'closed', error: null });
  const second = await alice.connect(through);
  way.broken = true;
  expect(await alice.core.handlers.close({ connectionId: second.id })).toMatchObject({ state: 'closed', error: { code: 'TRUNCATED' } });
});

/** A listener that takes connections and says nothing. @returns its port */
async function silent(): Promise<number> {
  return listening(createServer((socket) => sockets.push(socket)));
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await new Promise((resolve) => {
    socket.once('connect', resolve);
  });
  return socket;
}

test('a connection to oneself is refused in words', async () => {
  const bob = await Station.open('Bob');
  const { port } = await bob.listen();
  expect(await codeOf(bob.connect(port))).toBe('OWN_LISTENER');
  const other = await bob.core.handlers.createIdentity({ name: 'Other' });
  expect(await codeOf(bob.connect(port, { identityId: other.id }))).toBe('OWN_LISTENER');
});

test('a handshake that is no handshake becomes a row that says so, and nothing else happens', async () => {
  const bob = await Station.open('Bob');
  const { port } = await bob.listen();
  const socket = await opened(port);
  socket.resume().write('GET / HTTP/1.1\r\nHost: example\r\n\r\n');
  const row = await bob.untilAny(({ state }) => state === 'failed');
  expect(row).toMatchObject({ direction: 'inbound', peer: null, error: { alert: 'unexpected_message' } });
  expect((await bob.core.handlers.sessions({})).rows).toEqual([]);
});
