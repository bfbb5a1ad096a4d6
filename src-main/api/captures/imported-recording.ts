import { toHex } from '#engine/bytes.ts';
import type { CapturedTransport, ImportedCapture } from '#main/capture/read-capture.ts';
import { type RecordedRow, type RecordingEnd, type RecordingHead, recordingFormat } from '#shared/contract/recordings.ts';
import type { ConnectionView } from '#shared/views.ts';
import { transcriptRow } from '../transcript-views.ts';
import { epochsOf } from './import-epochs.ts';
import { ImportedRows } from './import-rows.ts';

/** A capture from elsewhere as a recording: its transports are the attempts of one connection. docs/RECORDINGS.md. */
export function recordingOf(name: string, { transports }: ImportedCapture): string {
  const imported = new ImportedRows();
  for (const [index, transport] of transports.entries()) imported.add(index + 1, transport);
  const rows = imported.rows.map(({ row, bytes }): RecordedRow => {
    return { ...transcriptRow(row, bytes !== null), hex: bytes && toHex(bytes) };
  });
  const epochs = epochsOf(imported.rows.map(({ row }) => row));
  const head: RecordingHead = {
    format: recordingFormat,
    safe: false,
    connection: { ...connectionOf(name, transports), epoch: epochs.at(-1)?.epoch ?? null },
    epochs,
  };
  const end: RecordingEnd = { end: rows.at(-1)?.seq ?? 0 };
  return [head, ...rows, end].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What a capture says about the connection; the rest is what nobody can know. */
function connectionOf(name: string, transports: readonly CapturedTransport[]): ConnectionView {
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
    profile: 'draft-00',
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
  };
}
