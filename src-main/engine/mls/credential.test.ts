import { expect, test } from 'vitest';
import { refusal } from '../../../test/support/refusal.ts';
import { type Bytes, fromHex } from '../bytes.ts';
import { checkIdentityForm, sameCredential } from './credential.ts';
import type { Credential } from './group.ts';

const basic = (identity: Bytes): Credential => ({ kind: 'basic', identity });
const text = (value: string): Credential => basic(new TextEncoder().encode(value));
const chain = (...certificates: readonly string[]): Credential => ({ kind: 'x509', certificates: certificates.map(fromHex) });

test.each(['a', 'Zoë Müller', '李雷 <li@example.org>', 'سعاد', '🦀', 'x'.repeat(256)])('identity %s is text', async (name) => {
  expect(await refusal(() => checkIdentityForm(text(name)))).toBe('accepted');
});

test.each([
  ['no byte', text('')],
  ['257 bytes', text('x'.repeat(257))],
  ['NUL', text('a\u0000b')],
  ['a line break', text('a\nb')],
  ['a C1 control', text('a\u0085b')],
  ['an override', text('a\u202eb')],
  ['an isolate', text('a\u2066b')],
  ['a right-to-left mark', text('a\u200fb')],
  ['a line separator', text('a\u2028b')],
  ['a stray continuation byte', basic(fromHex('6180'))],
  ['a cut sequence', basic(fromHex('61e282'))],
  ['a longer form than needed, two bytes', basic(fromHex('c0af'))],
  ['a longer form than needed, three bytes', basic(fromHex('e08080'))],
  ['a longer form than needed, four bytes', basic(fromHex('f0808080'))],
  ['a surrogate', basic(fromHex('eda080'))],
  ['a code point above U+10FFFF', basic(fromHex('f4908080'))],
  ['a byte that never occurs', basic(fromHex('ff'))],
])('[bad:KP-021] identity with %s is refused', async (_name, credential) => {
  expect(await refusal(() => checkIdentityForm(credential))).toBe('KP_IDENTITY_FORM');
});

test('[bad:KP-022] a chain needs a certificate; its form is not judged here', async () => {
  expect(await refusal(() => checkIdentityForm(chain()))).toBe('KP_IDENTITY_FORM');
  expect(await refusal(() => checkIdentityForm(chain('30')))).toBe('accepted');
});

test('credentials are the same when every byte is', () => {
  expect(sameCredential(text('a'), text('a'))).toBe(true);
  expect(sameCredential(text('a'), text('b'))).toBe(false);
  expect(sameCredential(text('a'), chain('61'))).toBe(false);
  expect(sameCredential(chain('61'), text('a'))).toBe(false);
  expect(sameCredential(chain('01', '02'), chain('01', '02'))).toBe(true);
  expect(sameCredential(chain('01', '02'), chain('01'))).toBe(false);
  expect(sameCredential(chain('01', '02'), chain('02', '01'))).toBe(false);
});
