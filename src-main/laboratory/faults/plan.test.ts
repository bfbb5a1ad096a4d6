import { describe, expect, test } from 'vitest';
import { type FaultRule, faultPlan, flipped, judge, passed } from './plan.ts';

const rule = (more: Partial<FaultRule>): FaultRule => ({ from: 'both', link: null, record: null, times: null, action: { kind: 'drop' }, ...more });

describe('a fault plan', () => {
  test('the first rule that matches decides, and a used up one lets the next have its turn', () => {
    let plan = faultPlan([rule({ from: 'listener' }), rule({ record: 2, times: 1 }), rule({ action: { kind: 'cut' } })]);
    const kinds = [1, 2, 2].map((record) => {
      const judged = judge(plan, { from: 'dialler', link: 1, record });
      plan = judged.plan;
      return judged.action?.kind;
    });
    expect(kinds).toEqual(['cut', 'drop', 'cut']);
    expect(plan.applied).toEqual([0, 1, 2]);
  });

  test('a transport that is not meant is left alone, and the plan stays as it is', () => {
    const plan = faultPlan([rule({ link: 2 })]);
    expect(judge(plan, { from: 'dialler', link: 1, record: 1 })).toEqual({ plan, action: null });
  });

  test.each([
    [0, 3, [0b1000, 0, 0]],
    [-1, 0, [0, 0, 1]],
    [99, 7, [0, 0, 0x80]],
    [-99, 0, [1, 0, 0]],
  ])('a bit is turned at byte %i', (at, bit, expected) => {
    const record = new Uint8Array(3);
    expect([...flipped(record, at, bit)]).toEqual(expected);
    expect([...record]).toEqual([0, 0, 0]);
  });

  test('what is kept comes when enough has passed', () => {
    const first = passed([
      { item: 'a', after: 1 },
      { item: 'b', after: 2 },
    ]);
    expect(first).toEqual({ kept: [{ item: 'b', after: 1 }], due: ['a'] });
    expect(passed(first.kept)).toEqual({ kept: [], due: ['b'] });
  });
});
