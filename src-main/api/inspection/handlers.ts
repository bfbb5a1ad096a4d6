import { rules } from '#engine/rules.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { Range, TraceRow } from '#main/store/trace-store.ts';
import type { InspectionRequests } from '#shared/contract/inspection.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { rowViews } from '../captures/rows.ts';
import { decodeBytes } from './decode.ts';
import { FieldTexts, rowFields } from './row-fields.ts';
import { readFilter, searchRows } from './search.ts';

/** Recorded bytes as fields. */
export function inspectionHandlers({ connections, realm: { traces, captures } }: CoreParts): HandlersOf<InspectionRequests> {
  const texts = new FieldTexts(captures);
  return {
    rowFields: async ({ connectionId, seq }) => {
      connections.require(connectionId);
      const row = traces.find(connectionId, seq);
      if (row === null) throw new HostError('UNKNOWN_ROW');
      return rowFields(captures, connectionId, row);
    },
    rules: async () => Object.entries(rules).map(([id, { source, text }]) => ({ id, source, text })),
    decodeBytes: async (params) => decodeBytes(params),
    searchTranscript: async ({ connectionId, filter, before, after, limit }) => {
      const connection = connections.require(connectionId);
      const source = {
        page: (range: Range, rows: number) => traces.page(connectionId, range, rows),
        viewOf: rowViews(captures, connectionId),
        fieldsOf: (row: TraceRow) => texts.of(connection, row),
      };
      return searchRows(source, readFilter(filter), { before: before ?? Number.MAX_SAFE_INTEGER, after: after ?? 0, limit });
    },
  };
}
