import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeCryptoProvider } from '#main/crypto/node-provider.ts';
import { ascii, type Bytes, concat, fromHex, toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { deriveSecret, exportFromBase, hkdfExpand, hkdfExpandLabel, hkdfExtract, mlsExporter } from './hkdf-label.ts';

const crypto = nodeCryptoProvider();

test('HKDF, RFC 5869 A.1 and A.3', () => {
  const input = new Uint8Array(22).fill(0x0b);
  const key = hkdfExtract(crypto, 'SHA-256', fromHex('000102030405060708090a0b0c'), input);
  expect(toHex(key)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
  expect(toHex(hkdfExpand(crypto, 'SHA-256', key, fromHex('f0f1f2f3f4f5f6f7f8f9'), 42))).toBe(
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
  expect(toHex(hkdfExtract(crypto, 'SHA-256', new Uint8Array(0), input))).toBe('19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04');
});

test('HKDF-Expand gives at most 255 blocks, and nothing when nothing is asked', () => {
  const key = new Uint8Array(32);
  expect(hkdfExpand(crypto, 'SHA-256', key, key, 0).length).toBe(0);
  expect(hkdfExpand(crypto, 'SHA-256', key, key, 255 * 32).length).toBe(8160);
  expect(() => hkdfExpand(crypto, 'SHA-256', key, key, 255 * 32 + 1)).toThrow(EngineError);
});

test('[RL-36] MLS-Exporter hashes its context with the suite’s Hash and expands with the hash of its KDF', () => {
  const suite = { hash: 'SHA-256', kdf: 'SHA-512', nh: 64 } as const;
  const secret = new Uint8Array(64).fill(1);
  const info = (label: string, context: Bytes, length: number): Bytes =>
    concat(Uint8Array.of(length >> 8, length & 0xff, 8 + label.length), ascii(`MLS 1.0 ${label}`), Uint8Array.of(context.length), context);
  const base = expandWith512(secret, info('label', new Uint8Array(0), 64), 64);
  const hashed = new Uint8Array(createHash('sha256').update('context').digest());
  expect(toHex(mlsExporter(crypto, suite, secret, 'label', ascii('context'), 40))).toBe(toHex(expandWith512(base, info('exported', hashed, 40), 40)));
  expect(toHex(deriveSecret(crypto, 'SHA-512', secret, 'label'))).toBe(toHex(base));
  expect(toHex(exportFromBase(crypto, suite, base, ascii('context'), 40))).toBe(
    toHex(mlsExporter(crypto, suite, secret, 'label', ascii('context'), 40)),
  );
});

test('intermediate secrets are erased, results and inputs are not', () => {
  const erased: Bytes[] = [];
  const watched = nodeCryptoProvider({
    erase: (bytes) => {
      bytes.fill(0);
      erased.push(bytes);
    },
  });
  const secret = new Uint8Array(32).fill(1);
  const out = mlsExporter(watched, { hash: 'SHA-256', kdf: 'SHA-256', nh: 32 }, secret, 'label', new Uint8Array(0), 64);
  const base = deriveSecret(crypto, 'SHA-256', secret, 'label');
  expect(toHex(secret)).toBe('01'.repeat(32));
  expect(out.some((byte) => byte !== 0)).toBe(true);
  expect(erased.filter((bytes) => bytes.length === base.length).length).toBeGreaterThanOrEqual(3); // the base and the output blocks
  expect(erased.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
});

test('labels are ASCII without NUL', () => {
  expect(() => hkdfExpandLabel(crypto, 'SHA-256', new Uint8Array(32), 'a\0b', new Uint8Array(0), 16)).toThrow(RangeError);
});

/** The first block of HKDF-Expand, by its definition. RFC 5869 §2.3. */
function expandWith512(key: Bytes, info: Bytes, length: number): Bytes {
  return new Uint8Array(createHmac('sha512', key).update(info).update(Uint8Array.of(1)).digest()).slice(0, length);
}
