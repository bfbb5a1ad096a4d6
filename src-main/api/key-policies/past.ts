import { setImmediate } from 'node:timers/promises';
import type { TraceRow, TraceStore } from '#main/store/trace-store.ts';
import type { Past } from './dry-run.ts';

/** Rows read at once, and looked at altogether: others get their turn in between. */
const step = 2_000;
const mostRows = 200_000;

const applicationData = 23;

/** The newest part of a recording as a policy sees it, oldest first. @returns `cut`: there is more before it */
export async function recordedPast(
  traces: Pick<TraceStore, 'page'>,
  connectionId: string,
): Promise<{ readonly past: readonly Past[]; readonly cut: boolean }> {
  const pages: (readonly TraceRow[])[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (let rows = 0; rows < mostRows; rows += step) {
    const page = traces.page(connectionId, { before }, step);
    if (page.length === 0) return { past: pastOf(pages), cut: false };
    pages.unshift(page);
    before = page[0]?.seq ?? 0;
    await setImmediate();
  }
  return { past: pastOf(pages), cut: true };
}

function pastOf(pages: readonly (readonly TraceRow[])[]): readonly Past[] {
  const past: Past[] = [];
  let limit = false;
  for (const page of pages) {
    for (const row of page) {
      if (row.kind === 'fact' && row.fact.kind === 'decision' && row.fact.what === 'limit-reached') limit = true;
      const event = eventOf(row, limit);
      if (event === null) continue;
      past.push(event);
      if (event.kind === 'end' || (event.kind === 'epoch' && event.automatic)) limit = false;
    }
  }
  return past;
}

function eventOf(row: TraceRow, limit: boolean): Past | null {
  const { at } = row;
  if (row.kind === 'record') {
    const { key, direction, length, innerType, contentLength } = row.record;
    return key === 'epoch'
      ? { kind: 'record', at, sent: direction === 'sent', bytes: length, traffic: innerType === applicationData && contentLength > 0 }
      : null;
  }
  const { fact } = row;
  if (fact.kind === 'epoch') return { kind: 'epoch', at, automatic: limit && fact.by === 'us' && fact.how === 'update' };
  return fact.kind === 'failure' ? { kind: 'end', at } : null;
}
