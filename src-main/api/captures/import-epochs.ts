import { contentTypes } from '#main/capture/record-headers.ts';
import type { TraceRow } from '#main/store/trace-store.ts';
import type { EpochView } from '#shared/views.ts';
import { handshakeName } from '#engine/index.ts';

type Counted = { -readonly [K in keyof EpochView]: EpochView[K] };

/** Messages that lead to another epoch. */
const commits: ReadonlySet<string> = new Set(['connection_update', 'resumption_request', 'resumption_response', 'resumption']);

/** The epochs whose records a key log opened, as far as what passed tells of them. */
export function epochsOf(rows: readonly TraceRow[]): readonly EpochView[] {
  const epochs = new Map<bigint, Counted>();
  let commit: { readonly by: 'us' | 'peer'; readonly how: EpochView['how'] } | null = null;
  for (const row of rows) {
    if (row.kind === 'fact') {
      if (row.fact.kind === 'handshake-message') commit = commitIn(row.fact.type, row.fact.direction) ?? commit;
      continue;
    }
    const { key, epoch, direction, innerType, contentLength } = row.record;
    if (key !== 'epoch' || epoch === null) continue;
    const known = epochs.get(epoch) ?? begin(row.at, row.attempt, epoch, commit);
    epochs.set(epoch, known);
    const bytes = innerType === contentTypes.applicationData ? contentLength : 0;
    known[direction === 'sent' ? 'recordsSent' : 'recordsReceived'] += 1;
    known[direction === 'sent' ? 'bytesSent' : 'bytesReceived'] += bytes;
  }
  const ordered = [...epochs.values()].toSorted((a, b) => (BigInt(a.epoch) < BigInt(b.epoch) ? -1 : 1));
  const last = rows.at(-1)?.at ?? 0;
  return ordered.map((epoch, index) => ({ ...epoch, endedAt: ordered[index + 1]?.startedAt ?? last }));
}

function begin(at: number, attempt: number, epoch: bigint, commit: { readonly by: 'us' | 'peer'; readonly how: EpochView['how'] } | null): Counted {
  const counts = { bytesSent: 0, bytesReceived: 0, recordsSent: 0, recordsReceived: 0 };
  return {
    epoch: String(epoch),
    by: commit?.by ?? 'founding',
    how: commit?.how ?? 'handshake',
    startedAt: at,
    endedAt: null,
    attempt,
    safetyCode: '',
    ...counts,
  };
}

function commitIn(type: number, direction: 'sent' | 'received'): { readonly by: 'us' | 'peer'; readonly how: EpochView['how'] } | null {
  const name = handshakeName(type);
  if (!commits.has(name)) return null;
  return { by: direction === 'sent' ? 'us' : 'peer', how: name === 'connection_update' ? 'update' : 'resumption' };
}
