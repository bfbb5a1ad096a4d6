import { expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { DecodeError, EngineError } from '../errors.ts';
import { decode, opaqueVar } from './codec.ts';
import { Reader } from './reader.ts';
import { readVarint, varintSize, writeVarint } from './varint.ts';
import { Writer } from './writer.ts';

test.each([
  // the four examples of RFC 9420 §2.1.2, and the edges of each form
  ['9d7f3e7d', 494_878_333],
  ['7bbd', 15_293],
  ['25', 37],
  ['00', 0],
  ['3f', 63],
  ['4040', 64],
  ['7fff', 16_383],
  ['80004000', 16_384],
  ['bfffffff', 1_073_741_823],
])('%s is %i', (hex, value) => {
  expect(readVarint(new Reader(fromHex(hex)))).toBe(value);
  const writer = new Writer();
  writeVarint(writer, value);
  expect(toHex(writer.finish())).toBe(hex);
});

test.each(['4025', '403f', '80000025', '80003fff'])('[FR-08] the longer form %s is refused', (hex) => {
  expect(() => readVarint(new Reader(fromHex(hex)))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ reason: 'not-minimal' }) }),
  );
});

test.each(['c0', 'ff', 'c000000000000000'])('[FR-08] the reserved prefix of %s is refused', (hex) => {
  expect(() => readVarint(new Reader(fromHex(hex)))).toThrow(expect.objectContaining({ failure: expect.objectContaining({ reason: 'bad-prefix' }) }));
});

test('[FR-08] a vector that claims 2^30 - 1 bytes is refused without allocating them', () => {
  expect(() => decode(opaqueVar, fromHex('bfffffff00'))).toThrow(DecodeError);
});

test('lengths beyond the form are our own bug', () => {
  expect(() => varintSize(0x4000_0000)).toThrow(EngineError);
});
