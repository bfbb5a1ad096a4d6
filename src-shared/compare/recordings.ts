import type { FieldView } from '../contract/inspection.ts';
import type { RecordedRow } from '../contract/recordings.ts';
import type { RecordingFile } from '../recording/recording-file.ts';
import { leaf, type Thing, thingOf } from './thing.ts';

export interface TranscriptOptions {
  /** The two are the ends of one session, and the second is `mirrored`: its rows are found by epoch and number, and each direction is in an order of its own. */
  readonly ends: boolean;
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
export function thingOfRecording({ head, rows }: RecordingFile, { ends, machine }: TranscriptOptions): Thing {
  const epochs = head.epochs.map(({ epoch, by, how, bytesSent, bytesReceived, recordsSent, recordsReceived }) =>
    thingOf(`epoch ${epoch}`, { by, how, bytesSent, bytesReceived, recordsSent, recordsReceived }),
  );
  const { peer } = head.connection;
  const connection = { ...head.connection, peer: ends ? peer && { accepted: peer.accepted } : peer }; // each end has the other as its peer
  const shown = lanes.filter((lane) => machine || lane !== 'machine');
  const ordered = ends ? rows.toSorted((one, other) => order(one) - order(other)) : rows;
  return {
    name: 'recording',
    value: null,
    parts: [
      thingOf('connection', Object.fromEntries(facts.map((name) => [name, connection[name]]))),
      { name: 'epochs', value: null, parts: epochs },
      ...shown.map((lane) => ({ name: lane, value: null, parts: ordered.filter((row) => row.lane === lane).map((row) => thingOfRow(row, ends)) })),
    ],
  };
}

/** Whether both sides of one session recorded these: in some epoch they have the same safety code, and the roles they founded it in differ. */
export function sidesOfOne({ head: left }: RecordingFile, { head: right }: RecordingFile): boolean {
  if (left.connection.foundingRole === right.connection.foundingRole) return false;
  const codes = new Map(left.epochs.map(({ epoch, safetyCode }) => [epoch, safetyCode]));
  return right.epochs.some(({ epoch, safetyCode }) => safetyCode !== '' && codes.get(epoch) === safetyCode);
}

/** What crosses on its way is in another order at each end; what goes one way is not. */
function order({ direction }: RecordedRow): number {
  return direction === null ? 2 : direction === 'sent' ? 0 : 1;
}

function thingOfRow(row: RecordedRow, ends: boolean): Thing {
  const { direction, title, epoch, sequence } = row;
  const name = direction === null ? title : `${direction} ${title}`;
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
  return { name, value: null, parts, ...(ends && { key: [name, epoch, sequence].join(' ') }) };
}

/** Decoded bytes as a thing; offsets do not count, as one longer field would change all behind it. */
export function thingOfField({ name, value, meaning, parts, failure }: FieldView): Thing {
  const said = [value, meaning === null ? null : `(${meaning})`, failure?.reason ?? null].filter((part) => part !== null);
  return { name, value: said.length === 0 ? null : said.join(' '), parts: parts.map(thingOfField) };
}
