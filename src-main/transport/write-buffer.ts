import type { Bytes } from '#engine/bytes.ts';

/** Bytes one hot buffer holds: a little more than sixteen full records, the engine's largest batch. */
const bufferSize = 288 * 1024;

/** Buffers kept for reuse, process-wide. More in flight at once are garbage afterwards. */
const poolLimit = 4;

let hot: Uint8Array<ArrayBuffer> | null = null;
const pool: Uint8Array<ArrayBuffer>[] = [];

/**
 * Copies `bytes` to memory the kernel may read until `settle` is called. There is one buffer for the whole process as
 * long as every write leaves at once, which it mostly does: a buffer that stays in the processor's cache is worth more
 * than the copy costs.
 */
export function stage(bytes: Bytes): Staged {
  if (bytes.length > bufferSize) {
    const own = bytes.slice();
    return { bytes: own, settle: () => undefined };
  }
  const buffer = hot ?? pool.pop() ?? new Uint8Array(bufferSize);
  hot = null;
  buffer.set(bytes);
  return { bytes: buffer.subarray(0, bytes.length), settle: () => giveBack(buffer) };
}

export interface Staged {
  readonly bytes: Uint8Array<ArrayBufferLike>;
  /** The kernel has everything. */
  settle(): void;
}

function giveBack(buffer: Uint8Array<ArrayBuffer>): void {
  if (hot === null) hot = buffer;
  else if (pool.length < poolLimit) pool.push(buffer);
}
