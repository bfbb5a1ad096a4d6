import { createHash } from 'node:crypto';
import { blank, type Bytes } from '#engine/bytes.ts';

/*
 * A recovery kit on paper: 32 random bytes as fourteen groups of five letters. A group is four letters of content and one that
 * checks them and the place of the group; thirteen groups carry the key, the last one checks all of them. The alphabet has no
 * letters that look alike on paper (Crockford's base32: no I, L, O, U).
 */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyLength = 32;
const keyGroups = 13;
const groupCount = keyGroups + 1;

/** What a person typed, read as a kit. Groups are counted from 1. */
export type ReadKit =
  | { readonly kind: 'key'; readonly key: Bytes }
  /** These groups hold a typing error. */
  | { readonly kind: 'wrong groups'; readonly groups: readonly number[] }
  | { readonly kind: 'wrong length'; readonly letters: number }
  /** Every group is sound, the whole is not: several were typed wrong. */
  | { readonly kind: 'wrong whole' };

/** The text of a kit: groups of five with spaces between them. @param key 32 bytes */
export function writeKit(key: Bytes): string {
  const letters = [...lettersOf(key), ...lettersOf(digest(key))].slice(0, 4 * groupCount);
  const groups = Array.from({ length: groupCount }, (_, index) => letters.slice(4 * index, 4 * index + 4));
  return groups.map((group, index) => [...group, checkOf(group, index)].map((value) => alphabet[value]).join('')).join(' ');
}

/** Reads what {@link writeKit} wrote: capitals or not, with any spaces and hyphens, and O, I, L for the digits they look like. */
export function readKit(text: string): ReadKit {
  const typed = [...text.toUpperCase().replace(/[\s-]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1')];
  if (typed.length !== 5 * groupCount) return { kind: 'wrong length', letters: typed.length };
  const groups = Array.from({ length: groupCount }, (_, index) => typed.slice(5 * index, 5 * index + 5).map((letter) => alphabet.indexOf(letter)));
  const wrong = groups.flatMap((group, index) => (isSound(group, index) ? [] : [index + 1]));
  if (wrong.length > 0) return { kind: 'wrong groups', groups: wrong };
  const values = groups.flatMap((group) => group.slice(0, 4));
  const key = bytesOf(values.slice(0, 4 * keyGroups));
  const whole = lettersOf(digest(key)).slice(0, 4);
  if (whole.every((value, index) => value === values[4 * keyGroups + index])) return { kind: 'key', key };
  key.fill(0);
  return { kind: 'wrong whole' };
}

function isSound(group: readonly number[], index: number): boolean {
  return !group.includes(-1) && checkOf(group.slice(0, 4), index) === group[4];
}

/** A weighted sum over GF(32): notices any one wrong letter, any two that changed places, and a group at another place. */
function checkOf(group: readonly number[], index: number): number {
  return group.reduce((sum, value, at) => sum ^ times(value, at + 1), index);
}

/** value · x^power over GF(32), polynomial x^5 + x^2 + 1. */
function times(value: number, power: number): number {
  let product = value;
  for (let step = 0; step < power; step++) product = product & 16 ? ((product << 1) & 31) ^ 5 : product << 1;
  return product;
}

/** Five bits a letter, the last one filled up with zeros: 52 letters for 32 bytes. */
function lettersOf(bytes: Bytes): number[] {
  return Array.from({ length: Math.ceil((8 * bytes.length) / 5) }, (_, letter) => {
    let value = 0;
    for (let bit = 5 * letter; bit < 5 * letter + 5; bit++) value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    return value;
  });
}

function bytesOf(letters: readonly number[]): Bytes {
  const bytes = blank(keyLength);
  for (let bit = 0; bit < 8 * keyLength; bit++) {
    const value = letters[Math.floor(bit / 5)] ?? 0;
    if ((value >> (4 - (bit % 5))) & 1) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (128 >> (bit & 7));
  }
  return bytes;
}

function digest(key: Bytes): Bytes {
  return createHash('sha256').update('epochscope recovery kit').update(key).digest();
}
