import type { Bytes } from '#engine/bytes.ts';
import type { FileOperations } from './file-operations.ts';

/** A file that begins as `content` and is gone with the process: reads are real, writes stay here. One file, whatever it is called. */
export function memoryFile(content: Bytes): FileOperations {
  let bytes = new Uint8Array(content);
  return {
    open: () => 0,
    size: () => bytes.length,
    read: (_file, into, position) => {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
    write: (_file, written, position) => {
      if (position + written.length > bytes.length) {
        const longer = new Uint8Array(position + written.length);
        longer.set(bytes);
        bytes = longer;
      }
      bytes.set(written, position);
      return written.length;
    },
    syncData: () => undefined,
    sync: () => undefined,
    close: () => undefined,
  };
}
