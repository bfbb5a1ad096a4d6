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
});
