import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimLocalAddress } from '#main/api/local-address.ts';
import { type LocalCarrier, serveLocal } from '#main/api/local-carrier.ts';
import { commands } from '#main/cli/command-table.ts';
import { exitCodes } from '#main/cli/exit-codes.ts';
import { helpFor } from '#main/cli/help.ts';
import { runCommandLine } from '#main/cli/run.ts';
import { profileDirectoryOf } from '#main/cli/profile-directory.ts';
import { addressOf, choose } from '#main/cli/select.ts';
import { connectionLines } from '#main/cli/views.ts';
import { headerLine } from '#main/store/audit/export-lines.ts';
import type { AuditEntryView } from '#shared/contract/audit.ts';
import { faceError } from '#shared/face-errors.ts';
import type { ConnectionView, TranscriptRow } from '#shared/views.ts';
import { ApiError } from '#main/api/core.ts';
import { type Running, runCommand, startCommand } from '../support/run-program.ts';
import { farPipe, toyApp, toyConnection, toyCore } from '../support/toy-core.ts';

const profile = mkdtempSync(join(tmpdir(), 'epochscope-'));
const environment = { EPOCHSCOPE_PROFILE_DIR: profile };
const hostile = { ...toyConnection, id: 'c2aa', label: 'evil \u001b[2J\u202e', epoch: '7' };
const recorded: TranscriptRow = {
  seq: 9,
  attempt: 1,
  at: 0,
  lane: 'handshake',
  direction: 'sent',
  title: 'connection_update',
  summary: 'A fresh path',
  key: 'epoch',
  epoch: '4',
  sequence: null,
  length: 521,
  rules: ['R-UPD'],
  bad: false,
  hasBytes: true,
};
const runningJobs = [
  { id: 'aa11bb22cc33', kind: 'restore', done: 400, all: 1000 },
  { id: 'aa99', kind: 'resume', done: 3, all: null },
] as const;
const auditPages: (readonly AuditEntryView[])[] = [];
const core = toyCore({
  app: async () => toyApp,
  connections: async () => [toyConnection, hostile],
  connect: async () => ({ ...toyConnection, state: 'failed', error: { ...faceError('CORE_GONE'), code: 'KEY_CHANGED' } }),
  searchTranscript: async ({ before }) => ({ rows: [recorded], continueBefore: before === null ? 9 : null }),
  update: async () => ({ ...toyConnection, epoch: '8' }),
  audit: async () => auditPages.shift() ?? [],
  jobs: async () => runningJobs,
  cancelJob: async () => null,
  verifyAudit: async () => ({ log: '00', entries: 2, head: '00', fault: { kind: 'changed', sequence: 3 }, gaps: [], knowsHead: null }),
  exportAudit: async () => ({ text: headerLine('00'.repeat(16)), next: null }),
  resume: () => Promise.reject(new ApiError({ ...faceError('CORE_GONE'), code: 'NOTHING_TO_RESUME', title: 'There is no session to resume' })),
});
let carrier: LocalCarrier;

/** Starting a process takes a while on a busy machine. */
const patience = { timeout: 30_000 };

beforeAll(async () => {
  carrier = await serveLocal({
    core,
    path: claimLocalAddress(profile),
    now: () => performance.now(),
    report: () => undefined,
    showUi: () => 'http://127.0.0.1:9/#token=t',
  });
});

/** Starts a listening command once the one before is gone, and waits until the core has it. */
async function startListening(args: readonly string[]): Promise<Running> {
  await expect.poll(() => core.listening.length, patience).toBe(0);
  const running = startCommand(args, environment);
  await expect.poll(() => core.listening.length, patience).toBe(1);
  return running;
}

afterAll(async () => {
  await carrier.close();
  rmSync(profile, { recursive: true });
});

test('status, as tables and as JSON; what peers chose cannot steer the terminal', async () => {
  const { code, out } = await runCommand(['status'], environment);
  expect(code).toBe(0);
  expect(out).toContain('c1f0        Lab');
  expect(out).not.toContain('\u001b');
  expect(out).not.toContain('\u202e');
  expect(out).toContain('\\u{1b}');
  const json = await runCommand(['status', '--json'], environment);
  expect(json.out.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(json.out)).toMatchObject({ connections: [{ id: 'c1f0' }, { id: 'c2aa' }] });
});

