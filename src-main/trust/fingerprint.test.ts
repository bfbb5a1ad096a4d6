import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprint, fullFingerprint, shortFingerprint, shortOfFull } from './fingerprint.ts';

const key = { scheme: 0x0807, publicKey: new Uint8Array(32).fill(7) };

test('is SHA-256 over scheme and key', () => {
  expect(Buffer.from(fingerprint(key))).toEqual(
    createHash('sha256')
      .update(Buffer.from(`0807${'07'.repeat(32)}`, 'hex'))
      .digest(),
  );
});

test('differs for the same bytes under another scheme', () => {
  expect(fullFingerprint({ ...key, scheme: 0x0403 })).not.toBe(fullFingerprint(key));
});

test('in full is base32 of all 32 bytes, in groups of four', () => {
  const text = fullFingerprint(key);
  expect(text).toMatch(/^([A-Z2-7]{4} ){12}[A-Z2-7]{4}$/);
  const bits = [...text.replaceAll(' ', '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = Array.from({ length: 32 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  expect(new Uint8Array(bytes)).toEqual(fingerprint(key));
  expect(bits.slice(256)).toBe('0000'); // padding bits
});

test('in short is twelve groups of five digits', () => {
  expect(shortFingerprint(key)).toMatch(/^(\d{5} ){11}\d{5}$/);
  const number = [...fingerprint(key)].reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  expect(BigInt(shortFingerprint(key).replaceAll(' ', ''))).toBe(number % 10n ** 60n);
});

test('does not change between releases: people have written it down', () => {
  expect(fullFingerprint(key)).toMatchInlineSnapshot(`"IYTV HING 3SN7 4NBN 6ZGX 63XR D624 X2OC MTED BZXD YS5E GB25 PDRA"`);
  expect(shortFingerprint(key)).toMatchInlineSnapshot(`"04172 71026 84349 96993 06714 04655 41211 11696 32660 34908 23607 07298"`);
});

test('the short form is a matter of the whole one', () => {
  for (let index = 0; index < 50; index++) {
    const key = { scheme: 0x0807, publicKey: new Uint8Array(32).fill(index) };
    expect(shortOfFull(fullFingerprint(key))).toBe(shortFingerprint(key));
  }
  for (const wrong of ['', 'ABCD EFGH', fullFingerprint({ scheme: 1, publicKey: new Uint8Array(1) }).toLowerCase()])
    expect(shortOfFull(wrong)).toBe('');
});
