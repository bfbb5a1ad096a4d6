import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/run-program.ts';

// Real processes, real cores, real sockets.
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'epochscope-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const profile = (name: string): NodeJS.ProcessEnv => ({ EPOCHSCOPE_PROFILE_DIR: join(root, name) });

interface Announced {
  readonly url: string;
  readonly port: number;
  readonly socket: string;
}

async function daemon(name: string, ...args: string[]) {
  const running = startCommand(['daemon', '--json', ...args], profile(name));
  const announced: Announced = JSON.parse(await running.printed(/\}\n/));
  return { ...running, announced };
}

test('[bad:HT-024] a daemon prints its link, serves the command line, and ends cleanly on a signal', async () => {
  const { announced, child, ended } = await daemon('a');
  expect(announced.url).toBe(`http://127.0.0.1:${announced.port}/#token=${announced.url.split('=')[1]}`);
  expect(JSON.parse((await runCommand(['identity', 'new', 'Ada', '--json'], profile('a'))).out)).toMatchObject({ name: 'Ada' });
  const fresh = (await runCommand(['ui'], profile('a'))).out.trim();
  expect(fresh).not.toBe(announced.url);
  const origin = `http://127.0.0.1:${announced.port}`;
  const headers = { origin, authorization: `Bearer ${fresh.split('=')[1]}` };
  expect((await fetch(`${origin}/session`, { method: 'POST', headers })).status).toBe(200);
  expect((await fetch(`${origin}/session`, { method: 'POST', headers })).status).toBe(401);
  // [bad:HT-024] No token is ever in a file: it comes out of a socket for its owner alone, and each is another one.
  if (process.platform !== 'win32') expect(statSync(announced.socket).mode & 0o077).toBe(0);
  const tokens = [announced.url, fresh].map((link) => Buffer.from(link.split('=')[1] ?? ''));
  for (const path of readdirSync(join(root, 'a'), { recursive: true, encoding: 'utf8' }).map((name) => join(root, 'a', name)))
    if (statSync(path).isFile()) for (const token of tokens) expect([path, readFileSync(path).includes(token)]).toEqual([path, false]);
  child.kill('SIGINT');
  child.kill('SIGINT'); // the terminal's, and the launcher's copy of it
  expect(await ended).toMatchObject({ code: 0, error: '' });
  expect(existsSync(announced.socket)).toBe(process.platform === 'win32');
  expect((await runCommand(['status'], profile('a'))).code).toBe(4);

  // What the first one printed is nothing to the next one.
  const next = await daemon('a');
  const used = [announced.url, fresh].map((link) => link.split('=')[1]);
  expect(used).not.toContain(next.announced.url.split('=')[1]);
  const again = `http://127.0.0.1:${next.announced.port}`;
  for (const token of used) {
    const old = { origin: again, authorization: `Bearer ${token}` };
    expect((await fetch(`${again}/session`, { method: 'POST', headers: old })).status).toBe(401);
  }
  next.child.kill('SIGTERM');
  expect((await next.ended).code).toBe(0);
});

test('a second process on the same profile is refused in words, with code 6', async () => {
  const { child, ended } = await daemon('a');
  const second = await runCommand(['daemon'], profile('a'));
  expect(second.code).toBe(6);
  expect(second.error).toContain('Another program uses this profile directory');
  child.kill('SIGTERM');
  await ended;
});

test('[bad:HT-011] a given port that is taken is an error, and no core stays behind', async () => {
  const squatter = createServer();
  const port = await new Promise<number>((resolve) =>
    squatter.listen(0, '127.0.0.1', () => resolve(Reflect.get(Object(squatter.address()), 'port'))),
  );
  const refused = await runCommand(['daemon', '--ui-port', String(port)], profile('a'));
  squatter.close();
  expect([refused.code, refused.error]).toEqual([1, expect.stringContaining('UI_PORT_IN_USE')]);
  const { child, ended } = await daemon('a', '--ui-port', String(port));
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
});

test('two processes without a daemon: connect --pipe and listen --exec carry data both ways', async () => {
  await runCommand(['identity', 'new', 'Ada'], profile('a'));
  await runCommand(['identity', 'new', 'Bob'], profile('b'));
  const listening = startCommand(['listen', '0', '--trust-first', '--exec', 'cat'], profile('b'));
  const port = /:(\d+)/.exec(await listening.printed(/Listening on .*:\d+/))?.[1];
  const data = randomBytes(400_000).toString('base64');
  const { code, out, error } = await runCommand(['connect', `localhost:${port}`, '--pipe'], profile('a'), data);
  expect([code, out === data]).toEqual([0, true]);
  expect(error).toContain('with Bob');
  listening.child.kill('SIGINT');
  expect((await listening.ended).code).toBe(130);
});

test('through two daemons: a stranger is refused with code 5, knocks, is accepted, and then connects', async () => {
  const [a, b] = [await daemon('a'), await daemon('b')];
  await runCommand(['identity', 'new', 'Ada'], profile('a'));
  await runCommand(['identity', 'new', 'Bob'], profile('b'));
  const { port } = JSON.parse((await runCommand(['listen', '0', '--json'], profile('b'))).out);
  expect(await runCommand(['connect', `localhost:${port}`], profile('a'))).toMatchObject({ code: 5 });
  const knock = JSON.parse((await runCommand(['knock', 'list', '--json'], profile('b'))).out);
  expect(knock).toMatchObject({ name: 'Ada' });
  expect((await runCommand(['knock', 'accept', 'Ada'], profile('b'))).code).toBe(0);
  const connected = JSON.parse((await runCommand(['connect', `localhost:${port}`, '--label', 'lab', '--json'], profile('a'))).out);
  expect(connected).toMatchObject({ state: 'open', label: 'lab', peer: { name: 'Bob' } });
  expect(JSON.parse((await runCommand(['update', 'lab', '--json'], profile('a'))).out).epoch).toBe('2');
  for (const { child, ended } of [a, b]) {
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }
});

test('a peer that is killed is a cut: what arrived is printed, the code is 3', async () => {
  await runCommand(['identity', 'new', 'Ada'], profile('a'));
  await runCommand(['identity', 'new', 'Bob'], profile('b'));
  const listening = startCommand(['listen', '0', '--trust-first', '--pipe'], profile('b'));
  const port = /:(\d+)/.exec(await listening.printed(/Listening on .*:\d+/))?.[1];
  const connecting = startCommand(['connect', `localhost:${port}`, '--pipe'], profile('a'));
  listening.child.stdin.write('before the cut');
  await connecting.printed('before the cut');
  listening.child.kill('SIGKILL');
  const { code, out, error } = await connecting.ended;
  expect([code, out]).toEqual([3, 'before the cut']);
  expect(error).toContain('The connection was cut');
});
