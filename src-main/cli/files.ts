import type { ExportedFile } from '#shared/contract/credentials.ts';
import { UsageError } from './arguments.ts';
import { readInput, readSecretInput } from './input-file.ts';
import { writeNewFile } from './new-file.ts';
import type { Output } from './output.ts';

/** Files of a person, as base64. `-` is standard input. @throws {ApiError} as `readInput` */
export async function readFiles(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map(async (path) => (await readInput(path)).toString('base64')));
}

/** The first line of a file; `-` is standard input. A password on the command line could be read by everybody on the machine. */
export async function readPassword(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const [line = ''] = (await readSecretInput(path)).toString('utf8').split(/\r?\n/, 1);
  if (line === '') throw new UsageError(`${path} has no password in its first line.`);
  return line;
}

/**
 * Writes what was exported: into a new file that only its owner can read, or to standard output.
 *
 * @param path `null`: standard output, for text alone
 * @throws {UsageError} when the file exists or cannot be made
 */
export async function writeExported(output: Output, file: ExportedFile, path: string | null, isText: boolean): Promise<void> {
  const content = Buffer.from(file.base64, 'base64');
  if (path === null) {
    if (!isText) throw new UsageError('This form is not text: say where to with --out FILE.');
    output.show({ name: file.name, text: content.toString('utf8') }, content.toString('utf8').trimEnd().split('\n'));
    return;
  }
  await writeNewFile(path, async () => ({ text: content, next: null }));
  output.show({ written: path, bytes: content.length }, `Written to ${path}.`);
}
