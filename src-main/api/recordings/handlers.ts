import { toHex } from '#engine/bytes.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { LogicalConnection } from '#main/hosts/logical-connection.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import { type RecordedRow, type RecordingEnd, type RecordingHead, recordingFormat, type RecordingRequests } from '#shared/contract/recordings.ts';
import type { HandlersOf } from '#shared/contract.ts';
import { captureView } from '../captures/handlers.ts';
import type { CoreParts } from '../core-parts.ts';
import { epochHistory } from '../epochs/handlers.ts';
import { transcriptDetail } from '../transcript-views.ts';
import { connectionView, epochView } from '../views.ts';
import { betrays, safeConnection, safeEpoch, safeHistory, safeRow, type Telltales } from './safe-to-share.ts';
import { telltalesIn } from './telltales.ts';

/** Rows in one answer at most, and characters after which it is full: bytes of the wire make rows long. */
const page = 1_000;
const pieceLength = 400_000;

/** Recordings as files of JSON lines. docs/RECORDINGS.md. */
export function recordingHandlers(parts: CoreParts): HandlersOf<RecordingRequests> {
  const { connections, realm } = parts;
  return {
    exportRecording: async ({ connectionId, after, safe }) => {
      const connection = connections.require(connectionId);
      const telltales = safe ? telltalesIn(parts, connection) : null;
      const rows = realm.traces.page(connectionId, { after }, page);
      const capture = realm.captures.find(connectionId);
      const lines = after === 0 ? [written(headOf(parts, connection, telltales), telltales)] : [];
      let [taken, length] = [0, 0];
      for (const row of rows) {
        if (length > pieceLength) break;
        const line = written(recordedRow(row, telltales, capture?.bytesOf(row) ?? null), telltales);
        lines.push(line);
        taken += 1;
        length += line.length;
      }
      const done = taken === rows.length && rows.length < page;
      const last = rows[taken - 1]?.seq ?? after;
      const end: RecordingEnd = { end: last };
      return { text: [...lines, ...(done ? [written(end, telltales)] : [])].join(''), next: done ? null : last };
    },
  };
}

function headOf({ realm }: CoreParts, connection: LogicalConnection, telltales: Telltales | null): RecordingHead {
  const view = connectionView(connection);
  const epochs = realm.traces.epochs(connection.id).map(epochView);
  const safe = telltales !== null;
  const history = epochHistory(realm.traces, connection.id);
  const shared = { format: recordingFormat, safe, capture: captureView(connection) } as const;
  if (!safe) return { ...shared, connection: view, epochs, history };
  return { ...shared, connection: safeConnection(view), epochs: epochs.map(safeEpoch), history: safeHistory(history) };
}

/** @param wire the record as it was on the wire, where it is still there */
function recordedRow(row: TraceRow, telltales: Telltales | null, wire: Uint8Array | null): RecordedRow {
  const detail = transcriptDetail(row, wire);
  const group = row.kind === 'fact' && row.fact.kind === 'epoch' ? row.fact.group : undefined;
  const recorded = { ...detail.row, hex: detail.hex, ...(group && { group: { context: toHex(group.context), tree: toHex(group.tree) } }) };
  return telltales === null ? recorded : safeRow(recorded, telltales);
}

/** @throws {HostError} `EXPORT_NOT_SAFE` when something telling is left: a fault of ours that must not get out */
function written(line: object, telltales: Telltales | null): string {
  if (telltales !== null && betrays(line, telltales)) throw new HostError('EXPORT_NOT_SAFE');
  return `${JSON.stringify(line)}\n`;
}
