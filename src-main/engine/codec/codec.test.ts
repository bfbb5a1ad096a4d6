import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bytes, fromHex, toHex } from '../bytes.ts';
import { DecodeError, EngineError } from '../errors.ts';
import {
  type Codec,
  decode,
  encode,
  mapped,
  opaque,
  opaque16,
  opaque24,
  opaque8,
  opaqueRest,
  opaqueVar,
  optional,
  sized16,
  sized24,
  sizedVar,
  struct,
  tagged,
  uint16,
  uint24,
  uint32,
  uint64,
  uint8,
  vector16,
  vector24,
  vector8,
  vectorVar,
} from './codec.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

interface Everything {
  readonly small: number;
  readonly medium: number;
  readonly large: number;
  readonly huge: bigint;
  readonly random: Bytes;
  readonly short: Bytes;
  readonly long: Bytes;
  readonly data: Bytes;
  readonly maybe: number | null;
  readonly list: readonly Bytes[];
  readonly shape: Shape;
}

type Shape = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'bytes'; readonly value: Bytes } | { readonly kind: 'nothing' };

const shape: Codec<Shape> = tagged<Shape>(uint16, {
  number: { tag: 1, body: struct({ value: uint32 }) },
  bytes: { tag: 2, body: struct({ value: opaque8 }) },
  nothing: { tag: 0x0a0a, body: struct({}) },
});

const everything: Codec<Everything> = struct<Everything>({
  small: uint8,
  medium: uint16,
  large: uint24,
  huge: uint64,
  random: opaque(4),
  short: opaque8,
  long: opaque24,
  data: opaqueVar,
  maybe: optional(uint16),
  list: vectorVar(opaque16),
  shape,
});

const anyShape: fc.Arbitrary<Shape> = fc.oneof(
  fc.nat({ max: 0xffff_ffff }).map((value) => ({ kind: 'number' as const, value })),
  fc.uint8Array({ maxLength: 255 }).map((value) => ({ kind: 'bytes' as const, value })),
  fc.constant({ kind: 'nothing' as const }),
);

const anything: fc.Arbitrary<Everything> = fc.record({
  small: fc.nat({ max: 0xff }),
  medium: fc.nat({ max: 0xffff }),
  large: fc.nat({ max: 0xff_ffff }),
  huge: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  random: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  short: fc.uint8Array({ maxLength: 255 }),
  long: bytes,
  data: bytes,
  maybe: fc.option(fc.nat({ max: 0xffff })),
  list: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }),
  shape: anyShape,
});

test('a structure of every field type round-trips', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(decode(everything, encode(everything, value))).toEqual(value);
    }),
  );
});

const garbageTargets: readonly (readonly [string, Codec<unknown>])[] = [
  ['a large structure', everything as Codec<unknown>],
  ['opaque<V>', opaqueVar as Codec<unknown>],
  ['a vector of vectors', vector16(vector8(opaqueVar)) as Codec<unknown>],
  ['a vector of structures', vectorVar(struct({ id: uint16, body: opaqueVar })) as Codec<unknown>],
  ['a vector behind a 24-bit length', vector24(uint8) as Codec<unknown>],
  ['a union', shape as Codec<unknown>],
];

test.each(garbageTargets)('garbage read as %s throws only DecodeError, and what decodes re-encodes to the same bytes', (_name, codec) => {
  fc.assert(
    fc.property(bytes, (input) => {
      let value: unknown;
      try {
        value = decode(codec, input);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        return;
      }
      expect(toHex(encode(codec, value))).toBe(toHex(input));
    }),
    { numRuns: 2000 },
  );
});

test('a truncated structure is refused at every length', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const whole = encode(everything, value);
      for (let length = 0; length < whole.length; length++) expect(() => decode(everything, whole.subarray(0, length))).toThrow(DecodeError);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['a byte behind the value', opaque8, '01aabb', 'trailing-bytes', 2],
  ['a missing byte', opaque8, '02aa', 'truncated', 1],
  ['a missing length', uint24, '0102', 'truncated', 0],
  ['an element that ends after its vector', vector8(uint16), '03000000', 'truncated', 3],
  ['bytes left in a nested structure', sized16(uint8), '00020102', 'trailing-bytes', 3],
  ['an unknown tag', shape, '0003', 'bad-value', 2],
  ['a presence byte of 2', optional(uint8), '0201', 'bad-value', 1],
])('%s is reported with reason and offset', (_name, codec, hex, reason, offset) => {
  const failure = failureOf(() => decode<unknown>(codec as Codec<unknown>, fromHex(hex), 'Thing'));
  expect(failure).toEqual({ kind: 'decode', reason, offset, structure: 'Thing' });
});

test('the prefix counts bytes and the value must fill it', () => {
  expect(toHex(encode(sized24(struct({ a: uint8, b: uint16 })), { a: 1, b: 2 }))).toBe('000003010002');
  expect(toHex(encode(sizedVar(uint32), 7))).toBe('0400000007');
  expect(toHex(encode(vector16(uint16), [1, 2]))).toBe('000400010002');
  expect(decode(opaqueRest, fromHex('0102'))).toEqual(fromHex('0102'));
});

test('decoded bytes are a copy, also out of a Buffer', () => {
  const input = Buffer.from('03010203', 'hex');
  const value = decode(opaque8, input);
  input.fill(0);
  expect(toHex(value)).toBe('010203');
});

test('an element without bytes cannot loop', () => {
  expect(() => decode(vector8(struct({})), fromHex('01aa'))).toThrow(DecodeError);
});

test('mapped codecs can refuse with the reader’s place', () => {
  const even = mapped(
    uint8,
    (value, reader) => {
      if (value % 2 !== 0) throw reader.fail('bad-value');
      return value / 2;
    },
    (value: number) => value * 2,
  );
  expect(encode(even, 3)).toEqual(Uint8Array.of(6));
  expect(decode(even, Uint8Array.of(8))).toBe(4);
  expect(() => decode(even, Uint8Array.of(7))).toThrow(DecodeError);
});

test('values that do not fit are our own bug, not a truncated encoding', () => {
  for (const attempt of [
    () => encode(uint8, 256),
    () => encode(uint16, -1),
    () => encode(uint32, 1.5),
    () => encode(uint64, 1n << 64n),
    () => encode(opaque8, new Uint8Array(256)),
    () => encode(opaque(3), new Uint8Array(2)),
    () => encode(uint8, Number.NaN),
  ])
    expect(failureOf(attempt)).toMatchObject({ kind: 'internal' });
});

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error.failure;
    throw error;
  }
  return null;
}
