import { expect, test } from 'vitest';
import type { FaultRuleView } from '#shared/contract/laboratory.ts';
import { formOf, newFault, ruleOf } from './fault-form.ts';

test('every rule survives its form, and what is typed wrong becomes something that can be', () => {
  const actions: readonly FaultRuleView['action'][] = [
    { kind: 'delay', milliseconds: 250 },
    { kind: 'drop' },
    { kind: 'cut' },
    { kind: 'flip', at: -3, bit: 7 },
    { kind: 'hold', after: 2 },
    { kind: 'replay', after: 3 },
  ];
  for (const action of actions) {
    const rule: FaultRuleView = { from: 'listener', link: 2, record: 4, times: null, action };
    expect(ruleOf(formOf(rule))).toEqual(rule);
  }
  expect(ruleOf({ ...newFault(), record: 'x', times: '-3', bit: '9', at: '' })).toMatchObject({
    record: 1,
    times: 1,
    action: { kind: 'flip', at: 0, bit: 7 },
  });
});
