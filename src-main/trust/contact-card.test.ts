import { describe, expect, test } from 'vitest';
import { ContactCardError, encodeContactCard, parseContactCard } from './contact-card.ts';

const card = { name: 'Älice & Bob = 100 %', scheme: 0x0807, publicKey: new Uint8Array(32).fill(0xfe) };
const text = encodeContactCard(card);

test('a contact card comes back as it was written', () => {
  expect(text).toBe(
    `epochscope:contact?v=1&name=%C3%84lice%20%26%20Bob%20%3D%20100%20%25&key=${Buffer.from(`0807${'fe'.repeat(32)}`, 'hex').toString('base64url')}`,
  );
  expect(parseContactCard(text)).toEqual(card);
  expect(parseContactCard(`\n  ${text}\r\n`)).toEqual(card);
});

test.each([
  [0x0403, 65],
  [0x0503, 97],
  [0x0603, 133],
  [0x0808, 57],
  [0x0906, 2592],
])('carries keys of scheme 0x%s', (scheme, length) => {
  const other = { name: 'x', scheme, publicKey: new Uint8Array(length).fill(4) };
  expect(parseContactCard(encodeContactCard(other))).toEqual(other);
});

describe('is refused', () => {
  const key = text.slice(text.indexOf('&key='));
  const cases: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['another link', 'https://example.org/?v=1'],
    ['another version', text.replace('v=1', 'v=2')],
    ['a field missing', text.replace(/&name=[^&]*/, '')],
    ['a field twice', `${text}&name=Eve`],
    ['an unknown field', `${text}&role=admin`],
    ['another order', `epochscope:contact?v=1${key}&name=Bob`],
    ['a name that is not UTF-8', `epochscope:contact?v=1&name=%ff${key}`],
    ['an empty name', `epochscope:contact?v=1&name=${key}`],
    ['a name that is too long', `epochscope:contact?v=1&name=${'a'.repeat(257)}${key}`],
    ['a name with a line break', `epochscope:contact?v=1&name=a%0Ab${key}`],
    ['a name that turns the reading direction', `epochscope:contact?v=1&name=%E2%80%AEeciv${key}`],
    ['base64 instead of base64url', text.replace(/key=.*/, `key=${Buffer.from(`0807${'fe'.repeat(32)}`, 'hex').toString('base64')}`)],
    ['stray bits at the end of the key', text.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
    ['an unknown scheme', text.replace(/key=.*/, `key=${Buffer.from(`0101${'fe'.repeat(32)}`, 'hex').toString('base64url')}`)],
    ['a key of another length', text.replace(/key=.*/, `key=${Buffer.from(`0807${'fe'.repeat(31)}`, 'hex').toString('base64url')}`)],
    ['no key at all', text.replace(/key=.*/, 'key=')],
  ];
  test.each(cases)('%s', (_what, bad) => {
    expect(() => parseContactCard(bad)).toThrow(ContactCardError);
  });
});
