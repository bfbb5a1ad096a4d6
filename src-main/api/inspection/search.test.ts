import { describe, expect, test } from 'vitest';
import type { TraceRow } from '#main/store/trace-store.ts';
import { transcriptRow } from '../transcript-views.ts';
import { readFilter, type RowSource, searchRows } from './search.ts';

/** Records 1 to `count`, every 7th of which is an alert. */
function recording(count: number): RowSource & { looked: number; decoded: number } {
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
    decoded: 0,
    page(range, limit) {
      const before = 'before' in range ? Math.min(range.before, count + 1) : 0;
      const first = Math.max(1, before - limit);
      this.looked += before - first;
      return Array.from({ length: before - first }, (_, index) => row(first + index));
    },
    viewOf: (of) => transcriptRow(of, true),
    fieldsOf({ seq }) {
      this.decoded += 1;
      return { text: `\nsignature_key\n${seq % 11 === 0 ? 'c0ffee' : '00'}\n`, made: 1_000 };
    },
  };
}

const alerts = readFilter('type == alert');
const newest = { before: Number.MAX_SAFE_INTEGER, after: 0, limit: 10 };

describe('a search of a recording', () => {
  test('brings the newest rows that pass, oldest first, and goes on where it stopped', async () => {
    const source = recording(100);
    const first = await searchRows(source, alerts, newest);
    expect(first.rows.map(({ seq }) => seq)).toEqual([35, 42, 49, 56, 63, 70, 77, 84, 91, 98]);
    const second = await searchRows(source, alerts, { ...newest, before: first.continueBefore ?? 0 });
    expect(second).toEqual({ rows: expect.objectContaining({ length: 4 }), continueBefore: null });
    expect(second.rows.map(({ seq }) => seq)).toEqual([7, 14, 21, 28]);
  });

  test('looks at no more than fifty thousand rows at once', async () => {
    const source = recording(120_000);
    const none = await searchRows(source, readFilter('epoch == 5'), newest);
    expect(none).toEqual({ rows: [], continueBefore: 70_001 });
    expect(source.looked).toBe(50_000);
    expect(source.decoded).toBe(0);
  });

  test('looks at nothing up to a row that is known', async () => {
    const rows = await searchRows(recording(100), alerts, { ...newest, after: 84 });
    expect(rows).toMatchObject({ rows: [{ seq: 91 }, { seq: 98 }], continueBefore: null });
  });

  test('decodes what nothing else decides, a part at a time, and lets others have their turn', async () => {
    const source = recording(5_000);
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const found = await searchRows(source, readFilter('type == alert && c0ffee'), { ...newest, limit: 1_000 });
    expect(found.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 64 }, (_, index) => 77 * (index + 1)));
    expect(found.continueBefore).toBeNull();
    expect(source.decoded).toBe(714);

    const wide = recording(20_000);
    const first = await searchRows(wide, readFilter('field ~ nowhere'), newest);
    clearInterval(other);
    expect(turns).toBeGreaterThan(0);
    expect(first.rows).toEqual([]);
    expect(wide.decoded).toBe(2_098);
    expect(first.continueBefore).toBe(20_000 - 2_098 + 1);
  });

  test('by a filter that cannot be read is refused with the place', () => {
    expect(() => readFilter('epoch ==')).toThrow(
      expect.objectContaining({ view: expect.objectContaining({ code: 'BAD_FILTER', detail: expect.stringMatching(/\(at 8\)$/) }) }),
    );
  });
});
