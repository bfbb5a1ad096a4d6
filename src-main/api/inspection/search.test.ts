import { describe, expect, test } from 'vitest';
import type { TraceRow } from '#main/store/trace-store.ts';
import { transcriptRow } from '../transcript-views.ts';
import { readFilter, type RowSource, searchRows } from './search.ts';

/** Records 1 to `count`, every 7th of which is an alert. */
function recording(count: number): RowSource & { looked: number } {
  const row = (seq: number): TraceRow => ({
    kind: 'record',
    seq,
    attempt: 1,
    at: seq,
    record: {
      direction: seq % 2 === 0 ? 'sent' : 'received',
      outerType: 23,
      innerType: seq % 7 === 0 ? 21 : 23,
      length: 30,
      contentLength: 13,
      key: 'epoch',
      epoch: 4n,
      sequence: BigInt(seq),
    },
  });
  return {
    looked: 0,
    page(_connectionId, range, limit) {
      const before = 'before' in range ? Math.min(range.before, count + 1) : 0;
      const first = Math.max(1, before - limit);
      this.looked += before - first;
      return Array.from({ length: before - first }, (_, index) => row(first + index));
    },
  };
}

const alerts = readFilter('type == alert');

describe('a search of a recording', () => {
  test('brings the newest rows that pass, oldest first, and goes on where it stopped', async () => {
    const source = recording(100);
    const first = await searchRows(source, transcriptRow, 'c', alerts, Number.MAX_SAFE_INTEGER, 10);
    expect(first.rows.map(({ seq }) => seq)).toEqual([35, 42, 49, 56, 63, 70, 77, 84, 91, 98]);
    const second = await searchRows(source, transcriptRow, 'c', alerts, first.continueBefore ?? 0, 10);
    expect(second).toEqual({ rows: expect.objectContaining({ length: 4 }), continueBefore: null });
    expect(second.rows.map(({ seq }) => seq)).toEqual([7, 14, 21, 28]);
  });

  test('looks at no more than fifty thousand rows at once', async () => {
    const source = recording(120_000);
    const none = await searchRows(source, transcriptRow, 'c', readFilter('epoch == 5'), Number.MAX_SAFE_INTEGER, 10);
    expect(none).toEqual({ rows: [], continueBefore: 70_001 });
    expect(source.looked).toBe(50_000);
  });

  test('by a filter that cannot be read is refused with the place', () => {
    expect(() => readFilter('epoch ==')).toThrow(
      expect.objectContaining({ view: expect.objectContaining({ code: 'BAD_FILTER', detail: expect.stringMatching(/\(at 8\)$/) }) }),
    );
  });
});
