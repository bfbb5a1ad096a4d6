import { randomBytes } from 'node:crypto';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openStaticFiles } from '#main/api/static-files.ts';
import { type WebCarrier, serveWeb } from '#main/api/web-carrier.ts';
import { socketLimits } from '#main/api/web-socket.ts';
import { pageProtocolPrefix, rpcProtocol } from '#shared/frames.ts';
import { raw, requestText } from '../support/raw-http.ts';
import { toyConnection, toyCore } from '../support/toy-core.ts';

const core = toyCore();
let time = 0;
let web: WebCarrier;
let origin: string;

beforeAll(async () => {
  web = await serveWeb({ core, files: openStaticFiles('/nowhere'), port: 0, now: () => time, report: () => undefined });
  origin = `http://127.0.0.1:${web.port}`;
});

afterAll(() => web.close());

const freshToken = (): string => web.freshLink().split('#token=')[1] ?? '';

/** Opens a session as the page does. */
async function admitted(): Promise<{ readonly cookie: string; readonly page: string }> {
  const authorization = `Bearer ${freshToken()}`;
  const answer = await fetch(`${origin}/session`, { method: 'POST', headers: { origin, authorization } });
  const grant: unknown = await answer.json();
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', page: String(Reflect.get(Object(grant), 'page')) };
}

async function page(): Promise<WebSocket> {
  const { cookie, page: secret } = await admitted();
  const socket = new WebSocket(`ws://127.0.0.1:${web.port}/rpc`, [rpcProtocol, pageProtocolPrefix + secret], { origin, headers: { cookie } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', (code) => resolve(code)));
const message = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));

function upgradeText(lines: readonly string[], target = '/rpc'): string {
  const fixed = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`];
  return requestText('GET', target, [...lines, ...fixed]).replace('Connection: close', 'Connection: Upgrade');
}

test('requests, refusals and topics', async () => {
  const socket = await page();
  expect(socket.protocol).toBe(rpcProtocol); // the page secret is not echoed
  socket.send(JSON.stringify({ id: 5, request: 'createIdentity', params: { name: 'Ada' } }));
  expect(await message(socket)).toMatchObject({ id: 5, ok: true, value: { name: 'Ada' } });
  socket.send(JSON.stringify({ id: 6, request: 'createIdentity', params: { name: 7 } }));
  expect(await message(socket)).toMatchObject({ id: 6, ok: false, error: { code: 'IPC_BAD_ARGS' } });
  core.publish('connectionsRemoved', ['c1']);
  expect(await message(socket)).toEqual({ topic: 'connectionsRemoved', value: ['c1'] });
  socket.terminate();
  await expect.poll(() => core.subscribers, { timeout: 30_000 }).toBe(0);
});

test('[bad:HT-004] [bad:HT-006] another site’s page is answered 403, whatever it knows', async () => {
  const { cookie, page: secret } = await admitted();
  const lines = [`Host: 127.0.0.1:${web.port}`, `Cookie: ${cookie}`, `Sec-WebSocket-Protocol: ${rpcProtocol}, ${pageProtocolPrefix}${secret}`];
  for (const wrong of ['http://evil.test', 'null', `http://localhost:${web.port}`, `https://127.0.0.1:${web.port}`]) {
    expect([wrong, (await raw(web.port, upgradeText([...lines, `Origin: ${wrong}`]))).status]).toEqual([wrong, 403]);
  }
  expect((await raw(web.port, upgradeText([...lines, `Origin: ${origin}`]))).status).toBe(101);
  expect((await raw(web.port, upgradeText(lines.toSpliced(0, 1, 'Host: evil.test')))).status).toBe(421);
  expect((await raw(web.port, upgradeText([...lines, `Origin: ${origin}`], '/rpc/'))).status).toBe(404);
});