test('a connection is named by id, beginning of id or label; what fits nothing or too much is a usage error', async () => {
  for (const name of ['c1f0', 'c1', 'Lab']) {
    core.calls.length = 0;
    expect((await runCommand(['update', name, '--json'], environment)).code).toBe(0);
    expect(core.calls.at(-1)).toEqual(['update', { connectionId: 'c1f0' }]);
  }
  expect(await runCommand(['update', 'c'], environment)).toMatchObject({ code: 2, error: expect.stringContaining('c1f0, c2aa') });
  expect(await runCommand(['update', 'x'], environment)).toMatchObject({ code: 2 });
});

test('send takes text or standard input; a refusal has words and code 1; a refused key has code 5', { timeout: 180_000 }, async () => {
  await runCommand(['send', 'Lab', '-'], environment, 'grüße\n');
  expect(core.calls.at(-1)).toEqual(['send', { connectionId: 'c1f0', text: 'grüße\n' }]);
  const refused = await runCommand(['resume', 'Lab'], environment);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.error).toContain('There is no session to resume');
  await runCommand(['resume', '5e'], environment); // by its session
  expect(core.calls.at(-1)).toEqual(['resume', { connectionId: 'c1f0' }]);
  expect((await runCommand(['resume', 'Lab', '--json'], environment)).error).toMatch(/^\{"error":\{"code":"NOTHING_TO_RESUME"/);
  expect((await runCommand(['connect', 'localhost:1234'], environment)).code).toBe(5);
});

test('transcript asks for the rows that pass a filter, page by page, until there are enough', async () => {
  core.calls.length = 0;
  const shown = await runCommand(['transcript', 'Lab', 'type ~ update', '--limit', '3'], environment);
  expect(core.calls.slice(-2)).toEqual([
    ['searchTranscript', { connectionId: 'c1f0', filter: 'type ~ update', before: null, limit: 3 }],
    ['searchTranscript', { connectionId: 'c1f0', filter: 'type ~ update', before: 9, limit: 2 }],
  ]);
  expect(shown).toMatchObject({ code: 0, out: '1970-01-01T00:00:00.000Z  9 e4  > connection_update  A fresh path\n'.repeat(2) });
  expect(JSON.parse((await runCommand(['transcript', 'Lab', '--limit', '1', '--json'], environment)).out)).toEqual(recorded);
  expect(await runCommand(['transcript', 'Lab', '--limit', 'many'], environment)).toMatchObject({ code: 2 });
});

test('sessions asks for a part of the list; session shows one, forgets several, gives one up', async () => {
  const last = () => core.calls.at(-1);
  const listed = await runCommand(['sessions'], environment);
  expect(last()).toEqual(['sessions', { limit: 100, reversed: false, order: 'used' }]);
  expect(listed.out).toMatch(/^5e55 +c1f0 +Bob +draft-00 +12 +confirmed +resumable$/m);
  await runCommand(
    ['sessions', '--search', 'bob 10.0', '--standing', 'suspect', '--live', '--pending', 'any', '--protocol', 'editor-copy', '--suite', '1'].concat([
      '--credential',
      'first-use',
      '--hide-expired',
      '--order',
      'peer',
      '--reversed',
      '--limit',
      '7',
    ]),
    environment,
  );
  expect(last()).toEqual([
    'sessions',
    {
      search: 'bob 10.0',
      standing: 'suspect',
      live: true,
      pending: 'any',
      profile: 'editor-copy',
      suite: 1,
      credential: 'first-use',
      hideExpired: true,
      order: 'peer',
      reversed: true,
      limit: 7,
    },
  ]);
  expect(JSON.parse((await runCommand(['sessions', '--json'], environment)).out)).toMatchObject({ id: '5e55' });
  expect((await runCommand(['session', 'show', '5e'], environment)).out).toMatch(/stored +4321 bytes after 31 steps/);
  expect(last()).toEqual(['session', { sessionId: '5e55' }]);
  for (const words of [
    ['session', 'forget', '5e55', 'c1f0'],
    ['forget', '5e'],
  ]) {
    expect(await runCommand(words, environment)).toMatchObject({ code: 0, out: expect.stringContaining('Forgot the session with Bob.') });
    expect(last()).toEqual(['forgetSession', { sessionId: '5e55' }]);
  }
  expect((await runCommand(['session', 'suspect', '5e'], environment)).out).toContain('its secrets are destroyed');
  expect(last()).toEqual(['suspectSession', { sessionId: '5e55' }]);
  for (const wrong of [
    ['--limit', '0'],
    ['--standing', 'good'],
    ['--idle', 'x'],
  ])
    expect(await runCommand(['sessions', ...wrong], environment)).toMatchObject({ code: 2 });
});

test('connect and listen send what their options say', async () => {
  await runCommand(
    ['connect', '[::1]:99', '--suite', '0xF0F1', '--suite', '1', '--marker', 'allow-absent', '--no-resume', '--pin', 'card', '--label', 'x'],
    environment,
  );
  expect(core.calls.at(-1)).toEqual([
    'connect',
    {
      identityId: null,
      host: '::1',
      port: 99,
      profile: 'draft-00',
      suites: [0xf0f1, 1],
      trust: 'pin',
      pin: 'card',
      marker: 'allow-absent',
      autoResume: false,
      label: 'x',
    },
  ]);
  await runCommand(['listen', '--host', '0.0.0.0', '--trust-first', '--identity', 'Ada'], environment);
  expect(core.calls.at(-1)).toEqual([
    'listen',
    {
      identityId: 'i1',
      host: '0.0.0.0',
      port: 7443,
      profiles: ['draft-00'],
      suites: [0xf0f1],
      trust: 'first-use',
      pins: [],
      marker: 'require',
      autoResume: null,
      acceptEarlyData: false,
    },
  ]);
});

test('identities are named by name or id, and changed as their commands say', async () => {
  const asked = async (...words: string[]) => {
    const { code } = await runCommand(['identity', ...words], environment);
    return [code, ...(core.calls.at(-1) ?? [])];
  };
  expect(await asked('rename', 'Ada', 'Ada L.')).toEqual([0, 'renameIdentity', { identityId: 'i1', name: 'Ada L.' }]);
  expect(await asked('rotate', 'i1')).toEqual([0, 'rotateIdentityKey', { identityId: 'i1', scheme: null }]);
  expect(await asked('rotate', 'Ada', '--scheme', 'P-256')).toEqual([0, 'rotateIdentityKey', { identityId: 'i1', scheme: 'P-256' }]);
  expect(await asked('retire', 'Ada')).toEqual([0, 'retireIdentity', { identityId: 'i1', evenTheLast: false }]);
  expect(await asked('retire', 'Ada', '--even-the-last')).toEqual([0, 'retireIdentity', { identityId: 'i1', evenTheLast: true }]);
  expect(await asked('restore', 'Ada')).toEqual([0, 'restoreIdentity', { identityId: 'i1' }]);
  expect(await asked('destroy', 'Ada', '--yes')).toEqual([0, 'destroyIdentity', { identityId: 'i1', name: 'Ada' }]);
  expect(await asked('show', 'Ada')).toEqual([0, 'identityDetail', { identityId: 'i1' }]);
  expect(await asked('list', '--retired')).toEqual([0, 'retiredIdentities', {}]);
  expect((await runCommand(['identity', 'destroy', 'Ada'], environment)).code).toBe(2);
  expect((await runCommand(['identity', 'rotate', 'Bob'], environment)).code).toBe(2);
});

test('[bad:RE-010] wipe asks for a yes, then leaves nothing of a profile', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'epochscope-wipe-'));
  const own = { EPOCHSCOPE_PROFILE_DIR: directory };
  expect((await runCommand(['identity', 'new', 'Ada'], own)).code).toBe(0);
  expect(await runCommand(['wipe'], own)).toMatchObject({ code: 2, error: expect.stringContaining('epochscope wipe --yes') });
  expect(readdirSync(directory)).toContain('key-slots.bin');
  expect(await runCommand(['wipe', '--yes'], own)).toMatchObject({ code: 0, out: expect.stringContaining('Destroyed the keys') });
  expect(existsSync(directory)).toBe(false);
  expect((await runCommand(['wipe', '--yes'], own)).code).toBe(2);
});

