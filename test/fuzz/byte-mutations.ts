import { type Bytes, concat, empty } from '#engine/bytes.ts';
import type { Dice } from './dice.ts';

/** Values at which lengths, tags and varint prefixes change their meaning. RFC 9420 §2.1.2. */
const edges = [0, 1, 2, 3, 4, 5, 0x10, 0x14, 0x15, 0x16, 0x17, 0x18, 0x3f, 0x40, 0x41, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xe1, 0xe5, 0xfe, 0xff];

/** One to four changes of `bytes` that know nothing about them. @param others to take parts from */
export function mutateBytes(dice: Dice, bytes: Bytes, others: readonly Bytes[]): Bytes {
  let out = bytes;
  for (let left = 1 + dice.below(4); left > 0; left--) out = dice.pick(moves)(dice, out, others);
  return out;
}

type Move = (dice: Dice, bytes: Bytes, others: readonly Bytes[]) => Bytes;

const moves: readonly Move[] = [
  (dice, bytes) => changed(bytes, dice.below(bytes.length), (byte) => byte ^ (1 << dice.below(8))),
  (dice, bytes) => changed(bytes, dice.below(bytes.length), () => dice.pick(edges)),
  (dice, bytes) => changed(bytes, dice.below(Math.min(bytes.length, 64)), () => dice.pick(edges)),
  (dice, bytes) => changed(bytes, dice.below(bytes.length), (byte) => byte + dice.pick([-1, 1])),
  (dice, bytes) => replaced(bytes, dice.below(bytes.length + 1), 0, dice.bytes(1 + dice.below(4))),
  (dice, bytes) => replaced(bytes, dice.below(bytes.length + 1), 0, new Uint8Array(1 + dice.below(40)).fill(dice.pick(edges))),
  (dice, bytes) => replaced(bytes, dice.below(bytes.length), 1 + dice.below(8), empty),
  (dice, bytes) => bytes.slice(0, dice.below(bytes.length + 1)),
  (dice, bytes) => concat(bytes, dice.bytes(1 + dice.below(8))),
  (dice, bytes) => replaced(bytes, dice.below(bytes.length + 1), 0, part(dice, bytes)),
  (dice, bytes, others) => replaced(bytes, dice.below(bytes.length + 1), dice.below(40), part(dice, dice.pick(others))),
];

function changed(bytes: Bytes, at: number, change: (byte: number) => number): Bytes {
  const out = bytes.slice();
  if (out.length > 0) out[at] = change(out[at] ?? 0);
  return out;
}

function replaced(bytes: Bytes, at: number, length: number, by: Bytes): Bytes {
  return concat(bytes.subarray(0, at), by, bytes.subarray(at + length));
}

function part(dice: Dice, bytes: Bytes): Bytes {
  const start = dice.below(bytes.length);
  return bytes.subarray(start, start + 1 + dice.below(64));
}
