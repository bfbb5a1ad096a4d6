import { describe, expect, test } from 'vitest';
import type { KeyPolicy } from '#shared/key-policy.ts';
import { mostUpdates, type Past, tryPolicy } from './dry-run.ts';

const never: KeyPolicy = { updateRecords: 0, updateBytes: 0, updateAge: 0, recordsPerKey: 0, earlyData: false, autoResume: true };
const epoch = (at: number, automatic = false): Past => ({ kind: 'epoch', at, automatic });
const sent = (at: number, bytes = 100): Past => ({ kind: 'record', at, sent: true, bytes, traffic: true });
const received = (at: number, bytes = 100): Past => ({ kind: 'record', at, sent: false, bytes, traffic: true });
const many = (count: number, event: (at: number) => Past): readonly Past[] => Array.from({ length: count }, (_, index) => event(index + 1));

describe('a policy tried on the past', () => {
  test('that never updates lets keys live as long as people and the peer did', () => {
    expect(tryPolicy([epoch(0), sent(10), epoch(100), sent(150)], never, 400)).toEqual({ updates: [], lives: [100, 300] });
  });

  test('updates by records sent, and by a quarter more of those received', () => {
    expect(tryPolicy([epoch(0), ...many(40, sent)], { ...never, updateRecords: 20 }, 40).updates).toEqual([
      { at: 20, why: 'records' },
      { at: 40, why: 'records' },
    ]);
    expect(tryPolicy([epoch(0), ...many(40, received)], { ...never, updateRecords: 20 }, 40).updates).toEqual([{ at: 25, why: 'records' }]);
  });

  test('updates by bytes on the wire', () => {
    const { updates, lives } = tryPolicy([epoch(0), ...many(10, (at) => sent(at, 1000))], { ...never, updateBytes: 5000 }, 20);
    expect(updates).toEqual([
      { at: 5, why: 'bytes' },
      { at: 10, why: 'bytes' },
    ]);
    expect(lives).toEqual([5, 5, 10]);
  });

  test('updates by age only with traffic, once, and not while the transport is gone', () => {
    const policy = { ...never, updateAge: 100 };
    expect(tryPolicy([epoch(0)], policy, 1000).updates).toEqual([]);
    expect(tryPolicy([epoch(0), sent(5)], policy, 1000).updates).toEqual([{ at: 100, why: 'age' }]);
    expect(tryPolicy([epoch(0), sent(5), { kind: 'end', at: 50 }, epoch(500), sent(510)], policy, 650).updates).toEqual([{ at: 600, why: 'age' }]);
  });

  test('leaves out what the policy of then did, and counts on under it', () => {
    const past = [epoch(0), ...many(10, sent), epoch(11, true), sent(12), sent(13)];
    expect(tryPolicy(past, { ...never, updateRecords: 12 }, 20)).toEqual({ updates: [{ at: 13, why: 'records' }], lives: [13, 7] });
  });

  test('counts nothing before the first epoch, and lists a thousand updates at most', () => {
    expect(tryPolicy([sent(1), sent(2)], { ...never, updateRecords: 1 }, 5)).toEqual({ updates: [], lives: [] });
    const { updates, lives } = tryPolicy([epoch(0), ...many(3000, sent)], { ...never, updateRecords: 1 }, 3000);
    expect([updates.length, lives.length]).toEqual([mostUpdates, 3001]);
  });
});
