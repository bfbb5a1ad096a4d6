import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testPassphraseFile } from '../support/protection.ts';
import type { Ended } from '../support/run-program.ts';

// The command line on the lock of a profile, in processes that have no terminal to ask at.
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochscope-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** In a session of its own, so that a terminal the tests run in is not its terminal. */
function run(...words: readonly string[]): Promise<Ended> {
  const { EPOCHSCOPE_PASSPHRASE_FILE: _none, ...environment } = process.env;
  const env = { ...environment, NODE_NO_WARNINGS: '1', EPOCHSCOPE_PROFILE_DIR: join(folder, 'profile') };
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../src-main/cli.ts'), ...words], { env, detached: true });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    error += String(chunk);
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, error })));
}

test('a new profile is protected as it was said, or not made; a laboratory profile warns; a passphrase protects it', async () => {
  expect(await run('identity', 'list')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/--passphrase-fd N or --passphrase-file[\s\S]*UNPROTECTED/),
  });
  expect(await run('identity', 'new', 'Ada', '--insecure-plain-keys')).toMatchObject({
    code: 0,
    error: expect.stringContaining('WARNING: The keys on this disk are not protected'),
  });
  const set = await run('protection', 'set', '--new-passphrase-file', testPassphraseFile);
  expect(set).toMatchObject({ code: 0, out: expect.stringContaining('protected by a passphrase') });
  expect(await run('identity', 'list')).toMatchObject({ code: 1, error: expect.stringContaining('LOCKED') });
  expect(await run('identity', 'list', '--passphrase-file', testPassphraseFile)).toMatchObject({
    code: 0,
    error: '',
    out: expect.stringContaining('Ada'),
  });
});

test('a wrong passphrase is said in words that do not repeat it', async () => {
  await run('identity', 'new', 'Ada', '--passphrase-file', testPassphraseFile);
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'not the passphrase at all\n');
  const { code, out, error } = await run('identity', 'list', '--passphrase-file', wrong);
  expect([code, out]).toEqual([1, '']);
  expect(error).toContain('UNLOCK_FAILED');
  expect(error).not.toContain('at all');
});
