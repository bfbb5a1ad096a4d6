import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '#main/cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochscope-import-'));
const file = (name: string): string => join(folder, name);

/** Every command that reads a file of somebody else; FILE stands for it. */
const commands: readonly string[][] = [
  ['identity', 'import', 'FILE'],
  ['identity', 'install', 'FILE'],
  ['ca', 'issue', 'Lab root', '--csr', 'FILE'],
  ['anchor', 'add', 'FILE'],
  ['crl', 'add', 'FILE'],
  ['check', 'FILE'],
  ['decode', 'FILE'],
  ['backup', 'verify', 'FILE', '--backup-passphrase-file', file('password')],
  ['restore', 'FILE', '--backup-passphrase-file', file('password')],
  ['audit', 'verify', 'FILE'],
  ['compare', 'FILE', file('password')],
  ['compare', file('password'), 'FILE'],
  ['lab', 'replay', 'FILE'],
  ['capture', 'import', 'FILE', file('made.json')],
  ['capture', 'import', file('password'), file('made.json'), '--key-log', 'FILE'],
];

/** What is there in place of a file, and the code of the refusal. */
const inputs: readonly (readonly [string, string, RegExp])[] = [
  ['a folder', file('folder'), /IMPORT_NOT_FILE/],
  ['a pipe that nobody fills', file('pipe'), /IMPORT_NOT_FILE/],
  ['a device without an end', '/dev/zero', /IMPORT_NOT_FILE/],
  ['a link to such a device', file('link'), /IMPORT_NOT_FILE/],
  ['a file of 10 GiB', file('huge'), /_TOO_BIG|BACKUP_NOT_OURS/],
];

async function run(words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = [];
  const streams = { out: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const environment = { EPOCHSCOPE_PROFILE_DIR: file('profile'), XDG_RUNTIME_DIR: folder };
  const interrupted = new AbortController().signal;
  const rest = { version: '0', programFolder: '', environment, streams, interrupted, secret: async () => null };
  const code = await runCommandLine([...words, '--insecure-plain-keys'], rest);
  return { code, said: said.join('') };
}

describe.skipIf(process.platform === 'win32')('[bad:IP-008] what is imported is a file of a size that can be', () => {
  beforeAll(async () => {
    mkdirSync(file('folder'));
    writeFileSync(file('password'), 'long enough\n');
    execFileSync('mkfifo', [file('pipe')]);
    symlinkSync('/dev/zero', file('link'));
    writeFileSync(file('huge'), '');
    truncateSync(file('huge'), 10 * 1024 ** 3);
    expect(await run(['identity', 'new', 'Ada'])).toMatchObject({ code: 0 });
    expect(await run(['ca', 'new', 'CN=Lab root', '--key', 'P-256'])).toMatchObject({ code: 0 });
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const words of commands) {
    test(words.map((word) => (word === 'FILE' ? word : basename(word))).join(' '), { timeout: 60_000 }, async () => {
      for (const [what, path, code] of inputs) {
        const { code: exit, said } = await run(words.map((word) => (word === 'FILE' ? path : word)));
        expect([what, said]).toEqual([what, expect.stringMatching(code)]);
        expect(exit).not.toBe(0);
        expect(existsSync(file('made.json'))).toBe(false);
      }
    });
  }
});
