import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { suites } from '#engine/crypto/suites.ts';
import { findingsOf } from '#main/hosts/probe-findings.ts';
import type { ProbeResult } from '#main/hosts/prober.ts';
import { Station } from '../scenario/cores.ts';
import { runCommand, startCommand } from '../support/run-program.ts';

const environment = { EPOCHSCOPE_PROFILE_DIR: join(tmpdir(), `epochscope-nobody-${process.pid}`) };
/** Every suite of this build, in a process of its own, on a busy machine. */
const patience = 180_000;

test(
  'a probe says what a listener supports, who it is and when what happened; it makes no profile',
  async () => {
    const bob = await Station.open('Bob');
    const { port } = await bob.listen({ trust: 'accept-any', suites: [0xf0f1, 0x0001] });
    const { code, out } = await runCommand(['probe', `127.0.0.1:${port}`, '--json'], environment);
    expect(code).toBe(0);
    const { warning, results, findings } = JSON.parse(out);
    expect(warning).toContain('real connection');
    expect(results).toHaveLength(1);
    const [identity] = await bob.core.handlers.identities({});
    expect(results[0]).toMatchObject({
      suite: 0xf0f1,
      outcome: 'open',
      error: null,
      peer: {
        name: 'Bob',
        credential: 'basic',
        scheme: 'Ed25519',
        marked: true,
        marker: { versions: [0x4d01], profiles: [1], foundingRole: 2 },
        fingerprint: identity?.keys.find(({ scheme }) => scheme === 'Ed25519')?.fingerprint,
        capabilities: { extensions: [6], credentials: [1, 2], proposals: [] },
      },
    });
    expect(Date.parse(results[0].peer.lifetime.notAfter)).toBeGreaterThan(Date.now());
    for (const time of ['connect', 'hello', 'firstRecord']) expect(results[0].timings[time]).toBeGreaterThan(0);
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual([]);
    expect(existsSync(environment.EPOCHSCOPE_PROFILE_DIR)).toBe(false);
    // The peer saw an orderly end.
    expect((await bob.untilAny(({ state }) => state === 'closed')).error).toBeNull();
  },
  patience,
);

test(
  'all suites: each is tried once, and those that are not enabled are told from those that are',
  async () => {
    const bob = await Station.open('Bob');
    const { port } = await bob.listen({ trust: 'accept-any', suites: [0x0002, 0x0001, 0x0003] });
    const { code, out } = await runCommand(['probe', `127.0.0.1:${port}`, '--all-suites', '--json'], environment);
    expect(code).toBe(0);
    const { results, findings } = JSON.parse(out);
    expect(results.map(({ suite }: ProbeResult) => suite)).toEqual(suites.map(({ id }) => id));
    const open = results.filter(({ outcome }: ProbeResult) => outcome === 'open').map(({ suite }: ProbeResult) => suite);
    expect(open.sort()).toEqual([1, 2, 3]);
    for (const { outcome } of results) expect(['open', 'not-enabled']).toContain(outcome);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'R-SUITE', level: 'warning', text: expect.stringContaining('no post-quantum suite') }),
    );
  },
  patience,
);

test('[R-PROFILE] a profile that is not accepted is named, and the right one finds the peer', async () => {
  const bob = await Station.open('Bob');
  const { port } = await bob.listen({ profiles: ['editor-copy'], suites: [0x0001] });
  const other = await runCommand(['probe', `127.0.0.1:${port}`, '--suite', '1'], environment);
  expect(other).toMatchObject({ code: 1, out: expect.stringContaining('protocol_version') });
  const right = await runCommand(['probe', `127.0.0.1:${port}`, '--suite', '1', '--profile', 'editor-copy'], environment);
  expect(right.code).toBe(0);
  expect(await runCommand(['probe', 'localhost', '--profile', 'draft-99'], environment)).toMatchObject({ code: 2 });
});

