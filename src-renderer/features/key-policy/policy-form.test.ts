import { expect, test } from 'vitest';
import { standardKeyPolicy } from '#shared/key-policy.ts';
import { formOf, policyOf, wrongFields } from './policy-form.ts';

test('a policy goes into the form and comes out as it was', () => {
  const form = formOf(standardKeyPolicy);
  expect(form.updateAge).toBe('3600');
  expect(wrongFields(form)).toEqual([]);
  expect(policyOf(form)).toEqual(standardKeyPolicy);
  expect([form.updateBytes, form.byteUnit]).toEqual(['64', 'GiB']);
  expect(policyOf({ ...form, updateBytes: '4', byteUnit: 'KiB' }).updateBytes).toBe(4096);
});

test('what is no limit is named', () => {
  expect(wrongFields({ ...formOf(standardKeyPolicy), updateRecords: '3', updateBytes: 'many', updateAge: '0.5' })).toEqual([
    'updateRecords',
    'updateBytes',
    'updateAge',
  ]);
  expect(wrongFields({ ...formOf(standardKeyPolicy), updateAge: '1.5', updateBytes: '0' })).toEqual([]);
  expect(policyOf({ ...formOf(standardKeyPolicy), updateAge: '1.001' }).updateAge).toBe(1_001);
  expect(wrongFields({ ...formOf(standardKeyPolicy), updateAge: '1.0005' })).toEqual(['updateAge']);
});

test('a fraction is written as the language of the page does, and thousands have no mark: nothing is taken for something else', () => {
  const policy = { ...standardKeyPolicy, updateAge: 1_500 };
  expect([formOf(policy, 'en').updateAge, formOf(policy, 'de').updateAge]).toEqual(['1.5', '1,5']);
  for (const spoken of ['en', 'de'] as const) expect(policyOf(formOf(policy, spoken), spoken)).toEqual(policy);
  const wrong = (updateAge: string, spoken: 'en' | 'de') => wrongFields({ ...formOf(standardKeyPolicy), updateAge }, spoken);
  expect([wrong('3,600', 'en'), wrong('3.600', 'de')]).toEqual([['updateAge'], ['updateAge']]);
  expect([wrong('3600', 'en'), wrong('3600', 'de')]).toEqual([[], []]);
});
