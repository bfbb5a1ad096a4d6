import { open } from 'node:fs/promises';
import { UsageError } from './arguments.ts';

interface Piece {
  readonly text: string | Uint8Array;
  /** Where the next piece begins; `null` behind the last. */
  readonly next: number | null;
}

/** Writes an export, piece by piece, to a file that must not exist yet; mode 0600. @throws {UsageError} when it cannot be made */
export async function writeNewFile(path: string, pieceAfter: (after: number) => Promise<Piece>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be made: ${error instanceof Error ? error.message : 'unknown reason'}.`);
  });
  try {
    for (let after: number | null = 0; after !== null; ) {
      const piece: Piece = await pieceAfter(after);
      await file.appendFile(piece.text);
      after = piece.next;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
