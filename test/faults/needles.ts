import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '#engine/bytes.ts';

/** The shortest secret, bytes; with halves, so many are looked for on their own. */
const window = 16;
/** Different bytes that random ones have at least: what is more regular is padding or structure. */
const leastVariety = 10;
/** Bytes that are compared by their hash first. */
const front = 8;
/** A mebibyte of bits: stays in the cache of a processor. */
const filterBits = 23;

type Form = 'raw' | 'hexadecimal' | 'base64' | 'base64url';

interface Needle {
  readonly bytes: Buffer;
  /** What it is, for whoever reads the hit. */
  readonly kind: string;
  wanted: boolean;
}

interface Hit {
  readonly form: Form;
  /** Name of the haystack. */
  readonly place: string;
  readonly at: number;
  readonly kind: string;
  /** The secret, in hexadecimal. */
  readonly secret: string;
}

/**
 * Secrets, and a look for any of them, raw, in hexadecimal or base64, in anything: one pass over a haystack, however many there are. Each
 * position costs two shifts, a hash of eight bytes and a bit; what passes is compared.
 */
export class Needles {
  readonly #halves: boolean;
  readonly #all = new Map<string, Needle>();
  /** By hash of their first bytes: needles and the number of the form. */
  readonly #forms = new Map<number, (readonly [needle: Needle, form: number])[]>();
  readonly #filter = new Uint32Array(2 ** (filterBits - 5));

  /** @param halves every sixteen bytes count, too: of a secret in freed memory the first ones may be overwritten. For secrets without structure */
  constructor(halves = false) {
    this.#halves = halves;
  }

  get count(): number {
    return this.#all.size;
  }

  /** A secret. What is too short or too regular to be one is not kept. */
  add(bytes: Bytes, kind = ''): void {
    const key = Buffer.from(bytes).toString('hex');
    if (bytes.length < window || bytes.length > 66 || isRegular(bytes) || this.#all.has(key)) return;
    const needle: Needle = { bytes: Buffer.from(bytes), kind, wanted: true };
    this.#all.set(key, needle);
    for (const [number, [, whole]] of [...formsOf(needle.bytes, this.#halves)].entries()) {
      const hash = hashOf(whole.readInt32BE(0), whole.readInt32BE(4));
      const bit = hash >>> (32 - filterBits);
      this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
      const same = this.#forms.get(hash);
      if (same === undefined) this.#forms.set(hash, [[needle, number]]);
      else same.push([needle, number]);
    }
  }

  /** What is shown to everybody is no secret, although a buffer that held it was overwritten. */
  except(bytes: Bytes): void {
    const key = Buffer.from(bytes).toString('hex');
    const needle = this.#all.get(key);
    if (needle !== undefined) needle.wanted = false;
    this.#all.delete(key);
  }

  /** @returns the needles that lie in one of these, with the name of where */
  findIn(haystacks: Iterable<readonly [name: string, content: Buffer]>): readonly string[] {
    return this.hitsIn(haystacks).map(({ form, place, at }) => `${form} in ${place} at ${at}`);
  }

  hitsIn(haystacks: Iterable<readonly [name: string, content: Buffer]>): readonly Hit[] {
    const hits: Hit[] = [];
    for (const [place, content] of haystacks) this.#lookThrough(place, content, hits);
    return hits;
  }

  #lookThrough(place: string, content: Buffer, hits: Hit[]): void {
    const filter = this.#filter;
    if (content.length < window) return;
    let first = content.readInt32BE(0) >> 8;
    let second = content.readInt32BE(4) >> 8;
    for (let at = 0; at + front <= content.length; at++) {
      first = (first << 8) | (content[at + 3] ?? 0);
      second = (second << 8) | (content[at + 7] ?? 0);
      const hash = hashOf(first, second);
      const bit = hash >>> (32 - filterBits);
      if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue;
      for (const [needle, number] of this.#forms.get(hash) ?? []) {
        const [form, whole] = [...formsOf(needle.bytes, this.#halves)][number] ?? [];
        if (form === undefined || whole === undefined || !needle.wanted) continue;
        if (content.compare(whole, 0, whole.length, at, Math.min(content.length, at + whole.length)) !== 0) continue;
        hits.push({ form, place, at, kind: needle.kind, secret: needle.bytes.toString('hex') });
      }
    }
  }
}

function hashOf(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d) >>> 0;
}

function* formsOf(needle: Buffer, halves: boolean): Generator<readonly [form: Form, whole: Buffer]> {
  if (!halves) return yield* formsOfPart(needle);
  for (let at = 0; at + window <= needle.length; at += window) {
    const part = needle.subarray(at, at + window);
    if (!isRegular(part)) yield* formsOfPart(part);
  }
}

function isRegular(bytes: Bytes): boolean {
  return new Set(bytes).size < leastVariety;
}

/** Base64 shows the same bytes in three ways, by what stands before them; the ends depend on their neighbours. */
function* formsOfPart(part: Buffer): Generator<readonly [form: Form, whole: Buffer]> {
  yield ['raw', part];
  yield ['hexadecimal', Buffer.from(part.toString('hex'))];
  yield ['hexadecimal', Buffer.from(part.toString('hex').toUpperCase())];
  for (let shift = 0; shift < 3; shift++) {
    const inner = part.subarray(shift, shift + Math.floor((part.length - shift) / 3) * 3);
    yield ['base64', Buffer.from(inner.toString('base64'))];
    if (/[+/]/.test(inner.toString('base64'))) yield ['base64url', Buffer.from(inner.toString('base64url'))];
  }
}

/** Every file of a folder. */
export function filesOf(folder: string): readonly (readonly [name: string, content: Buffer])[] {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
}
