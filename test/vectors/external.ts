import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const beside = join(import.meta.dirname, 'external');

/**
 * The folder that holds the third-party vectors (`mls/`, `wycheproof/`), or `null` when this machine has none:
 * `EPOCHSCOPE_VECTORS`, else `test/vectors/external`. See README.md for what belongs there.
 *
 * @throws {Error} when `EPOCHSCOPE_VECTORS` names a folder that does not exist: a typing error must not skip tests
 */
export function externalVectors(): string | null {
  const named = process.env['EPOCHSCOPE_VECTORS'];
  if (named === undefined || named === '') return existsSync(beside) ? beside : null;
  if (!existsSync(named)) throw new Error(`EPOCHSCOPE_VECTORS names a folder that does not exist: ${named}`);
  return named;
}

/** One parsed vector file, or `null` when it is not there. The caller states the shape it expects of the file. */
export function readVectorFile<T>(folder: 'mls' | 'wycheproof', name: string): T | null {
  const root = externalVectors();
  if (root === null || !existsSync(join(root, folder, name))) return null;
  // Third-party JSON has no type of its own; each test file describes the part it reads.
  return JSON.parse(readFileSync(join(root, folder, name), 'utf8')) as T;
}

/** Says loudly what did not run. A skip is never counted as covered. */
export function announceSkip(what: string): void {
  process.stderr.write(`\nSKIPPED: ${what} — no external vectors (set EPOCHSCOPE_VECTORS or fill test/vectors/external)\n`);
}

/** Prints how many cases ran and which groups were left out, by name. */
export function announceRun(what: string, ran: number, skipped: readonly string[]): void {
  const left = skipped.length === 0 ? 'none skipped' : `skipped: ${skipped.join(', ')}`;
  process.stdout.write(`${what}: ${ran} cases ran, ${left}\n`);
}
