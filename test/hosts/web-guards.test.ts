import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStaticFiles } from '#main/api/static-files.ts';
import { type WebCarrier, serveWeb } from '#main/api/web-carrier.ts';
import { sessionLimits } from '#main/api/web-sessions.ts';
import { type RawAnswer, raw, requestText } from '../support/raw-http.ts';
import { toyCore } from '../support/toy-core.ts';

const root = mkdtempSync(join(tmpdir(), 'epochscope-ui-'));
const core = toyCore();
let time = 0;
let web: WebCarrier;
let ours: string;

const open = (port = 0): Promise<WebCarrier> =>
  serveWeb({ core, files: openStaticFiles(join(root, 'ui')), port, now: () => time, report: (where, error) => console.error(where, error) });
const tokenOf = (link: string): string => link.split('#token=')[1] ?? '';
const get = (target: string, ...lines: string[]): ReturnType<typeof raw> => raw(web.port, requestText('GET', target, [ours, ...lines]));
const post = (target: string, ...lines: string[]): ReturnType<typeof raw> => raw(web.port, requestText('POST', target, [ours, ...lines]));
const session = (...lines: string[]): ReturnType<typeof raw> =>
  post('/session', `Origin: http://127.0.0.1:${web.port}`, 'Content-Length: 0', ...lines);

beforeAll(async () => {
  mkdirSync(join(root, 'ui', 'assets'), { recursive: true });
  writeFileSync(join(root, 'ui', 'index.html'), '<!doctype html><title>ui</title>');
  writeFileSync(join(root, 'ui', 'assets', 'main.js'), 'export {};');
  writeFileSync(join(root, 'secret.txt'), 'outside');
  web = await open();
  ours = `Host: 127.0.0.1:${web.port}`;
});

afterAll(async () => {
  await web.close();
  rmSync(root, { recursive: true });
});

test('the user interface is served on both loopback addresses, with its types', async () => {
  expect(await get('/')).toMatchObject({ status: 200, body: '<!doctype html><title>ui</title>' });
  expect((await get('/assets/main.js')).head).toContain('Content-Type: text/javascript');
  expect(await raw(web.port, requestText('GET', '/', [`Host: localhost:${web.port}`]))).toMatchObject({ status: 200 });
  expect(await raw(web.port, requestText('HEAD', '/', [ours]))).toMatchObject({ status: 200, body: '' });
  expect(await raw(web.port, requestText('GET', '/', [`Host: [::1]:${web.port}`]), '::1')).toMatchObject({ status: 200 });
});

test('[bad:HT-002] any Host but our own exact names is answered 421', async () => {
  const { port } = web;
  const wrong = [
    [],
    ['Host:'],
    [ours, 'Host: evil.test'],
    [ours, ours],
    [`Host: localhost.evil.test:${port}`],
    [`Host: 127.0.0.1.evil:${port}`],
    [`Host: LOCALHOST:${port}`],
    [`Host: 127.0.0.1:${port + 1}`],
    ['Host: 127.0.0.1'],
    [`Host: 0x7f.1:${port}`],
    [`Host: 127.0.0.1:${port}.`],
    [`Host: user@127.0.0.1:${port}`],
    ['Host: evil.test'],
  ];
  for (const lines of wrong) expect([lines, (await raw(port, requestText('GET', '/', lines))).status]).toEqual([lines, 421]);
  expect(await raw(port, requestText('GET', `http://evil.test/`, [ours]))).toMatchObject({ status: 421 });
});

