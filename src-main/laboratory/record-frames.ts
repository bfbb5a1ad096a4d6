import type { Bytes } from '#engine/bytes.ts';

export const headerLength = 5;
/** Longest fragment of a protected record. RFC 8446 §5.2. */
const longestFragment = 2 ** 14 + 256;

/**
 * Copies of the records in what a transport was given. Bytes that are no record, or only the beginning of one, are one piece.
 */
export function recordFrames(bytes: Bytes): readonly Bytes[] {
  const frames: Bytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = frameEnd(bytes, at);
    frames.push(bytes.slice(at, end));
    at = end;
  }
  return frames;
}

/** How many pieces {@link recordFrames} makes of it. */
export function countFrames(bytes: Bytes): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at = frameEnd(bytes, at)) count++;
  return count;
}

/** How long the record is that begins here, with its header. @returns `null`: its header is not whole yet, `unknown`: this is no record */
export function frameLength(bytes: Bytes): number | 'unknown' | null {
  const [type, , , high, low] = bytes;
  if (type === undefined) return null;
  if (type < 20 || type > 23) return 'unknown';
  if (high === undefined || low === undefined) return null;
  const length = high * 256 + low;
  return length <= longestFragment ? headerLength + length : 'unknown';
}

function frameEnd(bytes: Bytes, at: number): number {
  const length = frameLength(bytes.subarray(at));
  return typeof length === 'number' && at + length <= bytes.length ? at + length : bytes.length;
}