test.each([
  [['conect'], 'Did you mean connect?'],
  [['identity'], 'identity new, identity list, identity show'],
  [['identity', 'nwe'], 'Did you mean identity new?'],
  [['listen', '--siute', '1'], 'Did you mean --suite?'],
  [['listen', '99999'], 'not a port'],
  [['listen', '--suite', '0x9999'], 'no cipher suite'],
  [['listen', '--marker', 'maybe'], 'require, allow-absent'],
  [['listen', '--pipe', '--exec', 'cat'], 'exclude'],
  [['connect'], 'HOST:PORT'],
  [['connect', 'a', '--pin', 'card', '--trust-first'], 'exclude'],
  [['update'], 'missing'],
  [['update', 'a', 'b'], 'too many'],
  [['protection'], 'protection show, protection set'],
])('%j is a usage error that says what is wrong', async (words, expected) => {
  const said: string[] = [];
  const streams = { out: () => undefined, error: (text: string) => void said.push(text) };
  const interrupted = new AbortController().signal;
  expect(await runCommandLine(words, { version: '0', programFolder: '', environment, streams, interrupted, secret: async () => null })).toBe(2);
  expect(said.join('')).toContain(expected);
});

test('connect --pipe joins standard input and output', async () => {
  const text = 'x'.repeat(200_000);
  const { code, out } = await runCommand(['connect', 'localhost', '--pipe'], environment, text);
  expect([code, out.length]).toEqual([0, text.length]);
});

