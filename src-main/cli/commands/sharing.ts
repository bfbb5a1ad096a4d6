import { stat } from 'node:fs/promises';
import { suites } from '#engine/crypto/suites.ts';
import { rules } from '#engine/rules.ts';
import { type Change, changesIn, compare } from '#shared/compare/difference.ts';
import { mirrored } from '#shared/compare/mirrored.ts';
import { thingOfField, thingOfRecording, type TranscriptOptions } from '#shared/compare/recordings.ts';
import type { Thing } from '#shared/compare/thing.ts';
import { type DecodeKind, decodeKinds } from '#shared/decode-kinds.ts';
import { looksLikeRecording, parseRecording, type RecordingFile } from '#shared/recording/recording-file.ts';
import { markdownReport } from '#shared/report/report.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { decodeBytes } from '#main/api/inspection/decode.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { readInput } from '../input-file.ts';
import { writeNewFile } from '../new-file.ts';
import { chooseConnection } from '../select.ts';
import { kindOf } from './decoding.ts';

/** Largest files, bytes. */
const limits = { recording: 256 * 1024 * 1024, bytes: 1024 * 1024 };

export const sharingCommands: readonly Command[] = [
  {
    name: 'report',
    usage: 'CONNECTION|RECORDING [FILE] [--safe-to-share]',
    summary: 'Write a report of a connection as Markdown.',
    details: [
      'Who, what was agreed, what went wrong, handshakes, epochs, and the rules they name. A recording may be a file, which needs no',
      'core. Without FILE it goes to standard output.',
    ],
    options: [{ name: 'safe-to-share', takes: null, help: 'Leave out names, addresses, keys and session ids; a scan proves it.' }],
    positionals: [1, 2],
    run: (context, { positionals: [given = '', path], has }) => report(context, given, path ?? null, has('safe-to-share')),
  },
  {
    name: 'compare',
    usage: 'A B [options]',
    summary: 'Show how two recordings, or two files of bytes, differ field by field. Needs no core.',
    details: [
      'Rows of recordings are put side by side by kind and order; times do not count. Other files are decoded as by “epochscope decode”.',
      'The command ends with exit code 1 when they differ.',
    ],
    options: [
      { name: 'mirrored', takes: null, help: 'B was recorded by the other side: what it sent is shown as received, its “we” as the peer.' },
      { name: 'machine', takes: null, help: 'Compare the steps of the state machine, too.' },
      { name: 'as', takes: 'KIND', help: `What the bytes are, where that cannot be told: ${decodeKinds.join(', ')}.` },
    ],
    positionals: [2, 2],
    run: compareFiles,
  },
];

async function report({ core, output }: Context, given: string, path: string | null, safe: boolean): Promise<ExitName> {
  const file = (await recordingFile(given)) ?? (await recordingOf(await core(), given, safe));
  if (safe && !file.head.safe)
    throw new UsageError('A recording from a file cannot be made safe to share: export it with --safe-to-share where it was recorded.');
  const named = Object.entries(rules).map(([id, { source, text }]) => ({ id, source, text }));
  const text = markdownReport(file, { suites, rules: named, iso: (at) => new Date(at).toISOString() });
  if (path !== null) await writeNewFile(path, async () => ({ text, next: null }));
  output.show(
    path === null ? { safe: file.head.safe, report: text } : { written: path, safe: file.head.safe },
    path === null ? text.trimEnd().split('\n') : `Written to ${path}.`,
  );
  return 'ok';
}

async function recordingOf(access: CoreAccess, given: string, safe: boolean): Promise<RecordingFile> {
  const { id: connectionId } = await chooseConnection(access, given);
  const pieces: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const piece: { readonly text: string; readonly next: number | null } = await ask(access, 'exportRecording', { connectionId, after, safe });
    pieces.push(piece.text);
    after = piece.next;
  }
  const file = parseRecording(pieces.join(''));
  if (file === null) throw new UsageError('The core wrote a recording that cannot be read: it is of another version.');
  return file;
}

async function compareFiles({ output }: Context, { positionals: [a = '', b = ''], has, value }: Arguments): Promise<ExitName> {
  const as = kindOf(value('as'));
  const options = { ends: has('mirrored'), machine: has('machine') };
  const [left, right] = await Promise.all([thingOfFile(a, as, options), thingOfFile(b, as, options, options.ends ? mirrored : undefined)]);
  if (left.of !== right.of) throw new UsageError(`“${a}” is ${left.of}, “${b}” is ${right.of}: they have nothing to compare.`);
  const difference = compare(left.thing, right.thing);
  const changes = changesIn(difference);
  output.show({ equal: changes.length === 0, changes }, changes.length === 0 ? 'No difference.' : changes.flatMap(changeLines));
  return changes.length === 0 ? 'ok' : 'failed';
}

interface Compared {
  readonly of: 'a recording' | 'bytes';
  readonly thing: Thing;
}

async function thingOfFile(
  path: string,
  as: DecodeKind | null,
  options: TranscriptOptions,
  told = (file: RecordingFile): RecordingFile => file,
): Promise<Compared> {
  const recorded = await recordingFile(path);
  if (recorded !== null) return { of: 'a recording', thing: thingOfRecording(told(recorded), options) };
  const content = await readInput(path, limits.bytes);
  const { root } = decodeBytes({ input: content.toString('base64'), from: 'file', as });
  return { of: 'bytes', thing: thingOfField(root) };
}

/** @returns `null` when it is no file, or no recording. @throws {UsageError} for a recording that cannot be read */
async function recordingFile(path: string): Promise<RecordingFile | null> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return null;
  const content = await readInput(path, limits.recording);
  if (!looksLikeRecording(content.subarray(0, 64).toString('utf8'))) return null;
  const file = parseRecording(content.toString('utf8'));
  if (file === null) throw new UsageError(`“${path}” is a recording of which a line is not what it should be.`);
  return file;
}

/** `- ` and `+ ` in front of what is on one side, as diff does. */
function changeLines({ path, kind, left, right }: Change): readonly string[] {
  const line = (sign: string, value: string | null): string => `${sign} ${path}${value === null ? '' : `: ${short(value)}`}`;
  if (kind === 'removed') return [line('-', left)];
  return kind === 'added' ? [line('+', right)] : [line('-', left), line('+', right)];
}

function short(value: string): string {
  return value.length > 200 ? `${value.slice(0, 200)}… (${value.length} characters)` : value;
}
