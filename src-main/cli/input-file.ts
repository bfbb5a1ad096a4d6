import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ApiError } from '#main/api/core.ts';
import type { ErrorCode } from '#shared/error-catalogue.ts';
import { faceError } from '#shared/face-errors.ts';
import { UsageError } from './arguments.ts';

/** Bytes of a file that is read whole: what one request can carry. */
export const inputLimit = 1_048_576;

/**
 * Opens a file to be imported. Never waits: a pipe without a writer would hold the program for ever, and a device never ends.
 *
 * @throws {UsageError} where there is none
 * @throws {ApiError} `IMPORT_NOT_FILE` for anything but a regular file, `IMPORT_UNREADABLE`
 */
export async function openInput(path: string): Promise<FileHandle> {
  // Windows knows no such flag.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw refused('IMPORT_NOT_FILE', path);
}

/** A whole file, or standard input for `-`. @param limit bytes @throws {ApiError} as `openInput`, and `IMPORT_TOO_BIG` beyond the limit */
export async function readInput(path: string, limit: number = inputLimit): Promise<Buffer> {
  if (path === '-') return collect(process.stdin, 'standard input', limit);
  const file = await openInput(path);
  try {
    if ((await file.stat()).size > limit) throw refused('IMPORT_TOO_BIG', path);
    return await collect(file.createReadStream({ autoClose: false }), path, limit);
  } finally {
    await file.close();
  }
}

/** Longest line of a file of lines, characters: many times what our own exports write. */
const longestLine = 1_048_576;

/** The lines of a text file of any length; closes it. @throws {ApiError} as `openInput`, and `IMPORT_TOO_BIG` at a line beyond the limit */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await openInput(path);
  let rest = '';
  for await (const chunk of file.createReadStream({ encoding: 'utf8' })) {
    const lines = `${rest}${chunk}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw refused('IMPORT_TOO_BIG', path);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The first bytes of whatever it is: a secret may come through a pipe that another program fills. @throws {ApiError} as `readInput` */
export async function readSecretInput(path: string): Promise<Buffer> {
  if (path === '-') return collect(process.stdin, 'standard input');
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    return await collect(file.createReadStream({ autoClose: false }), path);
  } finally {
    await file.close();
  }
}

async function collect(stream: AsyncIterable<unknown>, name: string, limit: number = inputLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array); // a byte stream without encoding gives buffers
    chunks.push(bytes);
    length += bytes.length;
    if (length > limit) throw refused('IMPORT_TOO_BIG', name);
  }
  return Buffer.concat(chunks);
}

function unreadable(path: string, error: unknown): UsageError | ApiError {
  const why = error instanceof Error && 'code' in error ? String(error.code) : null;
  return why === 'ENOENT' ? new UsageError(`There is no file ${path}.`) : refused('IMPORT_UNREADABLE', path, why);
}

function refused(code: ErrorCode, path: string, why: string | null = null): ApiError {
  return new ApiError(faceError(code, why === null ? path : `${path}: ${why}`));
}