test('a cut ends listen --pipe with code 3 and words, after what had arrived', async () => {
  const running = await startListening(['listen', '--pipe']);
  const { pipe, far, end } = farPipe();
  core.listening[0]?.(pipe);
  far.end('before the cut');
  await running.printed('before the cut');
  end({ kind: 'cut', handedOver: 5, received: 14, error: null });
  const { code, error } = await running.ended;
  expect(code).toBe(3);
  expect(error).toContain('5 bytes were handed over');
});

test('an interrupted pipe is a cut, not an end of stream', async () => {
  const running = await startListening(['listen', '--pipe']);
  const { pipe, far } = farPipe();
  core.listening[0]?.(pipe);
  running.child.stdin.write('half');
  await new Promise((resolve) => far.once('data', resolve));
  const destroyed = new Promise((resolve) => pipe.stream.once('close', resolve));
  running.child.kill('SIGINT');
  await destroyed;
  expect(pipe.stream.writableFinished).toBe(false);
  expect((await running.ended).code).toBe(130);
});

test('listen --exec runs a program for every connection', async () => {
  const running = await startListening(['listen', '--exec', process.platform === 'win32' ? 'sort' : 'tr a-z A-Z']);
  for (const word of ['one', 'two']) {
    const { pipe, far, end } = farPipe();
    core.listening[0]?.(pipe);
    far.end(word);
    expect(await new Promise((resolve) => far.once('data', (data) => resolve(String(data))))).toBe(word.toUpperCase());
    end({ kind: 'complete' });
  }
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(130);
});

test('watch prints what happens until the core goes away', async () => {
  const running = startCommand(['watch', 'Lab'], environment);
  await expect.poll(() => core.subscribers, patience).toBe(1);
  core.publish('connectionsChanged', [hostile, { ...toyConnection, epoch: '9' }]);
  expect(await running.printed('epoch 9')).not.toContain('c2aa');
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(0);
});

test('without a core a command says how to start one and ends with 4', async () => {
  const nobody = mkdtempSync(join(tmpdir(), 'epochscope-'));
  for (const words of [['status'], ['update', 'x'], ['ui'], ['connect', 'localhost']]) {
    const { code, error } = await runCommand(words, { EPOCHSCOPE_PROFILE_DIR: nobody });
    expect(error).toContain('epochscope daemon');
    expect(code).toBe(4);
  }
  rmSync(nobody, { recursive: true });
});

test('ui prints a fresh link, version the version, help every command and every exit code', async () => {
  expect((await runCommand(['ui'], environment)).out).toBe('http://127.0.0.1:9/#token=t\n');
  expect((await runCommand(['--version'], environment)).out).toMatch(/^epochscope \d/);
  for (const command of commands) {
    expect(helpFor([])).toContain(command.name);
    expect(helpFor(command.name.split(' '))).toContain(command.summary);
  }
  for (const { code } of Object.values(exitCodes)) expect(helpFor(['exit-codes'])).toMatch(new RegExp(`^ *${code}  `, 'm'));
});

test('suites names every cipher suite with its post-quantum property, without a core', async () => {
  const nowhere = { EPOCHSCOPE_PROFILE_DIR: join(profile, 'none') };
  const { code, out } = await runCommand(['suites'], nowhere);
  expect(code).toBe(0);
  expect(out).toMatch(/^0xF0F1 +xwing-aes256-ed25519 +Ed25519 +post-quantum confidentiality +on$/m);
  expect(out).toMatch(/^0xF0F7 .*ML-DSA-87 +post-quantum, authentication too +off$/m);
  expect(out).toMatch(/^0x0001 .* no +on$/m);
  expect(out).toMatch(/^x448-aes256-ed448 \(0x0004\) is not offered here: X448 is not available in this build\.$/m);
  const lines = (await runCommand(['suites', '--json'], nowhere)).out.trim().split('\n');
  expect(lines).toHaveLength(13);
  expect(lines.map((line) => JSON.parse(line))[0]).toMatchObject({ id: 0xf0f1, postQuantum: 'confidentiality', enabledByDefault: true });
});

