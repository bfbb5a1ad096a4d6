import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Tool } from './tools.ts';

/** How much is read at once, bytes; V8 reserves whole gigabytes. */
const pieceSize = 16 * 2 ** 20;
const pageSize = 4096;
const zeros = Buffer.alloc(pageSize);
/** Longer than anything that is looked for: pieces overlap by so much. Bytes, whole pages. */
const overlap = pageSize;

const regions = /^([0-9a-f]+)-([0-9a-f]+) rw\S* \S+ \S+ \d+ *((?!\[vvar).*)$/gm;

/** Linux shows the memory of a process to its parent, or to root, unless a container forbids it. */
export const ownMemory: Tool = { name: 'the memory of another process (Linux, /proc/PID/mem)', works: isReadable(process.pid) };

/**
 * Everything in a process that it can write to, as a core dump has it, piece after piece: heaps, stacks, freed memory. Stop the process
 * first.
 *
 * @throws where the kernel does not let us look
 */
export function* memoryOf(pid: number): Generator<readonly [name: string, content: Buffer]> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const piece = Buffer.alloc(pieceSize);
  try {
    for (const [, from = '', to = '', name = ''] of readFileSync(`/proc/${pid}/maps`, 'latin1').matchAll(regions)) {
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += pieceSize - overlap) {
        const read = readAt(memory, piece.subarray(0, Math.min(pieceSize, end - at)), at);
        for (const [start, stop] of usedIn(piece, read)) yield [`${name || 'memory'} from ${(at + start).toString(16)}`, piece.subarray(start, stop)];
        if (at + read >= end) break;
      }
    }
  } finally {
    closeSync(memory);
  }
}

/** Most of what a process may write to it never has: pages of zeros are passed over. */
function* usedIn(piece: Buffer, length: number): Generator<readonly [start: number, stop: number]> {
  let start = -1;
  for (let page = 0; page < length; page += pageSize) {
    const isUsed = piece.compare(zeros, 0, pageSize, page, page + pageSize) !== 0;
    if (isUsed && start < 0) start = page;
    if (!isUsed && start >= 0) yield [start, page];
    if (!isUsed) start = -1;
  }
  if (start >= 0) yield [start, length];
}

/** @returns how many bytes there were; none of what is mapped and not there, as a core dump leaves it out */
function readAt(memory: number, piece: Buffer, at: number): number {
  try {
    return readSync(memory, piece, 0, piece.length, at);
  } catch {
    return 0;
  }
}

function isReadable(pid: number): boolean {
  try {
    return memoryOf(pid).next().done === false;
  } catch {
    return false;
  }
}
