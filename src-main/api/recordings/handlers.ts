import { toHex } from '#engine/bytes.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import { type RecordedRow, type RecordingEnd, type RecordingHead, recordingFormat, type RecordingRequests } from '#shared/contract/recordings.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { transcriptRow } from '../transcript-views.ts';
import { connectionView, epochView, identityView } from '../views.ts';
import { betrays, safeConnection, safeEpoch, safeRow, type Telltales, telltalesOf } from './safe-to-share.ts';

/** Rows in one answer. */
const page = 1_000;

/** Recordings as files of JSON lines. docs/RECORDINGS.md. */
export function recordingHandlers(parts: CoreParts): HandlersOf<RecordingRequests> {
  const { connections, realm } = parts;
  return {
    exportRecording: async ({ connectionId, after, safe }) => {
      const connection = connections.require(connectionId);
      const telltales = safe ? telltalesIn(parts, connection) : null;
      const rows = realm.traces.page(connectionId, { after }, page);
      const done = rows.length < page;
      const last = rows.at(-1)?.seq ?? after;
      const end: RecordingEnd = { end: last };
      const lines: object[] = [
        ...(after === 0 ? [headOf(parts, connection, telltales)] : []),
        ...rows.map((row) => recordedRow(row, telltales)),
        ...(done ? [end] : []),
      ];
      return { text: lines.map((line) => written(line, telltales)).join(''), next: done ? null : last };
    },
  };
}

function headOf({ realm }: CoreParts, connection: LogicalConnection, telltales: Telltales | null): RecordingHead {
  const view = connectionView(connection);
  const epochs = realm.traces.epochs(connection.id).map(epochView);
  const safe = telltales !== null;
  return { format: recordingFormat, safe, connection: safe ? safeConnection(view) : view, epochs: safe ? epochs.map(safeEpoch) : epochs };
}

function recordedRow(row: TraceRow, telltales: Telltales | null): RecordedRow {
  const hex = row.kind === 'fact' && row.fact.kind === 'handshake-message' ? toHex(row.fact.message) : null;
  const recorded = { ...transcriptRow(row), hex };
  return telltales === null ? recorded : safeRow(recorded, telltales);
}

/** @throws {HostError} `EXPORT_NOT_SAFE` when something telling is left: a fault of ours that must not get out */
function written(line: object, telltales: Telltales | null): string {
  if (telltales !== null && betrays(line, telltales)) throw new HostError('EXPORT_NOT_SAFE');
  return `${JSON.stringify(line)}\n`;
}

function telltalesIn({ realm }: CoreParts, connection: LogicalConnection): Telltales {
  const view = connectionView(connection);
  const own = realm.identities.list().map(identityView);
  const host = /^\[?(.*?)\]?:\d+$/.exec(view.address)?.[1] ?? view.address;
  const { peer } = view;
  return telltalesOf(
    [
      view.id,
      view.label,
      view.address,
      host,
      view.identityId,
      view.listenerId ?? '',
      view.own?.name ?? '',
      peer?.name ?? '',
      peer?.fingerprint.full ?? '',
      peer?.fingerprint.short ?? '',
      ...own.flatMap(({ name, keys }) => [name, ...keys.flatMap(({ fingerprint }) => [fingerprint.full, fingerprint.short])]),
    ],
    [...own.flatMap(({ keys }) => keys.map(({ publicKey }) => publicKey)), ...(view.sessionId === null ? [] : [view.sessionId])],
  );
}
