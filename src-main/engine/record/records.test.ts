import { expect, test } from 'vitest';
import { ascii, toHex } from '../bytes.ts';
import { EngineError } from '../errors.ts';
import { checkPlaintextType, checkProtectedType, plaintextHeader, plaintextRecord, protectedHeader } from './records.ts';

test('[RL-10] plaintext records carry version 0x0303', () => {
  expect(toHex(plaintextRecord(22, ascii('hi')))).toBe('16030300026869');
  expect(() => plaintextRecord(22, new Uint8Array(0))).toThrow(EngineError);
  expect(() => plaintextRecord(22, new Uint8Array(16385))).toThrow(EngineError);
});

test('[RL-16] outer types before keys', () => {
  expect(types(checkPlaintextType)).toEqual({ 20: 'REC_CCS', 21: 'ok', 22: 'ok', 23: 'HS_UNEXPECTED_RECORD', other: ['REC_TYPE'] });
});

test('[RL-16][RL-17] outer types after keys', () => {
  expect(types(checkProtectedType)).toEqual({
    20: 'REC_CCS',
    21: 'REC_PLAINTEXT_AFTER_KEYS',
    22: 'REC_PLAINTEXT_AFTER_KEYS',
    23: 'ok',
    other: ['REC_OUTER_TYPE'],
  });
});

test('[RL-12] plaintext lengths', () => {
  expect(outcome(() => plaintextHeader(22, 16384))).toBe('ok');
  expect(outcome(() => plaintextHeader(22, 16385))).toBe('REC_PLAINTEXT_TOO_LONG');
  expect(outcome(() => plaintextHeader(22, 0))).toBe('REC_EMPTY');
});

test('[RL-13][RL-33] protected lengths', () => {
  expect(outcome(() => protectedHeader(23, 16640))).toBe('ok');
  expect(outcome(() => protectedHeader(23, 16641))).toBe('REC_CIPHERTEXT_TOO_LONG');
  expect(outcome(() => protectedHeader(23, 17))).toBe('ok');
  for (let length = 0; length < 17; length++) expect(outcome(() => protectedHeader(23, length))).toBe('REC_MAC');
});

function types(check: (type: number) => number): unknown {
  const all = Array.from({ length: 256 }, (_, type) => outcome(() => check(type)));
  const other = new Set(all.filter((_, type) => type < 20 || type > 23));
  return { 20: all[20], 21: all[21], 22: all[22], 23: all[23], other: [...other] };
}

function outcome(run: () => unknown): string {
  try {
    run();
    return 'ok';
  } catch (error) {
    if (error instanceof EngineError && error.failure.kind === 'peer-misbehaved') return error.failure.code;
    throw error;
  }
}