test('[bad:HT-003] [bad:HT-006] [bad:HT-026] what another site sends is answered 403', async () => {
  const token = tokenOf(web.freshLink());
  for (const line of ['Origin: http://evil.test', 'Origin: null', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: same-site']) {
    expect([line, (await get('/', line)).status]).toEqual([line, 403]);
    expect((await post('/session', line, `Authorization: Bearer ${token}`, 'Content-Length: 0')).status).toBe(403);
  }
  // Nobody may open a session without saying where it comes from, and `localhost` is another origin than 127.0.0.1.
  expect((await post('/session', `Authorization: Bearer ${token}`, 'Content-Length: 0')).status).toBe(403);
  expect((await post('/session', `Origin: http://localhost:${web.port}`, `Authorization: Bearer ${token}`, 'Content-Length: 0')).status).toBe(403);
  // None of that used the token up.
  expect((await session(`Authorization: Bearer ${token}`)).status).toBe(200);
});

test('[bad:HT-007] [bad:HT-025] only the exact token in its place admits, and only once', async () => {
  const token = tokenOf(web.freshLink());
  expect(token).toMatch(/^[\w-]{43}$/);
  const swapped = token.replace(/[a-z]/i, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
  const wrong = [
    [],
    ['Bearer '],
    [`Bearer ${token.slice(1)}`],
    [`Bearer ${token}x`],
    [`bearer ${token}`],
    [`Bearer ${swapped}`],
    [`Basic ${token}`],
    [token],
  ];
  for (const value of wrong) {
    time += 60_001;
    expect([value, (await session(...value.map((one) => `Authorization: ${one}`))).status]).toEqual([value, 401]);
  }
  expect((await post(`/session?token=${token}&token=${token}`, `Origin: http://127.0.0.1:${web.port}`, 'Content-Length: 0')).status).toBe(401);
  const admitted = await session(`Authorization: Bearer ${token}`);
  expect(admitted.status).toBe(200);
  expect(admitted.head).toMatch(/Set-Cookie: epochscope-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\//);
  expect((await session(`Authorization: Bearer ${token}`)).status).toBe(401);
});

test('a link that nobody opened ends, and so does a session', async () => {
  const old = tokenOf(web.freshLink());
  time += sessionLimits.link + 1;
  expect((await session(`Authorization: Bearer ${old}`)).status).toBe(401);
  const { head, body } = await session(`Authorization: Bearer ${tokenOf(web.freshLink())}`);
  const lines = [`Cookie: other=1; ${/Set-Cookie: ([^;]+)/.exec(head)?.[1]}`, `Authorization: Page ${JSON.parse(body).page}`];
  expect((await get('/session', ...lines)).status).toBe(204);
  expect((await get('/session', lines[0] ?? '')).status).toBe(401); // the cookie, which every port sees, is not enough
  expect((await get('/session', lines[1] ?? '')).status).toBe(401);
  time += sessionLimits.session + 1;
  expect((await get('/session', ...lines)).status).toBe(401);
});

test('[bad:HT-008] guessing is answered 429, a right token all the same', async () => {
  const statuses: number[] = [];
  for (let guess = 0; guess < 30; guess += 1) statuses.push((await session(`Authorization: Bearer ${'A'.repeat(43)}`)).status);
  expect(statuses.slice(0, sessionLimits.wrongPerMinute)).toEqual(Array(sessionLimits.wrongPerMinute).fill(401));
  expect(new Set(statuses.slice(sessionLimits.wrongPerMinute))).toEqual(new Set([429]));
  expect((await session(`Authorization: Bearer ${tokenOf(web.freshLink())}`)).status).toBe(200);
});

test('[bad:HT-010] no other address of this machine answers', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && one.scopeid === undefined);
  for (const { address } of others)
    await expect(raw(web.port, requestText('GET', '/', [ours]), address)).rejects.toThrow(/ECONNREFUSED|ENETUNREACH|EHOSTUNREACH/);
});

test.skipIf(process.platform !== 'linux')('[bad:HT-010] the system says that it listens on 127.0.0.1 and ::1 and nowhere else', () => {
  const port = web.port.toString(16).toUpperCase().padStart(4, '0');
  const listening = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // State 0A is LISTEN.
      .flatMap(([, local = '', , state]) => (state === '0A' && local.endsWith(`:${port}`) ? [local.split(':')[0]] : [])),
  );
  expect(listening).toEqual(['0100007F', '00000000000000000000000001000000']);
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  '[bad:HT-025] another user of this machine is asked for a token as anybody is',
  async () => {
    const script = `fetch('http://127.0.0.1:${web.port}/session', { headers: { authorization: 'Bearer x' } }).then(({ status }) => console.log(process.getuid(), status));`;
    const asked = await new Promise<string>((resolve, reject) =>
      execFile(process.execPath, ['-e', script], { uid: 65_534, gid: 65_534, cwd: '/' }, (error, out) =>
        error === null ? resolve(out.trim()) : reject(error),
      ),
    );
    expect(asked).toBe('65534 401');
  },
);

test('[bad:HT-011] a port somebody else holds on either address is an error, not another port', async () => {
  for (const address of ['127.0.0.1', '::1']) {
    const squatter = createServer();
    const port = await new Promise<number>((resolve) => squatter.listen(0, address, () => resolve(Reflect.get(Object(squatter.address()), 'port'))));
    await expect(open(port)).rejects.toMatchObject({ view: { code: 'UI_PORT_IN_USE' } });
    squatter.close();
  }
});

test('[bad:HT-013] methods that are not served are answered 405, and no answer shares anything with other sites', async () => {
  for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST']) {
    const answer = await raw(web.port, requestText(method, '/', [ours, 'Content-Length: 0']));
    expect([method, answer.status]).toEqual([method, 405]);
    expect(answer.head).toMatch(/Allow: GET, HEAD/);
  }
  const preflight = [ours, 'Origin: http://evil.test', 'Access-Control-Request-Method: POST'];
  expect((await raw(web.port, requestText('OPTIONS', '/session', preflight))).status).toBe(403);
  expect((await raw(web.port, `CONNECT evil.test:443 HTTP/1.1\r\n${ours}\r\n\r\n`)).status).toBe(0);
  for (const answer of [await get('/'), await session()]) expect(answer.head).not.toMatch(/Access-Control/i);
});

