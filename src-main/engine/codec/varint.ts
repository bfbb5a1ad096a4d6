import { EngineError } from '../errors.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Largest length a vector header can say: 2^30 - 1 bytes. RFC 9420 §2.1.2. */
export const maxVarint = 0x3fff_ffff;

/**
 * A vector length of 1, 2 or 4 bytes. RFC 9420 §2.1.2.
 *
 * @throws {DecodeError} `bad-prefix` for the reserved prefix 11, `not-minimal` for a longer form than needed ("MUST")
 */
export function readVarint(reader: Reader): number {
  const first = reader.uint(1);
  const size = 1 << (first >> 6);
  if (size === 8) throw reader.fail('bad-prefix');
  let value = first & 0x3f;
  for (let i = 1; i < size; i++) value = value * 256 + reader.uint(1);
  if (size !== varintSize(value)) throw reader.fail('not-minimal');
  return value;
}

export function writeVarint(writer: Writer, value: number): void {
  const size = varintSize(value);
  if (size === 1) writer.uint(value, 1);
  else if (size === 2) writer.uint(value + 0x4000, 2);
  else writer.uint(value + 0x8000_0000, 4);
}

/** Bytes the shortest form of `value` takes. @throws {EngineError} `internal` above {@link maxVarint} */
export function varintSize(value: number): 1 | 2 | 4 {
  if (value < 0x40) return 1;
  if (value < 0x4000) return 2;
  if (value <= maxVarint) return 4;
  throw new EngineError({ kind: 'internal', where: 'vector longer than 2^30 - 1 bytes' });
}
