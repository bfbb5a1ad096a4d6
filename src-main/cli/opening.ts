import { readFileSync } from 'node:fs';
import { ApiError } from '#main/api/core.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import type { Opening } from '#main/store/key-vault.ts';
import { passphraseBytes } from '#main/store/passphrase-seal.ts';
import { faceError } from '#shared/face-errors.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { ask } from './command.ts';

/** Names the file of the passphrase for every command, as `--passphrase-file` does for one. */
const passphraseFileVariable = 'EPOCHSCOPE_PASSPHRASE_FILE';

/** Bytes of a passphrase file: far above any passphrase. */
const longestFile = 65_536;

/** The passphrase that options or the environment name, or `null`. @throws {ApiError} `PASSPHRASE_UNREADABLE` */
export function givenPassphrase(given: Arguments, environment: NodeJS.ProcessEnv, prefix = ''): string | null {
  const descriptor = given.value(`${prefix}passphrase-fd`);
  const file = given.value(`${prefix}passphrase-file`);
  if (descriptor !== null && file !== null) throw new UsageError(`--${prefix}passphrase-fd and --${prefix}passphrase-file exclude each other.`);
  if (descriptor !== null) {
    if (!/^\d{1,6}$/.test(descriptor)) throw new UsageError('--passphrase-fd takes a number.');
    return readPassphrase(Number(descriptor));
  }
  const named = file ?? (prefix === '' ? environment[passphraseFileVariable] : undefined) ?? '';
  return named === '' ? null : readPassphrase(named);
}

/** What the options say about opening the profile, or `null`. The caller erases it. */
export function givenOpening(given: Arguments, environment: NodeJS.ProcessEnv): Opening | null {
  if (given.has('insecure-plain-keys')) {
    if (given.has('passphrase-fd') || given.has('passphrase-file'))
      throw new UsageError('--insecure-plain-keys and a passphrase exclude each other.');
    return { kind: 'plain' };
  }
  const passphrase = givenPassphrase(given, environment);
  return passphrase === null ? null : { kind: 'passphrase', passphrase: passphraseBytes(passphrase) };
}

/**
 * Opens the profile of a core of our own by asking at the terminal, or protects a new one.
 *
 * @param secret asks without showing what is typed; `null` where there is no terminal
 * @throws {ApiError} `UNPROTECTED` or `LOCKED`, with the ways there are, where nobody can be asked
 */
export async function openByAsking(core: CoreAccess, secret: AskSecret): Promise<void> {
  const { state } = await ask(core, 'vault', {});
  if (state === 'new') {
    const passphrase = await newPassphrase(secret);
    if (passphrase === null) throw new ApiError(faceError('UNPROTECTED'));
    await ask(core, 'protect', { passphrase, keychain: false, plain: false });
  } else if (state === 'locked') {
    const passphrase = await secret('Passphrase: ');
    if (passphrase === null) throw new ApiError(faceError('LOCKED'));
    await ask(core, 'unlock', { by: 'passphrase', passphrase });
  }
}

/** @returns what was typed, `null` without a terminal */
export type AskSecret = (question: string) => Promise<string | null>;

/** A passphrase typed twice, or `null` without a terminal. @throws {UsageError} when the two differ */
export async function newPassphrase(secret: AskSecret): Promise<string | null> {
  const first = await secret('New passphrase for the keys of this profile: ');
  if (first === null) return null;
  if ((await secret('The same again: ')) !== first) throw new UsageError('The two differ; nothing was changed.');
  return first;
}

/** Its content without the line break at its end. */
function readPassphrase(from: string | number): string {
  let content: Buffer | null = null;
  try {
    content = readFileSync(from);
    if (content.length > longestFile) throw new RangeError('too long for a passphrase');
    return new TextDecoder('utf-8', { fatal: true }).decode(content).replace(/\r?\n$/, '');
  } catch (cause) {
    const what = typeof from === 'number' ? `file descriptor ${from}` : from;
    throw new ApiError(faceError('PASSPHRASE_UNREADABLE', `${what}: ${cause instanceof Error && 'code' in cause ? String(cause.code) : 'no text'}`));
  } finally {
    content?.fill(0);
  }
}