test('[bad:HT-014] shapes that smuggle requests are answered 400', async () => {
  const shapes = [
    ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    ['Content-Length: 4', 'Content-Length: 5'],
    ['Content-Length : 4'],
    ['X-A: b\n c'],
    ['Content-Length: +4'],
    ['Transfer-Encoding: chunked\r\n\tfolded'],
  ];
  for (const lines of shapes) {
    const { status } = await raw(web.port, requestText('POST', '/session', [ours, ...lines]));
    expect([lines, status]).toEqual([lines, 400]);
  }
  expect((await raw(web.port, `GET / HTTP/1.1\n${ours}\n\n`)).status).toBe(400);
  // A coding that nobody knows is a body like any other, and a body is never read, with whatever extension its chunks have: what stands in it is no request.
  const origin = `Origin: http://127.0.0.1:${web.port}`;
  const inside = `0;a="\r\n\r\nGET / HTTP/1.1\r\n${ours}\r\n\r\n"\r\n\r\n`;
  const chunked = requestText('POST', '/session', [ours, origin, 'Transfer-Encoding: chunked']).replace(
    'Connection: close',
    'Connection: keep-alive',
  );
  expect((await raw(web.port, requestText('POST', '/session', [ours, origin, 'Transfer-Encoding: xchunked']))).status).toBe(413);
  const { status, head, body } = await raw(web.port, `${chunked}${inside}`);
  expect([status, `${head}${body}`.match(/HTTP\/1\.1 \d/g)?.length ?? 1]).toEqual([413, 1]);
});

test('[bad:HT-015] long addresses and header lines are answered 414 or 431', async () => {
  expect((await get(`/${'a'.repeat(3000)}`)).status).toBe(414);
  expect((await get(`/${'a'.repeat(1_048_576)}`)).status).toBe(431);
  expect((await get('/', `X-Long: ${'a'.repeat(1_048_576)}`)).status).toBe(431);
  expect((await get('/', ...Array.from({ length: 10_000 }, (_, index) => `X-${index}: a`))).status).toBe(431);
});

