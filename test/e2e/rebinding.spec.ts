import { type Browser, chromium, expect, test } from '@playwright/test';
import { type Server, createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { type WebCarrier, serveWeb } from '../../src-main/api/web-carrier.ts';
import { openStaticFiles } from '../../src-main/api/static-files.ts';
import { chromiumProgram } from '../support/chromium.ts';
import { toyCore, toyIdentity } from '../support/toy-core.ts';

// Real Chromium plays the attacker. Its resolver rules stand for a name server that answers with 127.0.0.1 the second time.
const attacker = 'evil.test';

let browser: Browser;
let guarded: WebCarrier;
let open: Server;
let site: Server;

test.beforeAll(async () => {
  const executablePath = chromiumProgram();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...sandbox, `--host-resolver-rules=MAP ${attacker} 127.0.0.1`],
  });
  guarded = await serveWeb({
    core: toyCore(),
    files: openStaticFiles('out/renderer'),
    port: 0,
    now: () => performance.now(),
    report: () => undefined,
  });
  // What a host without guards does, so that a passing test means something.
  open = createServer((_request, response) => response.end(JSON.stringify(toyIdentity)));
  const sockets = new WebSocketServer({ server: open });
  sockets.on('connection', (socket) => socket.send(JSON.stringify(toyIdentity)));
  site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>attack</title>'));
  for (const server of [open, site]) await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

test.afterAll(async () => {
  await browser.close();
  await guarded.close();
  for (const server of [open, site]) server.close();
});

const portOf = (server: Server): number => Reflect.get(Object(server.address()), 'port');

test('a name that is bound to loopback later reads nothing', async () => {
  const page = await browser.newPage();
  const unguarded = await page.goto(`http://${attacker}:${portOf(open)}/state`);
  expect(await unguarded?.text()).toContain('Ada');
  const answer = await page.goto(`http://${attacker}:${guarded.port}/`);
  expect(answer?.status()).toBe(421);
  expect(await page.evaluate(() => fetch('/session', { method: 'POST' }).then((response) => response.status))).toBe(421);
  expect(await page.evaluate(openSocket, `ws://${attacker}:${guarded.port}/rpc`)).toBe('refused');
  await page.close();
});

test('[bad:HT-003] [bad:HT-004] a page of another site can neither ask nor listen', async () => {
  const page = await browser.newPage();
  await page.goto(`http://${attacker}:${portOf(site)}/`);
  expect(await page.evaluate(openSocket, `ws://127.0.0.1:${portOf(open)}/`)).toContain('Ada');
  expect(await page.evaluate(openSocket, `ws://127.0.0.1:${guarded.port}/rpc`)).toBe('refused');
  const read = (url: string): Promise<string> =>
    page.evaluate(
      (target) =>
        fetch(target).then(
          (response) => response.text(),
          () => 'refused',
        ),
      url,
    );
  expect(await read(`http://127.0.0.1:${guarded.port}/`)).toBe('refused');
  const loads = page.evaluate(
    (target) =>
      new Promise((done) => {
        const image = new Image();
        image.onload = () => done('loaded');
        image.onerror = () => done('refused');
        image.src = target;
      }),
    `http://127.0.0.1:${guarded.port}/index.html`,
  );
  expect(await loads).toBe('refused');
  await page.close();
});

test('[bad:HT-022] a page of another site cannot show ours in a frame', async () => {
  const page = await browser.newPage();
  await page.goto(`http://${attacker}:${portOf(site)}/`);
  const response = page.waitForResponse((answer) => answer.url().startsWith(`http://127.0.0.1:${guarded.port}`));
  await page.evaluate((target) => {
    const frame = document.createElement('iframe');
    frame.src = target;
    document.body.append(frame);
  }, `http://127.0.0.1:${guarded.port}/`);
  expect((await response).status()).toBe(403);
  await page.close();
});

/** Runs in the page. @returns the first message, or `refused` */
function openSocket(url: string): Promise<string> {
  return new Promise((done) => {
    const socket = new WebSocket(url);
    socket.onmessage = (event) => done(String(event.data));
    socket.onerror = () => done('refused');
  });
}
