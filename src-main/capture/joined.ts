import type { Bytes } from '#engine/bytes.ts';

/** Any number of byte strings in a row. */
export function joined(parts: readonly Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