test('[bad:HT-016] requests that are never finished are answered 408 or refused, and keep nobody out meanwhile', async () => {
  const halves: Promise<RawAnswer>[] = [];
  // No more at a time than the system keeps for us (511), or it would refuse some itself; whoever is answered came after them.
  for (let wave = 0; wave < 10; wave += 1) {
    halves.push(...Array.from({ length: 100 }, () => raw(web.port, `GET / HTTP/1.1\r\n${ours}\r\nX-Slow:`)));
    expect((await get('/')).status).toBe(200);
  }
  const origin = `Origin: http://127.0.0.1:${web.port}`;
  const bodies = Array.from({ length: 20 }, () => raw(web.port, `POST /session HTTP/1.1\r\n${ours}\r\n${origin}\r\nContent-Length: 9\r\n\r\nhalf`));
  let over = 0;
  for (const half of halves) void half.then(() => (over += 1));
  expect((await get('/')).status).toBe(200);
  // It was answered while they hung, not behind them.
  expect(over).toBeLessThan(halves.length);
  expect(new Set((await Promise.all(halves)).map(({ status }) => status))).toEqual(new Set([408]));
  // No request has a body: what announces one is refused before it could be slow.
  expect(new Set((await Promise.all(bodies)).map(({ status }) => status))).toEqual(new Set([413]));
  expect((await get('/')).status).toBe(200);
});

test('[bad:HT-017] a body of any size is answered 413', async () => {
  const origin = `Origin: http://127.0.0.1:${web.port}`;
  expect((await post('/session', origin, `Content-Length: ${2 ** 30}`)).status).toBe(413);
  expect((await post('/session', origin, 'Transfer-Encoding: chunked')).status).toBe(413);
  expect((await get('/', 'Content-Length: 5')).status).toBe(413);
  // Chunks without an end: the socket closes, which may overtake the answer, and nobody takes more of them.
  const socket = connect(web.port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let answer = '';
  let sent = 0;
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.write(requestText('POST', '/session', [ours, origin, 'Transfer-Encoding: chunked']));
  const chunk = Buffer.from(`10000\r\n${'a'.repeat(0x1_0000)}\r\n`);
  const more = (): void => {
    if (socket.destroyed) return;
    sent += chunk.length;
    socket.write(chunk, () => setImmediate(more));
  };
  more();
  await closed;
  expect(['', 'HTTP/1.1 413']).toContain(answer.slice(0, 12));
  expect(sent).toBeLessThan(2 ** 26);
});

test('paths cannot leave the folder', async () => {
  const paths = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/./index.html',
    '/index.html%00',
    '/%',
    '/%ff',
    '/assets',
    '/assets/',
    `/${encodeURIComponent(join(root, 'secret.txt'))}`,
    '/index.html/',
    '/INDEX.HTML',
  ];
  for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404]);
});

test('[bad:HT-021] [bad:HT-027] every answer carries the protecting header lines', async () => {
  for (const answer of [await get('/'), await get('/none'), await get('/session'), await get('/', 'Origin: null')]) {
    expect(answer.head).toContain("Content-Security-Policy: default-src 'none'; script-src 'self'");
    expect(answer.head).toContain("frame-ancestors 'none'");
    expect(answer.head).toContain('X-Content-Type-Options: nosniff');
    expect(answer.head).toContain('Referrer-Policy: no-referrer');
    expect(answer.head).toContain('Cross-Origin-Opener-Policy: same-origin');
    expect(answer.head).toContain('Cache-Control: no-store');
    expect(answer.head).not.toContain('X-Powered-By');
  }
});

test.skipIf(!existsSync('out/renderer/index.html'))('[bad:HT-021] the page that was built holds no script, style or handler of its own', () => {
  const page = readFileSync('out/renderer/index.html', 'utf8');
  expect([...page.matchAll(/<script\b[^>]*>([^<]*)<\/script>/g)].map(([, code = '']) => code.trim())).toEqual(['']);
  expect(page).not.toMatch(/<style|\son\w+=|\sstyle=|javascript:/i);
  expect(page.match(/<(script|link)\b[^>]*(src|href)="(?!\.?\/(?!\/))/g)).toBeNull();
});

test('a host without a built user interface says so', async () => {
  const empty = await serveWeb({ core, files: openStaticFiles(join(root, 'none')), port: 0, now: () => 0, report: () => undefined });
  const answer = await raw(empty.port, requestText('GET', '/', [`Host: 127.0.0.1:${empty.port}`]));
  expect(answer).toMatchObject({ status: 404 });
  expect(answer.body).toContain('built');
  await empty.close();
});
