import { expect, test } from 'vitest';
import { DeferredTrace } from './deferred-trace.ts';

test('what was kept is handed over with the time at which it happened, and what follows with its own', () => {
  let now = 1;
  const trace = new DeferredTrace({ note: () => () => undefined }, () => now);
  const told: number[] = [];
  trace.fact({ kind: 'faults', rules: [] });
  now = 5;
  trace.fact({ kind: 'faults', rules: [] });
  now = 9;
  trace.bind({ record: () => 0, fact: () => void told.push(trace.at) });
  expect(told).toEqual([1, 5]);
  trace.fact({ kind: 'faults', rules: [] });
  expect(told).toEqual([1, 5, 9]);
});
