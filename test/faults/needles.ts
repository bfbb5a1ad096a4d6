import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '#engine/bytes.ts';

/** Bytes that are compared first; what begins so and goes on otherwise is no hit. */
const prefix = 12;

/** Secrets that died, and a fast look for any of them, raw, in hexadecimal or base64, in anything. */
export class Needles {
  readonly #all = new Map<string, Buffer>();

  get count(): number {
    return this.#all.size;
  }

  /** A secret in the moment before it is overwritten. What is too short or too regular to be one is not kept. */
  add(bytes: Bytes): void {
    if (bytes.length < 16 || bytes.length > 66 || new Set(bytes).size < 10) return;
    const needle = Buffer.from(bytes);
    this.#all.set(needle.toString('hex'), needle);
  }

  /** What is shown to everybody is no secret, although a buffer that held it was overwritten. */
  except(bytes: Bytes): void {
    this.#all.delete(Buffer.from(bytes).toString('hex'));
  }

  /** @returns the needles that lie in one of these, with the name of where */
  findIn(haystacks: Iterable<readonly [name: string, content: Buffer]>): readonly string[] {
    const forms = new Map<string, { readonly form: string; readonly whole: Buffer }>();
    for (const needle of this.#all.values()) {
      for (const [form, whole] of formsOf(needle)) forms.set(whole.toString('latin1', 0, prefix), { form, whole });
    }
    const begins = beginningsOf([...forms.values()].map(({ whole }) => whole));
    const hits: string[] = [];
    for (const [name, content] of haystacks) {
      for (let at = 0; at + prefix <= content.length; at++) {
        const three = ((content[at] ?? 0) << 16) | ((content[at + 1] ?? 0) << 8) | (content[at + 2] ?? 0);
        if (((begins[three >> 3] ?? 0) & (1 << (three & 7))) === 0) continue;
        const found = forms.get(content.toString('latin1', at, at + prefix));
        if (found !== undefined && content.subarray(at, at + found.whole.length).equals(found.whole)) hits.push(`${found.form} in ${name} at ${at}`);
      }
    }
    return hits;
  }
}

/** A bit for each three bytes that something begins with: most of what is looked through is passed over by it. */
function beginningsOf(wanted: readonly Buffer[]): Uint8Array {
  const begins = new Uint8Array(2 ** 21);
  for (const whole of wanted) {
    const three = whole.readUIntBE(0, 3);
    begins[three >> 3] = (begins[three >> 3] ?? 0) | (1 << (three & 7));
  }
  return begins;
}

/** Base64 shows the same bytes in three ways, by what stands before them; the ends depend on their neighbours. */
function* formsOf(needle: Buffer): Generator<readonly [form: string, whole: Buffer]> {
  yield ['raw', needle];
  yield ['hexadecimal', Buffer.from(needle.toString('hex'))];
  yield ['hexadecimal', Buffer.from(needle.toString('hex').toUpperCase())];
  for (let shift = 0; shift < 3; shift++) {
    const inner = needle.subarray(shift, shift + Math.floor((needle.length - shift) / 3) * 3);
    yield ['base64', Buffer.from(inner.toString('base64'))];
    yield ['base64url', Buffer.from(inner.toString('base64url'))];
  }
}

/** Every file of a folder. */
export function filesOf(folder: string): readonly (readonly [name: string, content: Buffer])[] {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
}
