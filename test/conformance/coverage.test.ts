import { expect, test } from 'vitest';
import { checklist, coverage, judge } from './coverage.ts';
import { idsIn } from './titles.ts';

test('the checklist holds its 289 items once', () => {
  expect(checklist).toHaveLength(289);
  expect(new Set(checklist.map(({ id }) => id)).size).toBe(289);
});

const { items, stale, unknown } = coverage();

test('every item is in the title of a test or has a status with a reason', () => {
  expect(items.filter(({ verdict }) => verdict.status === 'missing').map(({ id, text }) => `${id} ${text}`)).toEqual([]);
});

test('no status outlives its reason', () => {
  expect(stale).toEqual([]);
});

test('titles carry only ids of the checklist', () => {
  expect(unknown).toEqual([]);
});

test('ids are read from titles, tables and templates, not from comments or tests that are switched off', () => {
  const source = [
    "test('[TP-01, TP-02] x', () => {});",
    '// [TP-03]',
    "test.skip('[TP-04] x', () => {});",
    "describe.each([['[TP-05] x']])('%s', () => {});",
    `test(\`[TP-06] \${name} [TP-07]\`, () => {});`,
    "test('[bad:RL-001] x', () => {});",
  ].join('\n');
  expect(idsIn(source)).toEqual(['TP-01', 'TP-02', 'TP-05', 'TP-06', 'TP-07']);
});

test('a missing item, a stale status and an unknown id are told apart', () => {
  const all = ['TP-01', 'TP-02', 'MM-01'].map((id) => ({ id, source: '', text: '' }));
  const due = { status: 'due', milestone: 'M2', reason: 'x' } as const;
  const titles = new Map([
    ['TP-01', ['a.test.ts']],
    ['TP-99', ['a.test.ts']],
  ]);
  const { items: judged, ...rest } = judge(all, { 'TP-01': due, 'MM-*': due }, titles);
  expect(judged.map(({ verdict }) => verdict.status)).toEqual(['covered', 'missing', 'due']);
  expect(rest).toEqual({ stale: ['TP-01'], unknown: ['TP-99'] });
});