test('one connection in words: its suite, and why it cannot be resumed from here', () => {
  const said = (change: Partial<ConnectionView>) => connectionLines({ ...toyConnection, ...change }).join('\n');
  expect(said({})).toContain('0x0001 x25519-aes128-ed25519, classical');
  expect(said({ suite: 0xf0f7 })).toContain('post-quantum, authentication too');
  expect(said({ state: 'dormant', obstacle: 'Only the peer can resume' })).toContain('cannot be resumed from here: Only the peer can resume');
  expect(said({ obstacle: 'The connection is still in use' })).not.toContain('obstacle');
});

test('the help of joined streams says what a cut means', () => {
  for (const name of ['listen', 'connect']) expect(helpFor([name])).toMatch(/After a cut .*exit code 3[\s\S]*prefix of what the peer sent/);
});

test('addresses and profile directories', () => {
  expect(addressOf('example.org')).toEqual({ host: 'example.org', port: 7443 });
  expect(addressOf('10.0.0.1:80')).toEqual({ host: '10.0.0.1', port: 80 });
  expect(addressOf('fe80::1')).toEqual({ host: 'fe80::1', port: 7443 });
  expect(addressOf('[fe80::1]')).toEqual({ host: 'fe80::1', port: 7443 });
  expect(() => addressOf(':80')).toThrow('not an address');
  expect(choose('thing', 'ab', [{ id: 'ab' }, { id: 'abc' }], () => [])).toEqual({ id: 'ab' });
  expect(profileDirectoryOf(null, { XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/epochscope');
  expect(profileDirectoryOf(null, { XDG_DATA_HOME: 'relative', EPOCHSCOPE_PROFILE_DIR: '' }, 'linux')).toMatch(/\.local\/share\/epochscope$/);
  expect(profileDirectoryOf('/given', { EPOCHSCOPE_PROFILE_DIR: '/other' }, 'linux')).toBe('/given');
});

test('work that takes a while is listed and ended by the beginning of its id', { timeout: 180_000 }, async () => {
  const listed = await runCommand(['jobs', 'list'], environment);
  expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('aa11bb22  restoring a backup    40 %') });
  expect(listed.out).toContain('resuming connections  not known');
  expect(JSON.parse((await runCommand(['jobs', 'list', '--json'], environment)).out)).toEqual(runningJobs);
  expect(await runCommand(['jobs', 'cancel', 'aa1'], environment)).toMatchObject({ code: 0 });
  expect(core.calls.at(-1)).toEqual(['cancelJob', { jobId: 'aa11bb22cc33' }]);
  core.calls.length = 0;
  for (const wrong of ['aa', 'bb']) expect(await runCommand(['jobs', 'cancel', wrong], environment)).toMatchObject({ code: 2 });
  expect(core.calls.map(([name]) => name)).not.toContain('cancelJob');
});

test('the audit log is shown page by page, checked, and written to a file that is checked without a core', async () => {
  const entry = (sequence: number) => ({
    sequence,
    time: 0,
    actor: { kind: 'window', client: '1' } as const,
    action: 'pin-added' as const,
    subject: { kind: 'pin' as const, id: 'p1', fingerprint: null },
    detail: { label: 'evil \u001b[2J' },
    hash: '00',
  });
  auditPages.push([entry(9)], []);
  core.calls.length = 0;
  const shown = await runCommand(
    ['audit', 'list', '--action', 'pin-added', '--subject', 'pin', '--since', '1970-01-01', '--text', 'ev', '--limit', '1'],
    environment,
  );
  expect(core.calls).toEqual([['audit', { before: null, limit: 1, actions: ['pin-added'], subjectKind: 'pin', from: 0, to: null, text: 'ev' }]]);
  expect(shown.out).toContain('window 1');
  expect(shown.out).not.toContain('\u001b');
  expect(await runCommand(['audit', 'list', '--action', 'pin'], environment)).toMatchObject({ code: 2 });
  const verified = await runCommand(['audit', 'verify', '--head', 'ab'.repeat(32)], environment);
  expect(core.calls.at(-1)).toEqual(['verifyAudit', { head: 'ab'.repeat(32) }]);
  expect(verified).toMatchObject({ code: 1, out: expect.stringContaining('Broken: entry 3 was changed after it was written.') });
  const file = join(profile, 'audit.jsonl');
  expect(await runCommand(['audit', 'export', file], environment)).toMatchObject({ code: 0 });
  expect(core.calls.at(-1)).toEqual(['exportAudit', { after: 0 }]);
  expect(await runCommand(['audit', 'export', file], environment)).toMatchObject({ code: 2 });
  expect(await runCommand(['audit', 'verify', file], environment)).toMatchObject({
    code: 0,
    out: expect.stringContaining('The chain holds: 0 entries.'),
  });
  expect(await runCommand(['audit', 'verify', join(profile, 'nothing')], environment)).toMatchObject({ code: 2 });
});
