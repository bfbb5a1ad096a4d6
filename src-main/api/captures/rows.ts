import type { Captures } from '#main/capture/captures.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import type { TranscriptRow } from '#shared/views.ts';
import { transcriptRow } from '../transcript-views.ts';

/** How rows of a connection are shown: those of records have bytes as long as they are captured. */
export function rowViews(captures: Captures, connectionId: string): (row: TraceRow) => TranscriptRow {
  const capture = captures.find(connectionId);
  return (row) => transcriptRow(row, row.kind === 'record' && capture?.has(row) === true);
}