test('[bad:HT-005] [bad:HT-025] a program that is no browser needs a fresh token', async () => {
  const host = `Host: 127.0.0.1:${web.port}`;
  const { cookie } = await admitted();
  const token = freshToken();
  expect((await raw(web.port, upgradeText([host]))).status).toBe(401);
  expect((await raw(web.port, upgradeText([host, `Cookie: ${cookie}`]))).status).toBe(401);
  expect((await raw(web.port, upgradeText([host, `Origin: ${origin}`, `Cookie: ${cookie}`]))).status).toBe(401); // the cookie alone: seen by every port
  expect((await raw(web.port, upgradeText([host, `Authorization: Bearer ${token}`]))).status).toBe(101);
  expect((await raw(web.port, upgradeText([host, `Authorization: Bearer ${token}`]))).status).toBe(401);
});

test('[bad:HT-019] what is no request closes the socket; an unknown request is an answer', async () => {
  for (const text of ['', 'x', '[]', 'null', '{"id":"1","request":"app"}', '{"request":"app"}', '{"id":1.5,"request":"app"}']) {
    const socket = await page();
    socket.send(text);
    expect([text, await closed(socket)]).toEqual([text, 1008]);
  }
  const binary = await page();
  binary.send(Buffer.from('{"id":1,"request":"app","params":{}}'));
  expect(await closed(binary)).toBe(1003);
  const socket = await page();
  for (const request of ['nonsense', '__proto__', 'constructor']) {
    socket.send(JSON.stringify({ id: 1, request, params: {} }));
    expect(await message(socket)).toMatchObject({ ok: false, error: { code: 'IPC_NO_CHANNEL' } });
  }
  socket.terminate();
});

test('[bad:HT-019] the same values as over IPC meet the same refusals, and the socket stays open', async () => {
  const socket = await page();
  const before = core.calls.length;
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  const cases: readonly (readonly [string, string])[] = [
    ...['null', 'true', '7', '"text"', '[]', '{"name":null}', '{"name":7}', '{"name":{}}', '{"name":[]}', '{}'].map(
      (params) => [params, 'IPC_BAD_ARGS'] as const,
    ),
    ['{"name":"x","__proto__":{"admin":true}}', 'IPC_BAD_ARGS'],
    ['{"name":"x","constructor":{}}', 'IPC_BAD_ARGS'],
    ['{"name":"x","x":1}', 'IPC_BAD_ARGS'],
    [`{"name":${deep}}`, 'IPC_TOO_BIG'],
    [`{"name":[${'0,'.repeat(140_000)}0]}`, 'IPC_TOO_BIG'],
  ];
  for (const [params, code] of cases) {
    socket.send(`{"id":9,"request":"createIdentity","params":${params}}`);
    expect([params.slice(0, 40), await message(socket)]).toEqual([
      params.slice(0, 40),
      expect.objectContaining({ id: 9, ok: false, error: expect.objectContaining({ code }) }),
    ]);
  }
  expect(core.calls.length).toBe(before);
  expect(Reflect.get({}, 'admin')).toBeUndefined();
  socket.send('{"id":10,"request":"createIdentity","params":{"name":"Ada"}}');
  expect(await message(socket)).toMatchObject({ id: 10, ok: true });
  socket.terminate();
});