test('a listener that refuses strangers lists a knock, and says so in words and code 5', async () => {
  const bob = await Station.open('Bob');
  const { port } = await bob.listen({ trust: 'pin', suites: [0x0001] });
  const { code, out, error } = await runCommand(['probe', `127.0.0.1:${port}`, '--suite', '1'], environment);
  expect(code).toBe(5);
  expect(error).toContain('NOTE: A probe opens a real connection');
  expect(out).toContain('enabled; strangers are refused');
  expect(out).toContain('R-AS');
  expect(await bob.core.handlers.knocks({})).toMatchObject([{ name: 'epochscope probe' }]);
});

test('other protocols, silence and closed ports are told apart', async () => {
  const web = await serve('HTTP/1.1 400 Bad Request\r\n\r\n');
  const other = await runCommand(['probe', `127.0.0.1:${web.port}`, '--suite', '1'], environment);
  expect(other).toMatchObject({ code: 1, out: expect.stringContaining('failed') });
  const mute = await serve('');
  expect(await runCommand(['probe', `127.0.0.1:${mute.port}`, '--suite', '1'], environment)).toMatchObject({
    code: 1,
    out: expect.stringContaining('ended the transport without a word'),
  });
  for (const { server } of [web, mute]) server.close();
  expect(await runCommand(['probe', `127.0.0.1:${mute.port}`], environment)).toMatchObject({
    code: 1,
    error: expect.stringContaining('ECONNREFUSED'),
  });
  expect(await runCommand(['probe', 'localhost', '--suite', '1', '--all-suites'], environment)).toMatchObject({ code: 2 });
  expect(await runCommand(['probe', 'localhost', '--suite', '4'], environment)).toMatchObject({ code: 2, error: expect.stringContaining('X448') });
});

test('a signal ends a probe that waits, with its own code', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  const port = await listening(server);
  const { child, ended } = startCommand(['probe', `127.0.0.1:${port}`, '--suite', '1'], environment);
  await new Promise<void>((resolve) => server.once('connection', (socket) => socket.once('data', () => resolve())));
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  server.close();
});

test('findings: an unmarked peer, a leaf that ends soon, clocks that differ', () => {
  const now = 1_800_000_000n;
  const with_ = (marked: boolean, notBefore: bigint, notAfter: bigint) => rulesOf(resultWith(marked, { notBefore, notAfter }), now);
  expect(with_(true, now - 60n, now + 86_400n)).toEqual([]);
  expect(with_(false, now - 60n, now + 86_400n)).toEqual(['warning R-MARK']);
  expect(with_(true, now - 60n, now + 60n)).toEqual(['warning R-KP']);
  expect(with_(true, now - 120n, now - 60n)).toEqual(['warning R-KP']);
  expect(with_(true, now + 60n, now + 86_400n)).toEqual(['warning R-KP']);
  expect(with_(true, now, now + 86_400n * 90n)).toEqual(['info R-KP']);
});

function rulesOf(result: ProbeResult, now: bigint): readonly string[] {
  return findingsOf([result], false, now).map(({ level, rule }) => `${level} ${rule}`);
}

function resultWith(marked: boolean, lifetime: { readonly notBefore: bigint; readonly notAfter: bigint }): ProbeResult {
  const leaf = {
    index: 0,
    credential: { kind: 'basic' as const, identity: new Uint8Array(1) },
    signatureKey: new Uint8Array(32),
    encryptionKey: new Uint8Array(32),
    marker: null,
    capabilities: { versions: [1], cipherSuites: [0xf0f1], extensions: [], proposals: [], credentials: [1] },
    listsDictionary: marked,
    lifetime,
  };
  return {
    suite: 0xf0f1,
    outcome: 'open',
    failure: null,
    peer: { leaf, marked, groupId: new Uint8Array(32), signatureScheme: 0x0807 },
    timings: { connect: 1, hello: 1, firstRecord: 1 },
    transportError: null,
  };
}

/** Says the same to everybody and hangs up. */
async function serve(greeting: string): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(greeting));
  });
  return { server, port: await listening(server) };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
