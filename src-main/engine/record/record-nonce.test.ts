import { expect, test } from 'vitest';
import { toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { RecordNonce } from './record-nonce.ts';

const iv = Uint8Array.from({ length: 12 }, (_, i) => 0xa0 + i);

test.each([0n, 1n, 255n, 256n, 2n ** 32n - 2n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 48n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 2n])(
  '[RL-09] numbers from %i on carry like a 64-bit integer',
  (first) => {
    const nonce = new RecordNonce(iv.slice(), first);
    for (let number = first; number < first + 2n; number++) {
      expect(nonce.sequence).toBe(number);
      expect(toHex(nonce.current())).toBe(oracle(number));
      nonce.advance();
    }
  },
);

test('the sequence number never wraps', () => {
  const nonce = new RecordNonce(iv.slice(), 2n ** 64n - 1n);
  expect(toHex(nonce.current())).toBe(oracle(2n ** 64n - 1n));
  nonce.advance();
  expect(() => nonce.current()).toThrow(EngineError);
});

test('the double is exact below 2^53', () => {
  expect(new RecordNonce(iv.slice(), 2n ** 53n - 1n).sequenceNumber).toBe(Number.MAX_SAFE_INTEGER);
});

test('an iv of another length is refused', () => {
  expect(() => new RecordNonce(new Uint8Array(11))).toThrow(EngineError);
});

/** RFC 8446 §5.3 with bigints. */
function oracle(number: bigint): string {
  return (BigInt(`0x${toHex(iv)}`) ^ number).toString(16).padStart(24, '0');
}
