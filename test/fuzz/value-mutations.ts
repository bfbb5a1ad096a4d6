import type { Dice } from './dice.ts';

const words = [
  '',
  ' ',
  'true',
  'draft-00',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '../x',
  '\u0000',
  '\u202e',
  '\ud800',
  'é',
  '%00',
  '-'.repeat(70),
  'x'.repeat(300),
  'x'.repeat(70_000),
];
const numbers = [0, -0, 1, -1, 0.5, 65_535, 65_536, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, Number.NaN, Number.POSITIVE_INFINITY];

/** A value of any kind; with `classes`, also what JSON has no form for and structured clone does. */
export function anyValue(dice: Dice, classes: boolean, depth = 0): unknown {
  switch (dice.below(depth > 4 ? 4 : classes ? 8 : 7)) {
    case 0:
      return dice.pick([null, true, false]);
    case 1:
      return dice.pick(numbers);
    case 2:
    case 3:
      return dice.pick(words);
    case 4:
      return Array.from({ length: dice.below(6) }, () => anyValue(dice, classes, depth + 1));
    case 5:
      return Object.fromEntries(Array.from({ length: dice.below(6) }, () => [dice.pick(words), anyValue(dice, classes, depth + 1)]));
    case 6:
      return nested(dice.below(40));
    default:
      return dice.pick(strangers)();
  }
}

const strangers: readonly (() => unknown)[] = [
  () => new Date(0),
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => 1n,
  () => undefined,
  () => new Uint8Array(9),
  () => new Error('x'),
  () => Symbol('x'),
  () => () => 1,
  () => new Array(2 ** 31),
  () => Object.create({ inherited: 1 }) as unknown,
  () => cycle(),
];

/** The same value with one place changed, removed or added. */
export function mutateValue(dice: Dice, value: unknown, classes: boolean): unknown {
  if (typeof value !== 'object' || value === null || dice.oneIn(6)) return anyValue(dice, classes);
  if (Array.isArray(value)) {
    const at = dice.below(value.length + 1);
    return value.toSpliced(at, dice.below(2), mutateValue(dice, value[at], classes));
  }
  const entries = Object.entries(value);
  const at = dice.below(entries.length + 1);
  const [key, inner] = entries[at] ?? [dice.pick(words), null];
  const changed = dice.oneIn(5)
    ? entries.toSpliced(at, 1)
    : entries.toSpliced(at, 1, [dice.oneIn(6) ? dice.pick(words) : key, mutateValue(dice, inner, classes)]);
  // fromEntries makes an own property even of __proto__
  return Object.fromEntries(changed);
}

/** Text with pieces cut, doubled, swapped or put in. */
export function mutateText(dice: Dice, text: string, others: readonly string[]): string {
  let out = text;
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const at = dice.below(out.length + 1);
    const inserted = dice.pick([dice.pick(words), String.fromCodePoint(dice.below(0x250)), piece(dice, dice.pick(others)), piece(dice, out), '']);
    out = out.slice(0, at) + inserted + out.slice(at + dice.below(6));
  }
  return out;
}

function piece(dice: Dice, text: string): string {
  const start = dice.below(text.length);
  return text.slice(start, start + 1 + dice.below(20));
}

function nested(depth: number): unknown {
  let out: unknown = 0;
  for (let i = 0; i < depth; i++) out = i % 2 === 0 ? [out] : { in: out };
  return out;
}

function cycle(): unknown {
  const own: { self?: unknown } = {};
  own.self = own;
  return own;
}
