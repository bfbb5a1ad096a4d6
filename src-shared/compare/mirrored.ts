import type { RecordedRow } from '../contract/recordings.ts';
import type { RecordingFile } from '../recording/recording-file.ts';
import { rowSentences } from '../words/rows.ts';
import { type Said, type SaidValue, worded } from '../words/said.ts';

type Head = RecordingFile['head'];

/** Sentences that say a fact from one end, and which of their values says from which: what is one’s own here is the peer’s there. */
const ends: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'key-installed': 0,
    'key-erased': 0,
    epoch: 1,
    identity: 0,
    key_update: 0,
    closing: 0,
    aborting: 0,
  } satisfies { readonly [C in keyof typeof rowSentences]?: number }),
);

const other = { sent: 'received', received: 'sent' } as const;

const titles: ReadonlyMap<string, string> = new Map([
  ['our identity changed', 'the peer’s identity changed'],
  ['the peer’s identity changed', 'our identity changed'],
]);

/**
 * A recording as the other end of its connection would tell it: what one sent the other received, and “we” is the peer. What an end did
 * alone, such as to store or to decide, stays as it was told, and so does the peer: an end does not record its own key.
 */
export function mirrored({ head, rows, whole }: RecordingFile): RecordingFile {
  return {
    head: { ...head, connection: mirroredConnection(head.connection), epochs: head.epochs.map(mirroredEpoch) },
    rows: rows.map(mirroredRow),
    whole,
  };
}

/** The words of a row are English, as in every recording; where it has no code they stay. */
export function mirroredRow(row: RecordedRow): RecordedRow {
  const told = { ...row, direction: row.direction && other[row.direction], title: titles.get(row.title) ?? row.title };
  if (row.said === undefined) return told;
  const said = mirroredSaid(row.said);
  return { ...told, said, summary: worded(rowSentences, said) ?? row.summary };
}

function mirroredSaid([code, ...values]: Said): Said {
  const place = ends.get(code);
  return [code, ...values.map((value, index): SaidValue => (index === place && typeof value === 'boolean' ? !value : value))];
}

function mirroredConnection(connection: Head['connection']): Head['connection'] {
  const { role, foundingRole, updates, bytesSent, bytesReceived } = connection;
  return {
    ...connection,
    role: role === 'initiator' ? 'responder' : 'initiator',
    foundingRole: foundingRole && (foundingRole === 'founding-initiator' ? 'founding-responder' : 'founding-initiator'),
    updates: { ours: updates.theirs, theirs: updates.ours },
    bytesSent: bytesReceived,
    bytesReceived: bytesSent,
  };
}

function mirroredEpoch(epoch: Head['epochs'][number]): Head['epochs'][number] {
  const { by, bytesSent, bytesReceived, recordsSent, recordsReceived } = epoch;
  return {
    ...epoch,
    by: by === 'founding' ? by : by === 'us' ? 'peer' : 'us',
    bytesSent: bytesReceived,
    bytesReceived: bytesSent,
    recordsSent: recordsReceived,
    recordsReceived: recordsSent,
  };
}
