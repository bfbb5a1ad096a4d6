/** Byte strings. The engine never mutates bytes it was handed; results are fresh unless a function says otherwise. */
export type Bytes = Uint8Array;

export const empty: Bytes = new Uint8Array(0);

/**
 * Zeros. Whatever may hold a secret begins here, not with `new Uint8Array(length)`, `slice` or `from`: V8 keeps arrays of up to 64 bytes
 * that are made so inside its heap, moves them when it collects garbage, and never overwrites where they were. These lie outside it, stay
 * where they are and are the only copy. docs/THREAT-MODEL.md, "Memory of the process".
 */
export function blank(length: number): Bytes {
  return new Uint8Array(new ArrayBuffer(length));
}

/** A copy that shares no memory with `bytes`, made as {@link blank} says. */
export function copyOf(bytes: Bytes): Bytes {
  const out = blank(bytes.length);
  out.set(bytes);
  return out;
}

export function concat(...parts: readonly Bytes[]): Bytes {
  const out = blank(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Equality in time that depends on the lengths only. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

export function toHex(bytes: Bytes): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

/** @throws {RangeError} when `hex` has odd length or a character outside 0-9, a-f, A-F */
export function fromHex(hex: string): Bytes {
  if (hex.length % 2 !== 0 || /[^0-9a-f]/i.test(hex)) throw new RangeError('not hexadecimal');
  const out = blank(hex.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** Labels of the specifications: ASCII, no NUL. */
export function ascii(text: string): Bytes {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > 0x7e) throw new RangeError('label is not ASCII');
    out[i] = code;
  }
  return out;
}

/** Big-endian uint64. */
export function uint64(value: bigint): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value);
  return out;
}
