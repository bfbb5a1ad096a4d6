import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Larger than this is nothing that a program here uses; V8 reserves whole gigabytes. */
const pieceSize = 16 * 2 ** 20;

/**
 * What the memory of a process holds, as a core dump of it would, piece after piece: everything that can be written to. Pieces overlap by
 * 128 bytes. Stop the process first. Linux; the process is a child of ours, or we are root.
 *
 * @throws where the kernel does not let us look
 */
export function* memoryOf(pid: number): Generator<readonly [name: string, content: Buffer]> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const [, from = '', to = '', rights = '', name = ''] of readFileSync(`/proc/${pid}/maps`, 'latin1').matchAll(
      /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/gm,
    )) {
      if (!rights.startsWith('rw') || name === '[vvar]') continue;
      yield* piecesOf(memory, Number.parseInt(from, 16), Number.parseInt(to, 16), name);
    }
  } finally {
    closeSync(memory);
  }
}

function* piecesOf(memory: number, from: number, to: number, name: string): Generator<readonly [name: string, content: Buffer]> {
  const piece = Buffer.alloc(Math.min(pieceSize, to - from));
  for (let at = from; at < to; at += pieceSize - 128) {
    const read = readSync(memory, piece, 0, Math.min(piece.length, to - at), at);
    yield [`${name || 'memory'} ${at.toString(16)}`, piece.subarray(0, read)];
    if (at + read >= to) return;
  }
}
