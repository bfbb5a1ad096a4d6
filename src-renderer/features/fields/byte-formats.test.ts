import { expect, test } from 'vitest';
import { formatBytesAs } from './byte-formats.ts';
import { texts } from './texts.ts';

test('bytes are copied in each form', () => {
  expect(formatBytesAs('c3a9ff', 'hex')).toBe('c3a9ff');
  expect(formatBytesAs('c3a9ff', 'spaced')).toBe('c3 a9 ff');
  expect(formatBytesAs('c3a9ff', 'base64')).toBe('w6n/');
  expect(formatBytesAs('c3a9ff', 'text')).toBe('é\ufffd');
  expect(formatBytesAs('c3a9ff', 'array')).toBe('[0xc3, 0xa9, 0xff]');
  expect(formatBytesAs('', 'spaced')).toBe('');
});

test('places in the bytes are grouped as counts are', () => {
  expect(texts.place(1024, 2711, '1,688 bytes')).toBe('bytes 1,024 to 2,711, 1,688 bytes');
  expect(texts.brokenLong('too short', 2711)).toBe('The bytes from 2,711 on cannot be read: too short.');
});
