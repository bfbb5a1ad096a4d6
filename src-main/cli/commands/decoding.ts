import { stat } from 'node:fs/promises';
import type { ExplainKind } from '#engine/explain/explain.ts';
import { decodeKinds } from '#shared/decode-kinds.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import type { Command, Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { explainedLines } from '../explained-lines.ts';
import { readInput } from '../input-file.ts';

/** Longest input, bytes: a tree is many times as large as what it explains. */

export const decodingCommands: readonly Command[] = [
  {
    name: 'decode',
    usage: '[FILE|HEX|BASE64|-] [options]',
    summary: 'Explain records, handshake messages and MLS structures byte by byte. Needs no core.',
    details: [
      'Input may be bytes, hexadecimal, base64 or PEM, in a file, on the command line or on standard input (“-”, the default).',
      'Each line has the offset, the length in bytes, the name of the specification and the value.',
      'What cannot be read ends the tree with its reason and offset, and the command with exit code 1.',
    ],
    options: [
      { name: 'as', takes: 'KIND', help: `What it is, where that cannot be told: ${decodeKinds.join(', ')}.` },
      { name: 'no-notes', takes: null, help: 'Leave out what each field is for.' },
      { name: 'lengths', takes: null, help: 'Show the length in front of each vector as a line of its own.' },
    ],
    positionals: [0, 1],
    run: decode,
  },
];

async function decode({ output }: Context, given: Arguments): Promise<ExitName> {
  // Loaded only when needed, as every other command does without.
  const { explain, failuresOf, recognise, unwrap } = await import('#engine/index.ts');
  const [what = '-'] = given.positionals;
  const { form, bytes } = unwrap(await inputOf(what));
  if (bytes.length === 0) throw new UsageError('There is nothing to decode.');
  const kind = kindOf(given.value('as')) ?? recognise(bytes);
  const root = explain(bytes, kind);
  const failures = failuresOf(root);
  const head = `${kind === 'unknown' ? 'Not recognised: say what it is with --as' : `Explained as ${kind}`}; ${bytes.length} bytes, given as ${form}.`;
  output.note(head);
  output.show(
    { kind, form, length: bytes.length, failures, root },
    explainedLines(root, { bytes, notes: !given.has('no-notes'), lengths: given.has('lengths') }),
  );
  return failures.length > 0 || (kind === 'unknown' && given.value('as') === null) ? 'failed' : 'ok';
}

export function kindOf(given: string | null): ExplainKind | null {
  if (given === null) return null;
  const found = decodeKinds.find((kind) => kind === given.toLowerCase().replaceAll('_', '-'));
  if (found === undefined) throw new UsageError(`--as is one of ${decodeKinds.join(', ')}.`);
  return found;
}

/** A file of that name counts before text that looks like bytes. */
async function inputOf(what: string): Promise<Uint8Array> {
  if (what === '-') return standardInput();
  const file = await stat(what).catch(() => null);
  if (file !== null) return readInput(what);
  const { unwrapText } = await import('#engine/index.ts');
  if (unwrapText(what) === null) throw new UsageError(`There is no file “${what}”, and it is neither hexadecimal nor base64.`);
  return new TextEncoder().encode(what);
}

function standardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) throw new UsageError('Say what to decode: a file, hexadecimal, base64, or “-” with something on standard input.');
  return readInput('-');
}