test('[bad:HT-018] broken frames close with the code of RFC 6455', async () => {
  const large = await page();
  large.send('x'.repeat(socketLimits.message + 1));
  expect(await closed(large)).toBe(1009);
  const cases: readonly (readonly [string, readonly number[], number])[] = [
    ['unmasked', [0x81, 0x01, 0x78], 1002],
    ['reserved bit', [0xc1, 0x80, 0, 0, 0, 0], 1002],
    ['fragmented ping', [0x09, 0x80, 0, 0, 0, 0], 1002],
    ['length of 2^63', [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009],
    ['not UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
    ['continuation of nothing', [0x80, 0x80, 0, 0, 0, 0], 1002],
    ['unknown opcode', [0x83, 0x80, 0, 0, 0, 0], 1002],
  ];
  for (const [what, bytes, code] of cases) expect([what, await closeCodeAfter(Buffer.from(bytes))]).toEqual([what, code]);
  // Fragments that never come to an end are one message, and that has a limit.
  const [first, more] = [0x01, 0x00].map((opcode) =>
    Buffer.concat([Buffer.from([opcode, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), Buffer.alloc(0x1_0000, 0x78)]),
  );
  const fragments = [first, ...Array.from({ length: Math.ceil(socketLimits.message / 0x1_0000) }, () => more)];
  expect(await closeCodeAfter(Buffer.concat(fragments.map((one) => one ?? Buffer.alloc(0))))).toBe(1009);
});

test('[bad:HT-018] a million pings keep nobody else from being answered', async () => {
  const { cookie, page: secret } = await admitted();
  const pinging = connect(web.port, '127.0.0.1');
  pinging.on('error', () => undefined);
  const lines = [
    `Host: 127.0.0.1:${web.port}`,
    `Origin: ${origin}`,
    `Cookie: ${cookie}`,
    `Sec-WebSocket-Protocol: ${rpcProtocol}, ${pageProtocolPrefix}${secret}`,
  ];
  pinging.write(upgradeText(lines));
  await new Promise<void>((resolve) => pinging.once('data', () => resolve()));
  // It reads no answer.
  pinging.pause();
  const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => Buffer.from([0x89, 0x80, 0, 0, 0, 0])));
  const other = await page();
  const closed = new Promise<boolean>((resolve) => pinging.once('close', () => resolve(true)));
  for (let sent = 0; sent < 1_000 && !pinging.destroyed; sent += 1) {
    if (!pinging.write(thousand)) await Promise.race([new Promise((resolve) => setImmediate(resolve)), closed]);
    if (sent % 250 !== 0) continue;
    other.send(JSON.stringify({ id: sent, request: 'identities', params: {} }));
    expect(await message(other)).toMatchObject({ id: sent, ok: true });
  }
  expect((await fetch(`${origin}/`)).status).toBe(404);
  pinging.destroy();
  other.terminate();
});

test('[bad:HT-020] a page that does not read is closed with 1013, and the core goes on', async () => {
  const socket = await page();
  socket.pause();
  const rows = Array.from({ length: 400 }, () => toyConnection);
  for (let turn = 0; core.subscribers > 0 && turn < 1000; turn += 1) {
    core.publish('connectionsChanged', rows);
    if (turn % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
  const code = closed(socket);
  socket.resume();
  expect(await code).toBe(1013);
  expect(await fetch(`${origin}/`).then((answer) => answer.status)).toBe(404);
});

test('[bad:IP-012] a flood of one page is refused, another page is served', async () => {
  const flooding = await page();
  const refused = new Promise<unknown>((resolve) =>
    flooding.on('message', (data) => String(data).includes('IPC_BUSY') && resolve(JSON.parse(String(data)))),
  );
  for (let id = 0; id < 2000; id += 1) flooding.send(JSON.stringify({ id, request: 'identities', params: {} }));
  expect(await refused).toMatchObject({ ok: false, error: { code: 'IPC_BUSY' } });
  const other = await page();
  other.send(JSON.stringify({ id: 1, request: 'identities', params: {} }));
  expect(await message(other)).toMatchObject({ ok: true });
  flooding.terminate();
  other.terminate();
  time += 1;
});

/** Upgrades with a fresh token, sends bytes as they are and reads the code of the close frame that answers. */
async function closeCodeAfter(bytes: Buffer): Promise<number> {
  const socket: Socket = connect(web.port, '127.0.0.1');
  socket.write(upgradeText([`Host: 127.0.0.1:${web.port}`, `Authorization: Bearer ${freshToken()}`]));
  const frames = await new Promise<Buffer>((resolve) => {
    let answer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      const head = answer.indexOf('\r\n\r\n');
      answer = Buffer.concat([answer, chunk]);
      if (head < 0 && answer.includes('\r\n\r\n')) socket.write(bytes);
      else if (head >= 0) resolve(answer.subarray(head + 4));
    });
  });
  socket.destroy();
  return frames[0] === 0x88 ? frames.readUInt16BE(2) : 0;
}
