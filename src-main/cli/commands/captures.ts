import { basename } from 'node:path';
import { type CaptureForm, captureLimit, heldPiece, type ImportedCaptureView } from '#shared/contract/captures.ts';
import { profileName } from '#shared/profile-words.ts';
import type { CoreAccess } from '#main/api/core-access.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { ask, type Command, type Context } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { readInput } from '../input-file.ts';
import { writeNewFile } from '../new-file.ts';
import { chooseConnection } from '../select.ts';
import { suiteText } from '../views.ts';

const forms: { readonly [format: string]: CaptureForm } = { 'pcapng': 'wire', 'pcapng-decrypted': 'plaintext', 'key-log': 'key-log' };
const formats = ['json', ...Object.keys(forms)];

/** What is written of a connection for elsewhere, and what is read from elsewhere. docs/RECORDINGS.md. */
export const captureCommands: readonly Command[] = [
  {
    name: 'export',
    usage: 'CONNECTION FILE [--format FORMAT] [--safe-to-share] [--yes]',
    summary: 'Write the recording of a connection, or what passed on its wire, to a new file.',
    details: [
      'json: the recording as JSON lines; the desktop app and the page open it again when it is dropped on the window.',
      'pcapng: the records as they were on the wire, for Wireshark. Held in memory while the program runs, the newest of them.',
      'pcapng-decrypted: the same with the plaintext of the records; of application data only on laboratory connections.',
      'key-log: the record keys of a laboratory connection. No other connection has one.',
    ],
    options: [
      { name: 'format', takes: 'FORMAT', help: `One of ${formats.join(', ')}. Default: json.` },
      { name: 'safe-to-share', takes: null, help: 'Leave out names, addresses, keys and session ids; a scan proves it. For json.' },
      { name: 'yes', takes: null, help: 'Write plaintext or keys, although others could read them.' },
    ],
    positionals: [2, 2],
    run: exportConnection,
  },
  {
    name: 'capture import',
    usage: 'CAPTURE FILE [--key-log FILE]',
    summary: 'Turn a pcapng or pcap capture made anywhere into a recording that the window opens.',
    details: ['Each TCP connection that carries MLS-TLS becomes an attempt. With a key log of ours its records are decrypted.'],
    options: [{ name: 'key-log', takes: 'FILE', help: 'Keys of a laboratory connection, as export --format key-log writes them.' }],
    positionals: [2, 2],
    run: importCapture,
  },
];

async function exportConnection({ core, output }: Context, given: Arguments): Promise<ExitName> {
  const [name = '', path = ''] = given.positionals;
  const format = given.value('format') ?? 'json';
  const safe = given.has('safe-to-share');
  const form = forms[format];
  if (!formats.includes(format)) throw new UsageError(`“${format}” is no format. Formats: ${formats.join(', ')}.`);
  if (form !== undefined && safe) throw new UsageError('Only the format json can be made safe to share: the others hold what was on the wire.');
  if (form !== undefined && form !== 'wire' && !given.has('yes')) {
    throw new UsageError(`This writes what others could read: plaintext or keys. To do it: add --yes`);
  }
  const access = await core();
  const { id: connectionId } = await chooseConnection(access, name);
  if (form === undefined) {
    await writeNewFile(path, (after) => ask(access, 'exportRecording', { connectionId, after, safe }));
    output.show({ exported: path, safe }, `Exported the recording to ${path}.`);
    return 'ok';
  }
  const { heldId, size } = await ask(access, 'exportCapture', { connectionId, form, plaintext: given.has('yes') });
  await writeHeld(access, heldId, path);
  output.show({ exported: path, format, bytes: size }, `Exported ${size} bytes to ${path}.`);
  return 'ok';
}

async function importCapture({ coreOrOwn, output }: Context, given: Arguments): Promise<ExitName> {
  const [from = '', to = ''] = given.positionals;
  const logPath = given.value('key-log');
  const [capture, keyLog] = [await readInput(from, captureLimit), logPath === null ? null : (await readInput(logPath)).toString('utf8')];
  const access = await coreOrOwn();
  const { heldId } = await ask(access, 'beginCapture', { size: capture.length });
  for (let offset = 0; offset < capture.length; offset += heldPiece) {
    await ask(access, 'writeCapture', { heldId, offset, data: capture.subarray(offset, offset + heldPiece).toString('base64') });
  }
  const imported = await ask(access, 'importCapture', { heldId, name: basename(from), keyLog });
  await writeHeld(access, imported.heldId, to);
  const { heldId: _, ...counts } = imported;
  output.show({ imported: to, ...counts }, importedLines(imported, to));
  return 'ok';
}

function importedLines(imported: ImportedCaptureView, path: string): readonly string[] {
  const { transports, records, opened, otherStreams, unreadBytes, cut, profile, suite } = imported;
  return [
    `Wrote a recording of ${transports} transports with ${records} records to ${path}; ${opened} were decrypted.`,
    `Profile: ${profile === null ? notTold : profileName(profile)}. Suite: ${suite === null ? notTold : suiteText(suite)}.`,
    ...(otherStreams === 0 ? [] : [`Other TCP connections in the capture: ${otherStreams}.`]),
    ...(unreadBytes === 0 ? [] : [`Bytes that belong to no record: ${unreadBytes}.`]),
    ...(cut ? ['The capture ends within a packet.'] : []),
  ];
}

const notTold = 'the capture does not tell';

async function writeHeld(access: CoreAccess, heldId: string, path: string): Promise<void> {
  try {
    await writeNewFile(path, async (offset) => {
      const { data, next } = await ask(access, 'readHeld', { heldId, offset });
      return { text: Buffer.from(data, 'base64'), next };
    });
  } catch (error) {
    await ask(access, 'dropHeld', { heldId });
    throw error;
  }
}
