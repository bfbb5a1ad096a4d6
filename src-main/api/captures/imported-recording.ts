import { toHex } from '#engine/bytes.ts';
import { clearFacts, handshakeName } from '#engine/index.ts';
import type { CapturedTransport, ImportedCapture } from '#main/capture/read-capture.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import type { CaptureReading } from '#shared/contract/captures.ts';
import type { EpochHistoryView, EpochStoryView } from '#shared/contract/epochs.ts';
import { type RecordedConnection, type RecordedRow, type RecordingEnd, type RecordingHead, recordingFormat } from '#shared/contract/recordings.ts';
import type { EpochView } from '#shared/views.ts';
import { transcriptRow } from '../transcript-views.ts';
import { historyOf } from './import-epochs.ts';
import { ImportedRows } from './import-rows.ts';

/** A recording made of a capture, and what it is known to be. */
export interface ImportedRecording extends Pick<RecordedConnection, 'profile' | 'suite'> {
  readonly text: string;
  readonly reading: CaptureReading;
}

/** A capture from elsewhere as a recording: its transports are the attempts of one connection. docs/RECORDINGS.md. */
export function recordingOf(name: string, capture: ImportedCapture): ImportedRecording {
  const imported = new ImportedRows();
  for (const [index, transport] of capture.transports.entries()) imported.add(index + 1, transport);
  const traced = imported.rows.map(({ row }) => row);
  const known = knownOf(traced);
  const history = historyOf(
    traced,
    capture.transports.map(({ outbound, end }, index) => ({ attempt: index + 1, outbound, end })),
    known.profile,
  );
  const reading = readingOf(capture);
  const rows = imported.rows.map(({ row, bytes }): RecordedRow => {
    return { ...transcriptRow(row, bytes !== null), hex: bytes && toHex(bytes) };
  });
  const head: RecordingHead = {
    format: recordingFormat,
    safe: false,
    connection: { ...connectionOf(name, capture.transports), ...known, ...epochsIn(history) },
    epochs: history.epochs.map(epochOf),
    history,
    reading,
  };
  const end: RecordingEnd = { end: rows.at(-1)?.seq ?? 0 };
  return { ...known, reading, text: [head, ...rows, end].map((line) => `${JSON.stringify(line)}\n`).join('') };
}

function readingOf({ transports, ...counts }: ImportedCapture): CaptureReading {
  const records = transports.flatMap((transport) => transport.records);
  const sealed = records.filter(({ key }) => key !== 'plaintext').length;
  return { ...counts, transports: transports.length, records: records.length, sealed };
}

/** An epoch without its story. */
function epochOf(story: EpochStoryView): EpochView {
  const { epoch, by, how, startedAt, endedAt, attempt, bytesSent, bytesReceived, recordsSent, recordsReceived, safetyCode } = story;
  return { epoch, by, how, startedAt, endedAt, attempt, bytesSent, bytesReceived, recordsSent, recordsReceived, safetyCode };
}

/** The last epoch, and updates that were seen. */
function epochsIn({ epochs }: EpochHistoryView): Pick<RecordedConnection, 'epoch' | 'updates'> {
  const by = (side: EpochView['by']) => epochs.filter((epoch) => epoch.how === 'update' && epoch.by === side).length;
  return { epoch: epochs.at(-1)?.epoch ?? null, updates: { ours: by('us'), theirs: by('peer') } };
}

/** What messages in clear say about the session; the first that says it counts. */
function knownOf(rows: readonly TraceRow[]): Pick<RecordedConnection, 'profile' | 'suite' | 'foundingRole'> {
  const messages = rows.flatMap((row) => (row.kind === 'fact' && row.fact.kind === 'handshake-message' ? [row.fact] : []));
  const clear = messages.map(({ message }) => clearFacts(message));
  const hello = messages.find(({ type }) => handshakeName(type) === 'client_hello');
  return {
    profile: clear.find(({ profile }) => profile !== null)?.profile ?? null,
    suite: clear.find(({ suite }) => suite !== null)?.suite ?? null,
    foundingRole: hello === undefined ? null : hello.direction === 'sent' ? 'founding-initiator' : 'founding-responder',
  };
}

/** What a capture says about the connection; the rest is what nobody can know. */
function connectionOf(name: string, transports: readonly CapturedTransport[]): RecordedConnection {
  const records = transports.flatMap((transport) => transport.records);
  const [first] = transports;
  const data = (direction: string) =>
    records.reduce((sum, { content, ...record }) => sum + (record.direction === direction && content?.type === 23 ? content.bytes.length : 0), 0);
  return {
    id: 'capture',
    label: name,
    state: 'closed',
    engineState: 'none',
    direction: first?.outbound === false ? 'inbound' : 'outbound',
    role: first?.outbound === false ? 'responder' : 'initiator',
    foundingRole: null,
    identityId: '',
    listenerId: null,
    address: '',
    peer: null,
    own: null,
    peerChangedAt: null,
    trust: 'pin',
    policyName: null,
    insecure: false,
    profile: null,
    suite: null,
    marked: null,
    sessionId: null,
    epoch: null,
    safetyCode: null,
    attempt: transports.length,
    updating: false,
    writable: false,
    autoResume: false,
    nextRetryAt: null,
    bytesSent: data('sent'),
    bytesReceived: data('received'),
    updates: { ours: 0, theirs: 0 },
    openedAt: first?.startedAt ?? 0,
    lastActivityAt: records.at(-1)?.at ?? first?.startedAt ?? 0,
    error: null,
    obstacle: null,
    obstacleCode: null,
    laboratory: false,
    demoPeerId: null,
    faults: null,
  };
}
