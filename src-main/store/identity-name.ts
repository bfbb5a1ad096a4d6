import type { Bytes } from '#engine/bytes.ts';

/** The identity of a basic credential: the name in UTF-8. RFC 9420 §5.3. */
export function nameBytes(name: string): Bytes {
  return new TextEncoder().encode(name);
}
