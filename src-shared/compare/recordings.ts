import type { FieldView } from '../contract/inspection.ts';
import type { RecordedRow } from '../contract/recordings.ts';
import type { RecordingFile } from '../recording/recording-file.ts';
import { leaf, type Thing, thingOf } from './thing.ts';

export interface TranscriptOptions {
  /** The other side recorded it: what one sent the other received. */
  readonly mirrored: boolean;
  /** Whether the steps of the state machine count. */
  readonly machine: boolean;
}

/** Facts of a connection that say something about another one: not ids, counters of this moment or keys of the list. */
const facts = [
  'state',
  'role',
  'foundingRole',
  'trust',
  'profile',
  'suite',
  'marked',
  'epoch',
  'attempt',
  'updates',
  'bytesSent',
  'bytesReceived',
  'peer',
  'error',
] as const;

/** Each lane is put beside that of the other: a message stands in front of its records where it is sent, and behind them where it is read. */
const lanes = ['handshake', 'record', 'alert', 'local', 'machine'] as const satisfies readonly RecordedRow['lane'][];

/** A recording as a thing: facts, epochs and rows. Rows stand beside those of the same kind; when they happened does not count. */
export function thingOfRecording({ head, rows }: RecordingFile, options: TranscriptOptions): Thing {
  const epochs = head.epochs.map(({ epoch, by, how, bytesSent, bytesReceived, recordsSent, recordsReceived }) =>
    thingOf(`epoch ${epoch}`, {
      by: options.mirrored ? swapped(by) : by,
      how,
      ...traffic(options, { bytesSent, bytesReceived, recordsSent, recordsReceived }),
    }),
  );
  const connection = options.mirrored ? mirror(head.connection) : head.connection;
  const shown = lanes.filter((lane) => options.machine || lane !== 'machine');
  return {
    name: 'recording',
    value: null,
    parts: [
      thingOf('connection', Object.fromEntries(facts.map((name) => [name, connection[name]]))),
      { name: 'epochs', value: null, parts: epochs },
      ...shown.map((lane) => ({ name: lane, value: null, parts: rows.filter((row) => row.lane === lane).map((row) => thingOfRow(row, options)) })),
    ],
  };
}

/** Whether both sides of one session recorded these: in some epoch they have the same safety code, and the roles they founded it in differ. */
export function sidesOfOne({ head: left }: RecordingFile, { head: right }: RecordingFile): boolean {
  if (left.connection.foundingRole === right.connection.foundingRole) return false;
  const codes = new Map(left.epochs.map(({ epoch, safetyCode }) => [epoch, safetyCode]));
  return right.epochs.some(({ epoch, safetyCode }) => safetyCode !== '' && codes.get(epoch) === safetyCode);
}

export function thingOfRow(row: RecordedRow, { mirrored }: TranscriptOptions): Thing {
  const direction = mirrored && row.direction !== null ? (row.direction === 'sent' ? 'received' : 'sent') : row.direction;
  const name = direction === null ? row.title : `${direction} ${row.title}`;
  const parts = [
    leaf('summary', row.summary),
    leaf('attempt', String(row.attempt)),
    leaf('key', row.key),
    leaf('epoch', row.epoch),
    leaf('sequence', row.sequence),
    leaf('length', row.length === null ? null : String(row.length)),
    leaf('rules', row.rules.join(' ')),
    leaf('bad', String(row.bad)),
    leaf('bytes', row.hex),
  ];
  return { name, value: null, parts };
}

/** Decoded bytes as a thing; offsets do not count, as one longer field would change all behind it. */
export function thingOfField({ name, value, meaning, parts, failure }: FieldView): Thing {
  const said = [value, meaning === null ? null : `(${meaning})`, failure?.reason ?? null].filter((part) => part !== null);
  return { name, value: said.length === 0 ? null : said.join(' '), parts: parts.map(thingOfField) };
}

function traffic(
  { mirrored }: TranscriptOptions,
  counts: { bytesSent: number; bytesReceived: number; recordsSent: number; recordsReceived: number },
): object {
  const { bytesSent, bytesReceived, recordsSent, recordsReceived } = counts;
  if (!mirrored) return counts;
  return { bytesSent: bytesReceived, bytesReceived: bytesSent, recordsSent: recordsReceived, recordsReceived: recordsSent };
}

function mirror(connection: RecordingFile['head']['connection']): RecordingFile['head']['connection'] {
  const { updates, bytesSent, bytesReceived } = connection;
  return { ...connection, updates: { ours: updates.theirs, theirs: updates.ours }, bytesSent: bytesReceived, bytesReceived: bytesSent };
}

function swapped(by: 'us' | 'peer' | 'founding'): string {
  return by === 'us' ? 'peer' : by === 'peer' ? 'us' : by;
}
