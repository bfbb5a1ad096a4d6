import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toHex } from '#engine/bytes.ts';
import { explainKinds } from '#engine/explain/explain.ts';
import { plaintextRecord } from '#engine/record/records.ts';
import { frameClear, frameEpochKeyUpdate } from '#engine/two-party/messages.ts';
import { commandHelp } from '#main/cli/help.ts';
import { commandOf } from '#main/cli/command-table.ts';
import { keyPackageOptions, party } from '../support/mls-parties.ts';
import { runCommand } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-decode-'));
// No core runs and no profile exists: decode needs neither.
const environment = { EPOCHSCOPE_PROFILE_DIR: join(folder, 'nobody') };

afterAll(() => rmSync(folder, { recursive: true }));

const { mls, signer } = party('Ida \u001b[2J');
const keyPackage = await mls.generateKeyPackage(keyPackageOptions(signer));
const hello = frameClear('client_hello', {
  prologue: { version: 0x4d01, profile: 1, flags: 0, random: new Uint8Array(32) },
  mls: keyPackage.message,
});
const wire = plaintextRecord(22, hello);

test('a file of records is explained field by field, with offsets', async () => {
  const path = join(folder, 'capture.bin');
  writeFileSync(path, wire);
  const { code, out, error } = await runCommand(['decode', path], environment);
  expect(code).toBe(0);
  expect(error).toContain('Explained as records');
  expect(out).toMatch(/^ *5 +1 +msg_type HandshakeType: 0xE1 = client_hello/m);
  expect(out).toMatch(/^ *9 +36 +prologue Prologue/m);
  expect(out).toContain('RFC 9420 §7.2');
  expect(out).not.toContain('\u001b');
});

test('hexadecimal, base64 and standard input give the same tree, as JSON too', async () => {
  const bytes = frameEpochKeyUpdate(9n);
  const ways = [
    await runCommand(['decode', toHex(bytes), '--json'], environment),
    await runCommand(['decode', Buffer.from(bytes).toString('base64'), '--json'], environment),
    await runCommand(['decode', '-', '--json'], environment, toHex(bytes)),
    await runCommand(
      ['decode', '--json', '--as', 'handshake'],
      environment,
      `-----BEGIN MLS-TLS-----\n${Buffer.from(bytes).toString('base64')}\n-----END MLS-TLS-----`,
    ),
  ];
  const trees = ways.map(({ code, out }) => {
    expect(code).toBe(0);
    const { root, kind, length } = JSON.parse(out);
    expect([kind, length]).toEqual(['handshake', 12]);
    return root;
  });
  for (const tree of trees) expect(tree).toEqual(trees[0]);
  expect(trees[0].children[0].children.at(-1)).toMatchObject({ name: 'epoch', type: 'uint64', start: 4, end: 12, value: '9', rule: 'U9' });
});

test('what cannot be read ends with the place and code 1; what is not understood is a usage error', async () => {
  const cut = await runCommand(['decode', toHex(wire.subarray(0, 100))], environment);
  expect(cut).toMatchObject({ code: 1, out: expect.stringContaining('failure: truncated at 5') });
  expect(await runCommand(['decode', 'ffff'], environment)).toMatchObject({ code: 0 });
  expect(await runCommand(['decode', '00ff00ff00'], environment)).toMatchObject({ code: 1, error: expect.stringContaining('--as') });
  expect(await runCommand(['decode', 'no such file!'], environment)).toMatchObject({ code: 2, error: expect.stringContaining('no file') });
  expect(await runCommand(['decode', folder], environment)).toMatchObject({ code: 1, error: expect.stringContaining('IMPORT_NOT_FILE') });
  expect(await runCommand(['decode', 'ffff', '--as', 'letter'], environment)).toMatchObject({
    code: 2,
    error: expect.stringContaining('mls-message'),
  });
  expect(await runCommand(['decode', '-'], environment)).toMatchObject({ code: 2, error: expect.stringContaining('nothing') });
});

test('the help names every kind', () => {
  for (const kind of explainKinds) expect(commandHelp(commandOf(['decode']).command)).toContain(kind);
});
