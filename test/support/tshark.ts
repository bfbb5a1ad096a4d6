import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'tshark'))
  .find((path) => existsSync(path));

/** Whether this machine has tshark, of the Debian package of that name. */
export const hasTshark = program !== undefined;

/** Says loudly what is not tested where it is missing. */
export function warnWithoutTshark(): void {
  if (!hasTshark) console.warn('SKIPPED: tshark is missing; pcapng files are not compared with what it reads (Debian package tshark).');
}

/** Runs tshark on a capture. @returns its standard output */
export function tshark(capture: Uint8Array, ...args: readonly string[]): string {
  if (program === undefined) throw new Error('there is no tshark');
  const folder = mkdtempSync(join(tmpdir(), 'epochscope-tshark-'));
  const path = join(folder, 'capture.pcapng');
  try {
    writeFileSync(path, capture);
    // -n: no look-ups of names
    return execFileSync(program, ['-n', '-r', path, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      maxBuffer: 2 ** 27,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The values of fields, packet by packet; several of one packet stand side by side. */
export function tsharkFields(capture: Uint8Array, fields: readonly string[], ...args: readonly string[]): readonly (readonly string[])[] {
  const wanted = fields.flatMap((field) => ['-e', field]);
  const out = tshark(capture, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=;', ...wanted, ...args);
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
