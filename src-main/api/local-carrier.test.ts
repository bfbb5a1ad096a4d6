import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { farPipe, toyConnection, toyCore } from '../../test/support/toy-core.ts';
import type { Pipe } from './core.ts';
import type { CoreAccess } from './core-access.ts';
import { claimLocalAddress } from './local-address.ts';
import { type LocalCarrier, serveLocal } from './local-carrier.ts';
import { reachCore } from './local-client.ts';

let profile: string;
let carrier: LocalCarrier;
let access: CoreAccess;
const core = toyCore();

beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'epochscope-'));
  carrier = await serveLocal({
    core,
    path: claimLocalAddress(profile),
    now: () => 0,
    report: () => undefined,
    showUi: () => 'http://127.0.0.1:1/#t',
  });
  const reached = await reachCore(profile);
  if (reached === null) throw new Error('the carrier cannot be reached');
  access = reached;
});

afterEach(async () => {
  await access.close();
  await carrier.close();
  rmSync(profile, { recursive: true });
});

const listenParams = {
  identityId: null,
  host: '127.0.0.1',
  port: 0,
  profiles: ['draft-00'],
  suites: [1],
  trust: 'pin',
  pins: [],
  marker: 'require',
  autoResume: false,
} as const;
const connectParams = {
  identityId: null,
  host: '127.0.0.1',
  port: 7443,
  profile: 'draft-00',
  suites: [1],
  trust: 'first-use',
  pin: null,
  marker: 'require',
  autoResume: false,
  label: null,
} as const;

test('only the owner can reach the socket', () => {
  if (process.platform === 'win32') return;
  expect(statSync(carrier.path).mode & 0o777).toBe(0o600);
  expect(statSync(join(carrier.path, '..')).mode & 0o077).toBe(0);
});

test('requests, refusals and the link to the user interface', async () => {
  expect(await access.request('identities', {})).toMatchObject({ ok: true, value: [{ name: 'Ada' }] });
  expect(await access.request('createIdentity', JSON.parse('{"name":7}'))).toMatchObject({ ok: false, error: { code: 'IPC_BAD_ARGS' } });
  expect(await access.showUi()).toBe('http://127.0.0.1:1/#t');
});

test('topics arrive after a subscription, in order', async () => {
  const heard: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  await access.subscribe(
    (topic, value) => {
      heard.push([topic, value]);
      if (heard.length === 2) resolve();
    },
    () => undefined,
  );
  core.publish('connectionsRemoved', ['a']);
  core.publish('connectionsRemoved', ['b']);
  await promise;
  expect(heard).toEqual([
    ['connectionsRemoved', ['a']],
    ['connectionsRemoved', ['b']],
  ]);
});

test('a core that goes away ends what waits for it', async () => {
  const gone = new Promise<void>((resolve) => void access.subscribe(() => undefined, resolve));
  await access.request('identities', {});
  await carrier.close();
  await gone;
  expect(await access.request('identities', {})).toMatchObject({ ok: false, error: { code: 'CORE_GONE' } });
  expect(await reachCore(profile)).toBeNull();
});

test('a line that is no request ends the connection and harms nobody else', async () => {
  for (const line of ['not json\n', '[]\n', '{"id":-1,"request":"app"}\n', `${'x'.repeat(3_000_000)}\n`]) {
    const socket = connect(carrier.path);
    const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
    socket.write(line);
    await closed;
  }
  expect(await access.request('identities', {})).toMatchObject({ ok: true });
});

test('a pipe carries data both ways, ends each direction on its own and tells its end', async () => {
  const pipe = await access.openPipe(connectParams); // the toy core answers with an echo
  expect(pipe.connection).toEqual(toyConnection);
  pipe.stream.end('x'.repeat(300_000));
  expect(await text(pipe.stream)).toBe('x'.repeat(300_000));
  expect(await pipe.ended).toEqual({ kind: 'complete' });
});

test('a refused pipe is an error with the words of the core', async () => {
  await expect(access.openPipe({ ...connectParams, port: 1 })).rejects.toMatchObject({ view: { code: 'CONNECTION_REFUSED' } });
});

test('an accepted pipe is fetched; a cut delivers what came before and says how much was handed over', async () => {
  const { promise, resolve } = Promise.withResolvers<Pipe>();
  const listening = await access.listenPipe(listenParams, resolve);
  const { pipe, far, end } = farPipe();
  core.listening[0]?.(pipe);
  const accepted = await promise;
  far.end('before the cut');
  expect(await text(accepted.stream)).toBe('before the cut');
  end({ kind: 'cut', handedOver: 7, received: 14, error: null });
  expect(await accepted.ended).toEqual({ kind: 'cut', handedOver: 7, received: 14, error: null });
  await listening.close();
  await expect.poll(() => core.listening.length, { timeout: 30_000 }).toBe(0);
});

test('a face that dies is no end of stream: the pipe is destroyed', async () => {
  const { promise, resolve } = Promise.withResolvers<Pipe>();
  await access.listenPipe(listenParams, resolve);
  const { pipe } = farPipe();
  const destroyed = new Promise((done) => pipe.stream.once('close', done));
  core.listening.at(-1)?.(pipe);
  const accepted = await promise;
  accepted.stream.write('half a messa');
  accepted.stream.destroy();
  await destroyed;
  expect(pipe.stream.writableFinished).toBe(false);
});

test('a face that does not read makes the pipe wait', async () => {
  const { promise, resolve } = Promise.withResolvers<Pipe>();
  const listening = await access.listenPipe(listenParams, resolve);
  const { pipe, far } = farPipe();
  core.listening.at(-1)?.(pipe);
  const accepted = await promise;
  for (let block = 0; block < 1024; block += 1) far.write(Buffer.alloc(65_536));
  for (let turn = 0; turn < 50; turn += 1) await access.request('identities', {}); // time enough for anything that still moves
  expect(far.writableLength).toBeGreaterThan(32 * 1_048_576);
  accepted.stream.destroy();
  await listening.close();
});
