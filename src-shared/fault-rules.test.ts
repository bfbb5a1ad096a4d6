import { expect, test } from 'vitest';
import { parseFaultRule, writtenFaultRule } from './fault-rules.ts';

test('a rule is read, and written as it is read', () => {
  expect(parseFaultRule('drop')).toEqual({ from: 'both', link: null, record: null, times: null, action: { kind: 'drop' } });
  expect(parseFaultRule(' flip=-1  dialler record=3 times=1 ')).toEqual({
    from: 'dialler',
    link: null,
    record: 3,
    times: 1,
    action: { kind: 'flip', at: -1, bit: 0 },
  });
  for (const text of ['cut listener link=2 record=1', 'delay=1500 times=4', 'flip=12.7', 'hold=2 dialler', 'replay=1 record=9']) {
    const rule = parseFaultRule(text);
    expect(rule && writtenFaultRule(rule)).toBe(text);
  }
});

test.each([
  '',
  'lose',
  'drop=1',
  'delay',
  'delay=-1',
  'delay=0',
  'flip=1.8',
  'flip=x',
  'hold=0',
  'drop sender',
  'drop record=0',
  'drop record=',
  'drop times=1.5',
])('“%s” is no rule', (text) => expect(parseFaultRule(text)).toBeNull());
