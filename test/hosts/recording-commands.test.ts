import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hadFaults, parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';
import { DaemonStation } from '../scenario/daemons.ts';
import { runCommand } from '../support/run-program.ts';
import { hasTshark, tsharkFields, warnWithoutTshark } from '../support/tshark.ts';

// A daemon, the command line and the files between them: each a process or a file of its own.

warnWithoutTshark();

const folder = mkdtempSync(join(tmpdir(), 'epochscope-files-'));
const file = (name: string): string => join(folder, name);
const recordingAt = (path: string): RecordingFile => parseRecording(readFileSync(path, 'utf8')) ?? { head: fail(path), rows: [], whole: false };
const fail = (path: string): never => {
  throw new Error(`${path} is no recording`);
};

describe('what the command line writes of a connection', { timeout: 120_000 }, () => {
  let daemon: DaemonStation;
  let id: string;
  const run = (...words: readonly string[]) => runCommand(words, { EPOCHSCOPE_PROFILE_DIR: daemon.directory, XDG_RUNTIME_DIR: daemon.directory });

  beforeAll(async () => {
    daemon = await DaemonStation.open('Ida Lovelace', {}, 'by hand');
    const { initiatorId, responderId } = await daemon.ask('startDemo', {});
    id = initiatorId;
    await Promise.all([id, responderId].map((each) => daemon.until(each, ({ writable }) => writable)));
    await daemon.ask('send', { connectionId: id, text: 'in the clear nowhere' });
    await daemon.until(responderId, ({ bytesReceived }) => bytesReceived > 0);
    await daemon.ask('update', { connectionId: responderId });
    await daemon.ask('setFaults', {
      connectionId: id,
      rules: [{ from: 'dialler', link: null, record: 9_999, times: null, action: { kind: 'drop' } }],
    });
  }, 120_000);

  afterAll(async () => {
    await daemon.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a recording as JSON lines, in a new file that nobody else may read', async () => {
    expect(await run('export', id, file('whole.json'))).toMatchObject({ code: 0, out: expect.stringContaining('Exported the recording') });
    const { head, rows, whole } = recordingAt(file('whole.json'));
    expect(head).toMatchObject({ safe: false, connection: { id, peer: { name: 'Bob' }, faults: 'now' } });
    expect([whole, rows.some(({ title }) => title === 'connection_update'), hadFaults({ head, rows })]).toEqual([true, true, true]);
    if (process.platform !== 'win32') expect(statSync(file('whole.json')).mode & 0o777).toBe(0o600);
    // What is there is not overwritten.
    const before = readFileSync(file('whole.json'));
    expect(await run('export', id, file('whole.json'))).toMatchObject({ code: 2, error: expect.stringContaining('cannot be made') });
    expect(readFileSync(file('whole.json')).equals(before)).toBe(true);
  });

  test('safe to share: nothing of who it was, and other formats cannot be', async () => {
    const written = await run('export', id, file('safe.json'), '--safe-to-share', '--json');
    expect([written.code, JSON.parse(written.out)]).toEqual([0, { exported: file('safe.json'), safe: true }]);
    const { connection } = recordingAt(file('whole.json')).head;
    const { head, rows } = recordingAt(file('safe.json'));
    expect(head).toMatchObject({ safe: true, connection: { address: '', peer: { name: 'peer', fingerprint: { full: '' } }, sessionId: null } });
    expect(hadFaults({ head, rows })).toBe(true);
    const said = readFileSync(file('safe.json'), 'utf8');
    for (const telling of [connection.id, connection.sessionId, connection.address, connection.peer?.fingerprint.full, 'Bob', 'Alice'])
      expect(said.includes(telling ?? 'Ida Lovelace'), telling ?? '').toBe(false);
    expect(await run('export', id, file('safe.pcapng'), '--format', 'pcapng', '--safe-to-share')).toMatchObject({ code: 2 });
  });

  test('the list of connections says which of them meet faults', async () => {
    const { code, out } = await run('status');
    expect([code, out.split('\n').filter((line) => line.includes('open (faults)')).length]).toEqual([0, 2]);
  });

  test('a report, of the connection and of the files, which says that faults were on the way', async () => {
    const [live, whole, safe] = [await run('report', id), await run('report', file('whole.json')), await run('report', id, '--safe-to-share')];
    for (const { code, out } of [live, whole, safe]) expect([code, out.includes('- **Faults:** set on purpose')]).toEqual([0, true]);
    for (const { out } of [live, whole]) expect(out).toContain('# Connection with Bob');
    expect(safe.out).not.toMatch(/Bob|127\.0\.0\.1/);
  });

  test('a capture that tshark reads, one with plaintext and keys only when they are asked for twice', async () => {
    expect(await run('export', id, file('lab.pcapng'), '--format', 'pcapng')).toMatchObject({ code: 0 });
    const capture = readFileSync(file('lab.pcapng'));
    expect(capture.subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
    expect(capture.includes('FAULTS were put on the way on purpose')).toBe(true);
    expect(capture.includes('in the clear nowhere')).toBe(false);
    if (hasTshark) {
      const port = Number(recordingAt(file('whole.json')).head.connection.address.split(':').at(-1));
      const records = tsharkFields(capture, ['tls.record.content_type'], '-d', `tcp.port==${port},tls`).flat().join(';').split(';');
      const recorded = recordingAt(file('whole.json')).rows.filter(({ lane }) => lane === 'record');
      expect(records.filter((type) => type !== '')).toHaveLength(recorded.length);
    }
    expect(await run('export', id, file('lab.keys'), '--format', 'key-log')).toMatchObject({ code: 2, error: expect.stringContaining('add --yes') });
    expect(await run('export', id, file('plain.pcapng'), '--format', 'pcapng-decrypted', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(file('plain.pcapng')).includes('in the clear nowhere')).toBe(true);
    expect(await run('export', id, file('lab.keys'), '--format', 'key-log', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(file('lab.keys'), 'utf8')).toMatch(/^EPOCHSCOPE_CLIENT_EPOCH_KEY /m);
  });

  test('a capture is read again, with its keys and without, and says what it is', async () => {
    const plain = await run('capture', 'import', file('lab.pcapng'), file('imported.json'));
    expect(plain).toMatchObject({ code: 0, out: expect.stringContaining('; 0 were decrypted.') });
    expect(plain.out).toContain('Profile: Draft 00. Suite: 0xF0F1 xwing-aes256-ed25519, post-quantum confidentiality.');
    const opened = await run('capture', 'import', file('lab.pcapng'), file('opened.json'), '--key-log', file('lab.keys'), '--json');
    const { records, sealed, opened: count, profile, suite } = JSON.parse(opened.out) as Readonly<Record<string, unknown>>; // of ImportedCaptureView
    expect([opened.code, count, profile, suite]).toEqual([0, sealed, 'draft-00', 0xf0f1]);
    const [whole, blind, seeing] = ['whole.json', 'imported.json', 'opened.json'].map((name) => recordingAt(file(name)));
    expect(whole?.rows.filter(({ lane }) => lane === 'record')).toHaveLength(Number(records));
    expect(blind?.rows.some(({ title }) => title === 'connection_update')).toBe(false);
    expect(seeing?.rows.some(({ title }) => title === 'connection_update')).toBe(true);
    expect(seeing?.head.history?.epochs.map(({ epoch }) => epoch)).toEqual(['1', '2']);
    expect((await run('report', file('opened.json'))).out).toContain('- **Profile:** Draft 00');
  });

  test('what is no capture, no key log and no file is refused by its code, and nothing is written', async () => {
    writeFileSync(file('noise'), 'this is no capture');
    writeFileSync(file('bad.keys'), 'EPOCHSCOPE_CLIENT_EPOCH_KEY nonsense\n');
    const refused = async (...words: readonly string[]) => {
      const { code, error } = await run('capture', 'import', ...words);
      return [code, /[A-Z][A-Z_]{5,}/.exec(error)?.[0] ?? error];
    };
    expect(await refused(file('noise'), file('never.json'))).toEqual([1, 'NOT_A_CAPTURE']);
    expect(await refused(file('lab.pcapng'), file('never.json'), '--key-log', file('bad.keys'))).toEqual([1, 'BAD_KEY_LOG']);
    expect(await refused(file('lab.pcapng'), file('never.json'), '--key-log', file('noise'))).toEqual([1, 'NO_KEYS_IN_KEY_LOG']);
    expect(await refused(folder, file('never.json'))).toEqual([1, 'IMPORT_NOT_FILE']);
    expect((await run('capture', 'import', file('missing'), file('never.json'))).code).toBe(2);
    expect((await run('capture', 'import', file('lab.pcapng'), file('whole.json'))).code).toBe(2);
    expect(() => statSync(file('never.json'))).toThrow(/ENOENT/);
  });
});
