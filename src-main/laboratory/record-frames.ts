import type { Bytes } from '#engine/bytes.ts';

const headerLength = 5;
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

function frameEnd(bytes: Bytes, at: number): number {
  const [type = 0, , , high = 0, low = 0] = bytes.subarray(at, at + headerLength);
  const length = high * 256 + low;
  const end = at + headerLength + length;
  const isRecord = type >= 20 && type <= 23 && length <= longestFragment && end <= bytes.length;
  return isRecord ? end : bytes.length;
}
