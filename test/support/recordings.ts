import { type RecordedRow, recordingFormat } from '#shared/contract/recordings.ts';
import type { RecordingFile } from '#shared/recording/recording-file.ts';
import type { ConnectionView, EpochView } from '#shared/views.ts';

/** A connection as views show it. */
export const recordedConnection: ConnectionView = {
  id: 'c1',
  label: 'Lab',
  state: 'open',
  engineState: 'open',
  direction: 'outbound',
  role: 'initiator',
  foundingRole: 'founding-initiator',
  identityId: 'i1',
  listenerId: null,
  address: '127.0.0.1:1',
  peer: { name: 'Rob', fingerprint: { full: 'FINGER', short: '1' }, accepted: 'pinned' },
  own: { name: 'Ada', state: 'current', error: null },
  peerChangedAt: null,
  trust: 'pin',
  policyName: null,
  insecure: false,
  profile: 'draft-00',
  suite: 1,
  marked: true,
  sessionId: null,
  epoch: '2',
  safetyCode: null,
  attempt: 1,
  updating: false,
  writable: true,
  autoResume: true,
  nextRetryAt: null,
  bytesSent: 0,
  bytesReceived: 0,
  updates: { ours: 1, theirs: 0 },
  openedAt: 1,
  lastActivityAt: 2,
  error: null,
  obstacle: null,
  obstacleCode: null,
  laboratory: false,
  demoPeerId: null,
};

export const recordedEpoch: EpochView = {
  epoch: '1',
  by: 'founding',
  how: 'handshake',
  startedAt: 1,
  endedAt: null,
  attempt: 1,
  bytesSent: 0,
  bytesReceived: 0,
  recordsSent: 0,
  recordsReceived: 0,
  safetyCode: '',
};

/** A row of the ladder at a place. */
export function recordedRow(seq: number, more: Partial<RecordedRow> = {}): RecordedRow {
  return {
    seq,
    attempt: 1,
    at: seq,
    lane: 'handshake',
    direction: 'sent',
    title: 'client_hello',
    summary: 'words',
    key: 'plaintext',
    epoch: null,
    sequence: null,
    length: 3,
    rules: ['R-HS'],
    bad: false,
    hasBytes: true,
    hex: 'e1000001',
    ...more,
  };
}

export function recording(
  connection: Partial<ConnectionView>,
  rows: readonly RecordedRow[],
  epochs: readonly EpochView[] = [recordedEpoch],
): RecordingFile {
  return { head: { format: recordingFormat, safe: false, connection: { ...recordedConnection, ...connection }, epochs }, rows, whole: true };
}
