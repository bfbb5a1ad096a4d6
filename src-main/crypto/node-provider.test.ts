import { describe, expect, test } from 'vitest';
import type { Bytes } from '#engine/bytes.ts';
import { type RecordAead, recordKeyLength } from '#engine/crypto/aead.ts';
import { noFeatures } from './features.ts';
import { nodeCryptoProvider } from './node-provider.ts';
import { detectFeatures } from './self-test.ts';

const aeads: readonly RecordAead[] = ['AES-128-GCM', 'AES-256-GCM', 'CHACHA20-POLY1305'];
const nonce = new Uint8Array(12).fill(1);
const aad = Uint8Array.of(23, 3, 3, 0, 17);
const keyOf = (aead: RecordAead): Bytes => new Uint8Array(recordKeyLength[aead]).fill(2);

describe.each([
  ['the runtime’s features', detectFeatures()],
  ['no optional feature', noFeatures],
])('with %s', (_name, features) => {
  test.each(aeads)('%s seals into the caller’s buffer and nowhere else', (aead) => {
    const key = nodeCryptoProvider({ features }).importRecordKey(aead, keyOf(aead));
    const out = new Uint8Array(60).fill(0xee);
    expect(key.seal(nonce, aad, new Uint8Array(20), out, 10)).toBe(36);
    expect([...out.subarray(0, 10), ...out.subarray(46)].every((byte) => byte === 0xee)).toBe(true);
    expect(key.open(nonce, aad, out.subarray(10, 46))).toEqual(new Uint8Array(20));
  });

  test.each(aeads)('%s gives back the plaintext of every size, plain bytes each time', (aead) => {
    const key = nodeCryptoProvider({ features }).importRecordKey(aead, keyOf(aead));
    for (const size of [0, 1, 15, 16, 17, 255, 1000, 4096, 16384, 16385]) {
      const plaintext = Uint8Array.from({ length: size }, (_, i) => i * 31);
      const out = new Uint8Array(size + 16);
      key.seal(nonce, aad, plaintext, out, 0);
      expect(key.open(nonce, aad, out)).toEqual(plaintext);
    }
  });

  test.each(aeads)('%s opens nothing that was changed or is too short', (aead) => {
    const key = nodeCryptoProvider({ features }).importRecordKey(aead, keyOf(aead));
    const out = new Uint8Array(36);
    key.seal(nonce, aad, new Uint8Array(20), out, 0);
    for (let at = 0; at < out.length; at++)
      expect(
        key.open(
          nonce,
          aad,
          out.map((byte, i) => (i === at ? byte ^ 0x80 : byte)),
        ),
      ).toBeNull();
    expect(key.open(nonce, Uint8Array.of(22, 3, 3, 0, 17), out)).toBeNull();
    expect(
      key.open(
        nonce.map((byte) => byte ^ 1),
        aad,
        out,
      ),
    ).toBeNull();
    for (let length = 0; length < 16; length++) expect(key.open(nonce, aad, out.subarray(0, length))).toBeNull();
  });

  test.each(aeads)('%s protects nothing once erased, and does not need the imported bytes any more', (aead) => {
    const bytes = keyOf(aead);
    const key = nodeCryptoProvider({ features }).importRecordKey(aead, bytes);
    const before = new Uint8Array(36);
    key.seal(nonce, aad, new Uint8Array(20), before, 0);
    bytes.fill(0);
    expect(key.open(nonce, aad, before)).toEqual(new Uint8Array(20));
    key.erase();
    key.erase();
    expect(() => key.seal(nonce, aad, new Uint8Array(20), before, 0)).toThrow(TypeError);
    expect(() => key.open(nonce, aad, before)).toThrow(TypeError);
  });

  test('a plaintext is valid until the next one is opened by any key of the provider', () => {
    const provider = nodeCryptoProvider({ features });
    const [first, second] = [
      provider.importRecordKey('AES-128-GCM', keyOf('AES-128-GCM')),
      provider.importRecordKey('AES-256-GCM', keyOf('AES-256-GCM')),
    ];
    const sealed = (key: typeof first, fill: number): Bytes => {
      const out = new Uint8Array(116);
      key.seal(nonce, aad, new Uint8Array(100).fill(fill), out, 0);
      return out;
    };
    const [one, two] = [sealed(first, 1), sealed(second, 2)];
    const plaintext = first.open(nonce, aad, one);
    sealed(first, 3);
    expect(plaintext).toEqual(new Uint8Array(100).fill(1));
    expect(second.open(nonce, aad, two)).toEqual(new Uint8Array(100).fill(2));
  });

  test('digests are plain bytes whose slice is a copy', () => {
    const provider = nodeCryptoProvider({ features });
    for (const bytes of [provider.hash('SHA-256', aad), provider.hmac('SHA-256', nonce, aad)]) {
      bytes.slice().fill(0);
      expect(bytes.some((byte) => byte !== 0)).toBe(true);
    }
  });
});

test('both ChaCha20-Poly1305 implementations give the same bytes', () => {
  const outputs = [detectFeatures(), noFeatures].map((features) => {
    const out = new Uint8Array(116);
    nodeCryptoProvider({ features }).importRecordKey('CHACHA20-POLY1305', keyOf('CHACHA20-POLY1305')).seal(nonce, aad, new Uint8Array(100), out, 0);
    return out;
  });
  expect(outputs[0]).toEqual(outputs[1]);
});

test('erasing zeroes in place', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  nodeCryptoProvider().erase(bytes);
  expect(bytes).toEqual(new Uint8Array(3));
});
