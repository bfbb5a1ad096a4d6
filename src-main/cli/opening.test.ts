import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphraseBytes } from '#main/store/passphrase-seal.ts';
import { readArguments } from './arguments.ts';
import { givenOpening, newPassphrase } from './opening.ts';

let directory = '';
let file = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'epochscope-'));
  file = join(directory, 'passphrase');
  writeFileSync(file, 'grüße an alle \r\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const opening = (words: readonly string[], environment: NodeJS.ProcessEnv = {}) => givenOpening(readArguments(words, [], [0, 0]), environment);
const read = { kind: 'passphrase', passphrase: passphraseBytes('grüße an alle ') };

test('a passphrase comes from a file, an open file, or the file the environment names; its last line break is not part of it', () => {
  expect(opening(['--passphrase-file', file])).toEqual(read);
  expect(opening([], { EPOCHSCOPE_PASSPHRASE_FILE: file })).toEqual(read);
  const open = openSync(file, 'r');
  expect(opening(['--passphrase-fd', String(open)])).toEqual(read);
  closeSync(open);
});

test('no protection is said, never guessed', () => {
  expect(opening([])).toBeNull();
  expect(opening(['--insecure-plain-keys'], { EPOCHSCOPE_PASSPHRASE_FILE: file })).toEqual({ kind: 'plain' });
});

test('what cannot be read, or is no text, is said without its content', () => {
  expect(() => opening(['--passphrase-file', join(directory, 'none')])).toThrow(
    expect.objectContaining({ view: expect.objectContaining({ code: 'PASSPHRASE_UNREADABLE' }) }),
  );
  expect(() => opening(['--passphrase-fd', '999'])).toThrow(
    expect.objectContaining({ view: expect.objectContaining({ detail: 'file descriptor 999: EBADF' }) }),
  );
  writeFileSync(join(directory, 'bytes'), Uint8Array.of(255, 254));
  expect(() => opening(['--passphrase-file', join(directory, 'bytes')])).toThrow(
    expect.objectContaining({ view: expect.objectContaining({ code: 'PASSPHRASE_UNREADABLE' }) }),
  );
  writeFileSync(join(directory, 'long'), new Uint8Array(70_000).fill(65));
  expect(() => opening(['--passphrase-file', join(directory, 'long')])).toThrow(
    expect.objectContaining({ view: expect.objectContaining({ code: 'PASSPHRASE_UNREADABLE' }) }),
  );
});

test.each([
  [['--passphrase-fd', '3', '--passphrase-file', 'f'], 'exclude'],
  [['--passphrase-fd', 'three'], 'takes a number'],
  [['--passphrase-file', 'f', '--insecure-plain-keys'], 'exclude'],
])('%j is a usage error', (words, expected) => {
  expect(() => opening(words)).toThrow(expected);
});

test('a new passphrase is typed twice', async () => {
  const typing = (...answers: (string | null)[]) => newPassphrase(async () => answers.shift() ?? null);
  expect(await typing('one', 'one')).toBe('one');
  await expect(typing('one', 'two')).rejects.toThrow('differ');
  expect(await typing(null)).toBeNull();
});
