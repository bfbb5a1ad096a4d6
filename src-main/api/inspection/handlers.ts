import { explain } from '#engine/index.ts';
import { rules } from '#engine/rules.ts';
import { HostError } from '#main/hosts/host-error.ts';
import type { InspectionRequests } from '#shared/contract/inspection.ts';
import type { HandlersOf } from '#shared/contract.ts';
import type { CoreParts } from '../core-parts.ts';
import { rowViews } from '../captures/rows.ts';
import { decodeBytes } from './decode.ts';
import { readFilter, searchRows } from './search.ts';
import { fieldView } from './views.ts';

/** Recorded bytes as fields. */
export function inspectionHandlers({ connections, realm: { traces, captures } }: CoreParts): HandlersOf<InspectionRequests> {
  return {
    rowFields: async ({ connectionId, seq }) => {
      connections.require(connectionId);
      const row = traces.find(connectionId, seq);
      if (row === null) throw new HostError('UNKNOWN_ROW');
      if (row.kind === 'fact') return row.fact.kind === 'handshake-message' ? fieldView(explain(row.fact.message, 'handshake')) : null;
      const wire = captures.find(connectionId)?.bytesOf(row) ?? null;
      return wire && fieldView(explain(wire, 'records'));
    },
    rules: async () => Object.entries(rules).map(([id, { source, text }]) => ({ id, source, text })),
    decodeBytes: async (params) => decodeBytes(params),
    searchTranscript: async ({ connectionId, filter, before, limit }) => {
      connections.require(connectionId);
      return searchRows(traces, rowViews(captures, connectionId), connectionId, readFilter(filter), before ?? Number.MAX_SAFE_INTEGER, limit);
    },
  };
}
